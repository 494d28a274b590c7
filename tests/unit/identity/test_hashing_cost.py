"""What a password costs to try; read in a process of its own, for the tests' workers hash quickly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
ASK = """
from identity.passwords import _hasher, _nobody
print(_hasher.type.name, _hasher.time_cost, _hasher.memory_cost, _hasher.parallelism, _nobody.split("$")[3])
"""


def test_it_is_the_second_recommendation_of_rfc_9106() -> None:
    told = subprocess.run(
        [sys.executable, "-c", ASK], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout
    assert told.split() == ["ID", "3", "65536", "4", "m=65536,t=3,p=4"]
