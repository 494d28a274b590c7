"""Who hears what: event → subscribers, timer → handler, and the questions lower packages ask upwards.

The only place where packages meet that may not import each other.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

import bidding_room.jobs
import evaluation.jobs
import expert_pool.jobs
import identity.jobs
import identity.joining.jobs
import trading.jobs
from app.transparency.publishing import write_down_on, write_down_published
from bidding_room.operations.call_off_unopened import CALL_OFF_TIMER
from bidding_room.operations.freeze_bids import FREEZE_TIMER
from bidding_room.operations.frozen_set import everybody_who_bid
from bidding_room.operations.remove_unneeded_bytes import PARTLY_REMOVED
from bidding_room.operations.verify_stored_bytes import PARTLY_VERIFIED
from bidding_room.queries.opened import is_read_out, opened_bids
from evaluation.queries.seats import Attendance, attendance_for_update, attendance_of
from expert_pool.domain.recusal import OrganisationRef
from expert_pool.providers import Room, provide_bidders, provide_rooms
from identity.queries import organisation
from storage.outbox import Event
from storage.timers import TimerHandler
from trading.providers import Bidder, WhoBid, provide_who_bid


@dataclass(frozen=True, slots=True)
class Subscriber:
    """One handler of one topic; its name in `SUBSCRIBERS` is stored with each delivery and never reused."""

    topic: str
    handler: Callable[[Event], Awaitable[None]]


SUBSCRIBERS: Mapping[str, Subscriber] = {
    "bidding_room.verify_bid": Subscriber("bidding_room.bid_submitted", bidding_room.jobs.verify_bid),
    "bidding_room.verify_rest_of_bid": Subscriber(PARTLY_VERIFIED, bidding_room.jobs.verify_rest_of_bid),
    "bidding_room.remove_lapsed_bytes": Subscriber(
        "bidding_room.bid_bytes_unneeded", bidding_room.jobs.remove_lapsed_bytes
    ),
    "bidding_room.remove_bytes_after_opening": Subscriber(
        "bidding_room.bids_opened", bidding_room.jobs.remove_bytes_after_opening
    ),
    "bidding_room.remove_rest_after_opening": Subscriber(
        PARTLY_REMOVED, bidding_room.jobs.remove_bytes_after_opening
    ),
    "evaluation.rank_offers": Subscriber("bidding_room.bids_opened", evaluation.jobs.rank_opened_offers),
    "evaluation.publish_result": Subscriber("trading.award_published", evaluation.jobs.publish_result_of_lot),
    "evaluation.follow_replacement": Subscriber(
        "expert_pool.member_replaced", evaluation.jobs.follow_replacement
    ),
    "evaluation.follow_exhaustion": Subscriber(
        "expert_pool.order_used_up", evaluation.jobs.follow_replacement
    ),
    "evaluation.follow_new_committee": Subscriber(
        "expert_pool.committee_drawn", evaluation.jobs.follow_replacement
    ),
    "evaluation.follow_representative": Subscriber(
        "expert_pool.representative_named", evaluation.jobs.follow_replacement
    ),
    "expert_pool.publish_committee_names": Subscriber(
        "trading.award_published", expert_pool.jobs.publish_committee_names
    ),
    "identity.send_contact_code": Subscriber("identity.contact_code_asked", identity.jobs.send_contact_code),
    "identity.tell_applicant": Subscriber("identity.joining_decided", identity.joining.jobs.tell_applicant),
    "app.write_down_notice": Subscriber("trading.notice_published", write_down_on),
    "app.write_down_award": Subscriber("trading.award_published", write_down_on),
    "app.write_down_failure": Subscriber("trading.lot_failed", write_down_on),
    "app.write_down_record": Subscriber("bidding_room.bids_opened", write_down_on),
}

TIMERS: Mapping[str, TimerHandler] = {
    **trading.jobs.TIMERS,
    FREEZE_TIMER: bidding_room.jobs.freeze_bids,
    CALL_OFF_TIMER: bidding_room.jobs.call_off_unopened,
}

EVERY_MINUTE: tuple[Callable[[], Awaitable[None]], ...] = (
    bidding_room.jobs.drop_overfull_uploads,
    bidding_room.jobs.inspect_opened_files,
    write_down_published,
)

#: Each is called again and again, and takes its own time.
AT_RANDOM: tuple[Callable[[], Awaitable[None]], ...] = (bidding_room.jobs.sprinkle_cover,)


def subscribers_by_topic() -> dict[str, list[str]]:
    """Topic → names of its subscribers."""
    found: dict[str, list[str]] = {}
    for name, subscriber in SUBSCRIBERS.items():
        found.setdefault(subscriber.topic, []).append(name)
    return found


def connect() -> None:
    """Answer the questions that lower packages ask upwards; called once by each process."""
    provide_bidders(_bidders_of)
    provide_rooms(_room_of, held=_room_held)
    provide_who_bid(_who_bid)


async def _bidders_of(lot_id: UUID) -> tuple[OrganisationRef, ...]:
    """The expert pool asks who bid, for recusal; the answer exists only once the bids are open."""
    bidders = [await organisation(bid.bidder_id) for bid in await opened_bids(lot_id)]
    return tuple(OrganisationRef(uscc=one.uscc, name=one.name) for one in bidders)


async def _who_bid(lot_id: UUID) -> WhoBid:
    """Trading asks whom to tell that a lot failed."""
    bidders = tuple(Bidder(id=one.id, name=one.name) for one in await everybody_who_bid(lot_id))
    return WhoBid(bidders=bidders, read_out=await is_read_out(lot_id))


async def _room_of(lot_id: UUID) -> Room | None:
    """The expert pool asks how far the evaluation is: who is in the room declares a conflict there."""
    return _room(await attendance_of(lot_id))


async def _room_held(lot_id: UUID) -> Room | None:
    return _room(await attendance_for_update(lot_id))


def _room(room: Attendance | None) -> Room | None:
    if room is None:
        return None
    return Room(session_id=room.session_id, entered=room.entered, may_change=room.may_change)
