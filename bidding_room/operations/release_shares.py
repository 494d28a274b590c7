"""An officer releases shares, opened in the officer's own browser; with the k-th the bids open.

Every share is checked against the bidder's commitment: a wrong one is refused and put down to the officer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from bidding_room.audit_tags import AuditTag
from bidding_room.operations.begin_opening import opening_for_update
from bidding_room.operations.open_bid import (
    FrozenBid,
    Keys,
    frozen_bids,
    remember_opened,
    store_opened,
    try_form,
)
from bidding_room.permissions import Permission, own_ordinal
from bidding_room.sealing.envelopes import check_share, combine_shares
from bidding_room.sealing.errors import KeyRefused, SealError, ShareRefused
from bidding_room.sealing.labels import Envelope
from bidding_room.states import BidState, OpenedBy, OpeningState
from bidding_room.tables import HeldShare, Opening, ShareRelease
from bidding_room.wrapping import unwrap_share, wrap_share
from core.errors import Conflict
from identity.actor import Actor
from identity.permissions import check
from storage import audit, outbox
from storage.clock import platform_now
from storage.database import transaction
from trading.queries import opening_panel


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedShare:
    """One share as released: 32 bytes, or None where the officer's key did not open what was sealed to it."""

    bid_id: UUID
    envelope: Envelope
    share: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOutcome:
    """What became of a release: shares that matched, shares that did not, bids opened by it."""

    verified: int
    refused: int
    opened: int


async def release_shares(*, actor: Actor, lot_id: UUID, shares: Sequence[OfferedShare]) -> ReleaseOutcome:
    """Take an officer's shares; open every bid that now has enough.

    Only the panel's own officer, only the own ordinal. May be repeated: matching shares are kept once.
    Raises `Forbidden` (`not-on-panel`), `Conflict` (`opening-not-running`).
    """
    async with transaction():
        opening = await running_opening(lot_id)
        check(actor, Permission.SHARE_RELEASE)
        ordinal = own_ordinal(actor=actor, panel=await opening_panel(lot_id))
        now = await platform_now()
        bids = [bid for bid in await frozen_bids(lot_id) if bid.row.state == BidState.FROZEN.value]
        refused = await _hold(bids, shares, ordinal=ordinal)
        verified = await _held_by(bids, ordinal)
        await _note_release(opening, actor, ordinal, verified=verified, refused=len(refused), now=now)
        opened = await _open_those_with_enough(bids, now=now)
        await _remember(actor, opening, ordinal, verified=verified, refused=refused, now=now)
        for bid in opened:
            await remember_opened(bid, actor=actor.audit_name, opened_by=OpenedBy.OFFICERS, now=now)
        await outbox.emit("bidding_room.shares_released", subject_id=lot_id)
        return ReleaseOutcome(verified=verified, refused=len(refused), opened=len(opened))


async def running_opening(lot_id: UUID) -> Opening:
    """The opening, locked and running; raises `Conflict` (`opening-not-running`)."""
    opening = await opening_for_update(lot_id)
    if opening.state != OpeningState.RELEASING.value:
        raise Conflict(
            code="opening-not-running",
            message="主持人尚未宣布开标或开标已结束，现在不能解密",
            article="《电子招标投标办法》第三十条",
        )
    return opening


async def _hold(
    bids: Sequence[FrozenBid], shares: Sequence[OfferedShare], *, ordinal: int
) -> list[OfferedShare]:
    """Keep the shares that match their commitments; returns those that do not, or could not be opened."""
    by_id = {bid.row.id: bid for bid in bids}
    refused: list[OfferedShare] = []
    for offered in shares:
        bid = by_id.get(offered.bid_id)
        if bid is None:
            continue
        if not _matches(bid, offered, ordinal):
            refused.append(offered)
            continue
        await _keep(offered, ordinal)
    return refused


def _matches(bid: FrozenBid, offered: OfferedShare, ordinal: int) -> bool:
    if offered.share is None:
        return False
    try:
        check_share(bid.manifest, offered.envelope, officer=ordinal, share=offered.share)
    except ShareRefused:
        return False
    return True


