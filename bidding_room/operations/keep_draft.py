"""Keep the bidder's sealed notes of an unfinished bid, or give the bid up. Nothing here is logged or told: who is
preparing a bid is nobody's business. Not for: handing in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid4

from msgspec import Meta, Struct

from bidding_room.domain.limits import check_draft
from bidding_room.operations.bidding import own_bid_for_update
from bidding_room.operations.lapse_drafts import lapse
from bidding_room.operations.upload_files import lot_of_own_bid, refuse_finished
from bidding_room.permissions import own_organisation
from bidding_room.tables import Bid, DraftBox
from bidding_room.wrapping import bidder_handle
from core.errors import Conflict
from identity.actor import Actor
from storage.database import transaction
from web.form_fields import ManyBytes


class DraftNotes(Struct, frozen=True, kw_only=True):
    """What the bidder's client sealed to the bidder's own key, and the revision it was made from."""

    sealed: ManyBytes
    revision: Annotated[int, Meta(ge=0, le=10_000_000)]


class DraftSaved(Struct, frozen=True, kw_only=True):
    """The new revision and its time."""

    revision: int
    saved_at: datetime


async def keep_draft(*, actor: Actor, bid_id: UUID, word: DraftNotes, now: datetime) -> DraftSaved:
    """Keep the sealed notes of an unfinished bid.

    Raises `Conflict` (`draft-newer`, `bid-not-drafting`, `bids-closed`),
    `Invalid` (`draft-too-large`), `NotFound` (`bid-unknown`).
    """
    check_draft(word.sealed)
    lot_id = await lot_of_own_bid(actor=actor, bid_id=bid_id)
    async with transaction():
        await _own_draft_for_update(actor=actor, lot_id=lot_id, bid_id=bid_id, now=now)
        box = await DraftBox.objects().where(DraftBox.bid == bid_id).first()
        if (box.revision if box else 0) != word.revision:
            raise Conflict(
                code="draft-newer",
                message="草稿已在另一个页面或设备上修改，请刷新本页后继续，以免互相覆盖",
            )
        box = box or DraftBox(id=uuid4(), bid=bid_id)
        box.sealed, box.revision, box.saved_at = word.sealed, word.revision + 1, now
        await box.save()
        return DraftSaved(revision=box.revision, saved_at=now)


async def abandon_draft(*, actor: Actor, bid_id: UUID, now: datetime) -> None:
    """Give an unfinished bid up: it lapses, and what was uploaded is removed.

    Raises `Conflict` (`bid-not-drafting`), `NotFound` (`bid-unknown`).
    """
    lot_id = await lot_of_own_bid(actor=actor, bid_id=bid_id)
    async with transaction():
        bid = await _own_draft_for_update(actor=actor, lot_id=lot_id, bid_id=bid_id, now=now)
        await lapse(bid, now=now)


async def _own_draft_for_update(*, actor: Actor, lot_id: UUID, bid_id: UUID, now: datetime) -> Bid:
    """Without the lot's lock: notes do not touch what the freeze counts, and are saved often."""
    handle = bidder_handle(lot_id=lot_id, organisation_id=own_organisation(actor))
    bid = await own_bid_for_update(handle=handle, bid_id=bid_id)
    await refuse_finished(bid, now=now)
    return bid
