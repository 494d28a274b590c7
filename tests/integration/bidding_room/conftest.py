"""The cast lives in `tests/factories`, shared with the tests over HTTP and in the browser."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "factories"))
