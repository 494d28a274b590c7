"""Side by side, the tests of one file stay together: they may stand on each other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}


def test_every_test_is_collected_under_its_file_as_group(tmp_path: Path) -> None:
    file = "tests/unit/core/test_core_states.py"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", file, "-vv", "--numprocesses", "2", "--dist", "loadgroup"],
        cwd=PROJECT,
        env=CLEAN,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if "PASSED" in line]
    assert lines, done.stdout
    assert all(f"@{file}" in line for line in lines), lines[0]
    assert len({line.split("]")[0] for line in lines}) == 1, "one worker ran them all"
