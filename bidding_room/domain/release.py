"""What a release of shares must be as a whole. Not for: whether a share is the right one; commitments tell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from core.errors import Invalid
from sealing.labels import Envelope


def check_named(named: Collection[int | None], *, ordinal: int) -> None:
    """Refuse (`share-of-another`) a share said to be another officer's; to say whose it is may be left out."""
    if set(named) - {None, ordinal}:
        raise Invalid(
            code="share-of-another",
            message=f"只能释放本人的份额（本人为第{ordinal}名开启人员）",
            field="officer",
        )


def check_release(places: Sequence[tuple[UUID, Envelope]], *, bids: Collection[UUID]) -> None:
    """Refuse (`release-empty`, `share-doubled`, `bid-unknown`) what is no release of one officer for this set.

    It follows that nobody can send more than three shares for each bid.
    """
    if not places:
        raise Invalid(code="release-empty", message="没有份额可释放", field="shares")
    if len(set(places)) != len(places):
        raise Invalid(code="share-doubled", message="同一信封的份额重复提交", field="shares")
    if any(bid not in bids for bid, _ in places):
        raise Invalid(code="bid-unknown", message="所释放的份额不属于本次开启的密封文件", field="shares")
