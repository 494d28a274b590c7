"""What a check says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """What is wrong with the first entry that is not as the platform signed it."""

    ALTERED = "altered"
    REMOVED = "removed"
    INSERTED = "inserted"
    TRUNCATED = "truncated"  # entries known from a trusted head are missing at the end
    REWRITTEN = "rewritten"  # agrees with itself but not with a trusted head
    UNREADABLE = "unreadable"
    WRONG_KEY = "wrong-key"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`seq`: the entry's number in the log as it was signed; None when it is not about one entry."""

    kind: FindingKind
    seq: int | None
    line: int | None
    reason: str

    def __str__(self) -> str:
        entry = "" if self.seq is None else f" entry {self.seq}"
        line = "" if self.line is None else f" (line {self.line})"
        return f"{self.kind}{entry}{line}: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was checked. `size` and `root` are of the part before the finding, or of the whole log.

    Without an expected key (`key_expected` False) the log only agrees with itself: somebody may have
    written all of it with a key of their own. `withheld` counts entries checked by their hash alone.
    """

    size: int
    root: bytes
    public_key: bytes | None
    instance: str | None
    key_expected: bool
    withheld: int
    finding: Finding | None

    @property
    def sound(self) -> bool:
        return self.finding is None


class Found(Exception):
    """Ends the walk at the first finding."""

    def __init__(self, kind: FindingKind, *, seq: int | None, line: int | None, reason: str) -> None:
        super().__init__(reason)
        self.finding = Finding(kind=kind, seq=seq, line=line, reason=reason)
