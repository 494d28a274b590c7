"""The casts live beside the integration tests."""

import sys
from pathlib import Path

TESTS = Path(__file__).parents[2]
for folder in ("factories", "integration/trading", "integration/expert_pool", "integration/evaluation"):
    sys.path.insert(0, str(TESTS / folder))
