"""The closed list of grounds for ending a procurement before a winner is determined, as data.

Not for: a lot that fails by itself (too few bidders, no opening), which needs nobody's decision.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingGround:
    """One ground; `evidence` says what proves it, `again` whether a new tender has to follow.

    `nobody_left`: it is given only when every candidate was passed over, and then needs no evidence of its own.
    """

    id: str
    title: str
    article: str
    evidence: str
    nobody_left: bool
    again: bool
    verified: bool


@cache
def ending_grounds(file: Path) -> Mapping[str, EndingGround]:
    """By id, in the order of the file (`[[ending]]`); a row that is not whole stops the program."""
    rows = tomllib.loads(file.read_text("utf-8"))["ending"]
    return {row["id"]: EndingGround(**row) for row in rows}
