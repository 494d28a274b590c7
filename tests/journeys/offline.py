"""The verifiers as a stranger runs them: a file, a key known from elsewhere, and nothing of the platform."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_NO_SETTINGS = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a verifier said; `holds` is its exit code 0, 1 being a denial and anything else a failure of its own."""

    holds: bool
    text: str


@dataclass(frozen=True, kw_only=True)
class Verifier:
    """Somebody with a folder for files and the platform's public key, in hex."""

    folder: Path
    key: str

    def receipt(self, statement: str | dict[str, Any]) -> Answer:
        """A receipt or a signed refusal."""
        return self._ask(
            "receipt", "verify", self._file("receipt.json", _bytes(statement)), "--key", self.key
        )

    def draw(self, record: bytes) -> Answer:
        return self._ask("draw", "verify", self._file("draw.json", record), "--key", self.key)

    def log(self, export: bytes) -> Answer:
        return self._ask("log", "verify", self._file("log.jsonl", export), "--key", self.key)

    def score(self, result: bytes, *, log: bytes) -> Answer:
        log_file = self._file("log.jsonl", log)
        return self._ask("score", self._file("result.json", result), "--log", log_file, "--key", self.key)

    def _file(self, name: str, content: bytes) -> str:
        path = self.folder / name
        path.write_bytes(content)
        return str(path)

    def _ask(self, *arguments: str) -> Answer:
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", *arguments],
            env=_NO_SETTINGS,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
        return Answer(holds=done.returncode == 0, text=done.stdout)


def _bytes(statement: str | dict[str, Any]) -> bytes:
    text = statement if isinstance(statement, str) else json.dumps(statement, ensure_ascii=False)
    return text.encode()
