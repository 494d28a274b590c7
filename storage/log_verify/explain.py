"""Naming what is wrong with a row that does not fit: altered, removed before it, or inserted.

The signatures decide, for they alone cannot be recomputed; where none fits, the numbers written in payload and
line are the next best witness.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from storage.log_verify.lines import Row
from storage.log_verify.report import FindingKind, Found
from storage.merkle import Tree
from storage.tree_head import SignedHead, head_bytes, parse_instant

REACH = 64  # how many numbers away from its place a row's true number is looked for
_LIMIT = (1 << 53) - 1


@dataclass
class Walked:
    """The sound part of the log, and the platform's signature check."""

    signed: Callable[[bytes, bytes], bool]
    tree: Tree = field(default_factory=Tree)

    def is_sound(self, row: Row) -> bool:
        return (
            row.seq == self.tree.size
            and row.payload_fits_leaf
            and row.payload_agrees
            and row.root == self.tree.root_with(row.leaf)
            and self.is_signed(row, size=self.tree.size + 1, root=row.root)
        )

    def is_next(self, row: Row) -> bool:
        """Whether the platform signed this row's leaf as the next one, whatever else its line says."""
        return self.is_signed(row, size=self.tree.size + 1, root=self.tree.root_with(row.leaf))

    def is_signed(self, row: Row, *, size: int, root: bytes) -> bool:
        return self.signed(head_bytes(size=size, root=root, at=parse_instant(row.at)), row.signature)

    def is_signed_head(self, head: SignedHead) -> bool:
        return self.signed(head_bytes(size=head.size, root=head.root, at=head.at), head.signature)

    def signed_number(self, row: Row) -> int | None:
        """The number the platform signed the row's stated root for: renumbering cannot hide it."""
        size = self.tree.size + 1
        guesses: set[int] = {row.seq + 1, *range(size - REACH, size + REACH)}
        if row.claimed_seq is not None:
            guesses.add(row.claimed_seq + 1)
        for guess in sorted(guesses, key=lambda guess: abs(guess - size)):
            if 0 < guess < _LIMIT and self.is_signed(row, size=guess, root=row.root):
                return guess - 1
        return None


def explain(walked: Walked, row: Row, following: Sequence[Row]) -> Found:
    """The finding for the first row that is not sound; strongest evidence first."""
    seq = walked.tree.size
    if walked.is_next(row):
        return Found(FindingKind.ALTERED, seq=seq, line=row.line, reason=_what_differs(walked, row))
    if any(walked.is_next(later) for later in following):
        reason = "not signed for this place; the entry that was follows later"
        return Found(FindingKind.INSERTED, seq=seq, line=row.line, reason=reason)
    signed = walked.signed_number(row)
    if signed is None and following and walked.signed_number(following[0]) == seq:
        reason = "not signed by the platform; the next line was signed for this place"
        return Found(FindingKind.INSERTED, seq=seq, line=row.line, reason=reason)
    return _by_number(_claimed_number(row, seq) if signed is None else signed, row, seq, following)


def _claimed_number(row: Row, seq: int) -> int:
    """The payload's own number if its hash holds, then the line's."""
    if row.payload_fits_leaf and row.claimed_seq not in {None, seq}:
        assert row.claimed_seq is not None
        return row.claimed_seq
    return row.seq


def _by_number(number: int, row: Row, seq: int, following: Sequence[Row]) -> Found:
    if number > seq:
        missing = f"{seq}" if number == seq + 1 else f"{seq} to {number - 1}"
        reason = f"missing: {missing}; entry {number} stands in its place"
        return Found(FindingKind.REMOVED, seq=seq, line=row.line, reason=reason)
    if number < seq:
        reason = f"a copy of entry {number}"
        return Found(FindingKind.INSERTED, seq=seq, line=row.line, reason=reason)
    reason = "its content does not lead to a root the platform signed"
    if not following:
        reason += " (or an entry the platform never signed was added at the end)"
    elif row.claimed_seq is None:
        reason += " (or entries before it were taken out and all roots computed anew)"
    return Found(FindingKind.ALTERED, seq=seq, line=row.line, reason=reason)


def _what_differs(walked: Walked, row: Row) -> str:
    if not row.payload_fits_leaf:
        return "the payload is not the one that was hashed"
    if row.seq != walked.tree.size:
        return f"the line gives it the number {row.seq}"
    if row.root != walked.tree.root_with(row.leaf):
        return "the stated root is not the one that was signed"
    return "payload and line do not agree"
