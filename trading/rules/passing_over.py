"""The closed list of grounds for passing over a candidate, as data. Not for: judging whether one is proven."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One ground; `evidence` says what proves it."""

    id: str
    title: str
    article: str
    evidence: str
    verified: bool


@cache
def grounds(file: Path) -> Mapping[str, Ground]:
    """By id, in the order of the file (`[[passing_over]]`); a row that is not whole stops the program."""
    rows = tomllib.loads(file.read_text("utf-8"))["passing_over"]
    return {row["id"]: Ground(**row) for row in rows}
