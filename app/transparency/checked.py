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
    """What it is and says, and what was found. `entries` are the log's entries it belongs to, if any.

    What was not `found` contradicts nothing: the platform knows nothing of it, and says so. What is `common` to many
    documents proves none of them.
    """

    kind: str
    points: tuple[Point, ...]
    facts: tuple[tuple[str, str], ...] = ()
    proof: EntryProof | None = None
    entries: tuple[PublicEntry, ...] = ()
    found: bool = True
    common: bool = False

    @property
    def holds(self) -> bool:
        return all(point.holds for point in self.points)

    @property
    def verdict(self) -> tuple[str, str]:
        """In a word, with the tone of its chip."""
        if not self.found:
            return "未找到", "wait"
        if self.common:
            return "见于多份文书", "wait"
        return ("相符", "done") if self.holds else ("不符", "refused")


def unknown(kind: str, text: str, *, note: str | None = None) -> Checked:
    """Nothing the platform knows: neither right nor wrong."""
    return Checked(kind=kind, points=(Point(text=text, holds=False, note=note),), found=False)
