"""Proofs against the log as it stands, ready to be shown or saved."""

from __future__ import annotations

from dataclasses import dataclass

from core.canonical import Json
from core.errors import NotFound
from storage import audit, merkle
from storage.audit import PublicEntry
from storage.tree_head import SignedHead


@dataclass(frozen=True, kw_only=True)
class EntryProof:
    """An entry, a signed head, and the path between them (lowest step first)."""

    entry: PublicEntry
    head: SignedHead
    steps: tuple[bytes, ...]

    @property
    def holds(self) -> bool:
        """Checked as any outsider would."""
        return merkle.verify_inclusion(
            leaf=self.entry.leaf_hash,
            index=self.entry.seq,
            size=self.head.size,
            proof=self.steps,
            root=self.head.root,
        )

    def as_json(self) -> dict[str, Json]:
        """Enough to check it offline, with the platform's public key."""
        return {
            "seq": self.entry.seq,
            "leaf_hash": self.entry.leaf_hash.hex(),
            "payload": self.entry.as_json()["payload"],
            "proof": [step.hex() for step in self.steps],
            "head": self.head.as_json(),
        }


async def prove_entry(*, seq: int, size: int | None = None) -> EntryProof:
    """Entry `seq` under the head of `size`, or under the current one.

    Raises `NotFound` (`log-entry-unknown`, `log-size-unknown`) and `Invalid` (`log-range-impossible`).
    """
    entry = await audit.entry(seq)
    head = await (audit.head() if size is None else audit.head_at(size=size))
    steps = await audit.inclusion(seq=entry.seq, size=head.size)
    return EntryProof(entry=entry, head=head, steps=tuple(steps))


async def is_prefix_of_the_log(*, size: int, root: bytes) -> bool:
    """Whether the log once had this size and root, and has only grown since."""
    try:
        earlier, current = await audit.head_at(size=size), await audit.head()
    except NotFound:
        return False
    return earlier.root == root and merkle.verify_consistency(
        first=size,
        second=current.size,
        first_root=root,
        second_root=current.root,
        proof=await audit.consistency(first=size, second=current.size),
    )