async def _keep(offered: OfferedShare, ordinal: int) -> None:
    assert offered.share is not None
    same = (
        (HeldShare.bid == offered.bid_id)
        & (HeldShare.envelope == offered.envelope.value)
        & (HeldShare.ordinal == ordinal)
    )
    if await HeldShare.exists().where(same):
        return
    wrapped = wrap_share(
        offered.share, bid_id=offered.bid_id, envelope=offered.envelope.value, ordinal=ordinal
    )
    await HeldShare(
        id=uuid4(),
        bid=offered.bid_id,
        envelope=offered.envelope.value,
        ordinal=ordinal,
        share_wrapped=wrapped,
    ).save()


async def _held_by(bids: Sequence[FrozenBid], ordinal: int) -> int:
    if not bids:
        return 0
    ids = [bid.row.id for bid in bids]
    return int(await HeldShare.count().where(HeldShare.bid.is_in(ids) & (HeldShare.ordinal == ordinal)))


async def _note_release(
    opening: Opening, actor: Actor, ordinal: int, *, verified: int, refused: int, now: datetime
) -> None:
    same = (ShareRelease.opening == opening.id) & (ShareRelease.ordinal == ordinal)
    row = await ShareRelease.objects().where(same).first()
    if row is None:
        row = ShareRelease(id=uuid4(), opening=opening.id, ordinal=ordinal, person=actor.person_id)
    row.released_at, row.shares_verified, row.shares_refused = now, verified, refused
    await row.save()


async def _open_those_with_enough(bids: Sequence[FrozenBid], *, now: datetime) -> list[FrozenBid]:
    opened: list[FrozenBid] = []
    for bid in bids:
        if bid.row.bytes_intact is False:
            continue
        keys = await combined_keys(bid)
        form = try_form(bid.manifest, keys) if keys else None
        if keys and form:
            await store_opened(bid, keys=keys, form=form, opened_by=OpenedBy.OFFICERS, now=now)
            opened.append(bid)
    return opened


async def combined_keys(bid: FrozenBid) -> Keys | None:
    """The content keys from the shares held, or None as long as an envelope has too few.

    Also None when shares that match combine to another key than committed to; `failure_of` tells which.
    """
    try:
        return await combine_held(bid)
    except (SealError, KeyRefused):
        return None


async def combine_held(bid: FrozenBid) -> Keys:
    """Raises `SealError` for too few shares, `KeyRefused` when the bidder dealt something else."""
    rows = await HeldShare.objects().where(HeldShare.bid == bid.row.id)
    shares: dict[Envelope, dict[int, bytes]] = {envelope: {} for envelope in Envelope}
    for row in rows:
        shares[Envelope(row.envelope)][row.ordinal] = unwrap_share(
            row.share_wrapped, bid_id=bid.row.id, envelope=row.envelope, ordinal=row.ordinal
        )
    return await asyncio.to_thread(_combine_all, bid, shares)


def _combine_all(bid: FrozenBid, shares: dict[Envelope, dict[int, bytes]]) -> Keys:
    """Some hundredths of a second of arithmetic for each bid: off the event loop."""
    return {
        envelope: combine_shares(bid.manifest, envelope, shares=held) for envelope, held in shares.items()
    }


async def _remember(
    actor: Actor,
    opening: Opening,
    ordinal: int,
    *,
    verified: int,
    refused: Sequence[OfferedShare],
    now: datetime,
) -> None:
    await audit.record(
        AuditTag.SHARES_RELEASE,
        actor=actor.audit_name,
        subject=str(opening.lot),
        facts={
            "lot": str(opening.lot),
            "officer": ordinal,
            "verified": verified,
            "refused": len(refused),
        },
        now=now,
    )
    for offered in refused:
        await audit.record(
            AuditTag.SHARE_REFUSE,
            actor=actor.audit_name,
            subject=str(offered.bid_id),
            facts={
                "lot": str(opening.lot),
                "officer": ordinal,
                "envelope": offered.envelope.value,
                "offered": offered.share is not None,
            },
            now=now,
        )
