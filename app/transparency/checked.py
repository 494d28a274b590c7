"""What a check on `/verify` tells: the points looked at, each with its verdict."""

from __future__ import annotations

from dataclasses import dataclass

from app.transparency.proofs import EntryProof
from storage.audit import PublicEntry


@dataclass(frozen=True, kw_only=True)
class Point:
    """One thing that was checked."""

    text: str
    holds: bool
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What it is and says, and what was found. `entries` are the log's entries it belongs to, if any."""

    kind: str
    points: tuple[Point, ...]
    facts: tuple[tuple[str, str], ...] = ()
    proof: EntryProof | None = None
    entries: tuple[PublicEntry, ...] = ()

    @property
    def holds(self) -> bool:
        return all(point.holds for point in self.points)
