"""How many SQL statements each poll of a live page takes, as the tests that hold the limit count them.

.venv/bin/python deploy/bench/polls.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
TESTS = ("tests/web/bidding_room/test_opening_poll.py", "tests/web/evaluation/test_room_polls.py")
MOST = 6
_OF_A_RUNNING_PLATFORM = ("DATA_DIR", "PORT", "TRAINING")


def show_polls() -> None:
    """Runs them on servers of their own; each of their lines is an address and its number."""
    environment = {name: value for name, value in os.environ.items() if name not in _OF_A_RUNNING_PLATFORM}
    asked = [sys.executable, "-m", "pytest", "-q", "-s", "-k", "few_statements", *TESTS]
    ran = subprocess.run(
        asked, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False, timeout=600
    )
    print(f"statements a poll (at most {MOST}):")
    for line in ran.stdout.splitlines():
        address, _, number = line.lstrip(".").rpartition(" ")
        if address.startswith("/") and number.isdigit():
            kind, _, poll = address[1:].split("/", 2)
            print(f"  {number}  /{kind}/…/{poll}")
    if ran.returncode:
        print(ran.stdout[-2000:])


if __name__ == "__main__":
    show_polls()
