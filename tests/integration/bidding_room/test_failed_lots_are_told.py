"""废标: everybody who bid is told why on the desk and by letter, however it came (《政府采购法》第三十六条)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest
from bidding_cast import (
    SYSTEM,
    BiddingCast,
    Hand,
    end_window,
    finish,
    hand_in,
    pass_deadline,
    ready_begun,
    ready_frozen,
    ready_taking_bids,
    recover,
    withdraw,
)
from factories.waiting import timer_of

from app.desk.due import due_lines
from app.roles import ROLE_PERMISSIONS
from app.wiring import TIMERS, connect
from bidding_room.operations.call_off_unopened import CALL_OFF_TIMER
from bidding_room.operations.frozen_set import everybody_who_bid
from core.errors import NotFound
from identity.roles import Role
from storage import audit
from storage.clock import platform_now
from storage.database import execute, spawn, transaction
from trading.notices.operations.publish_notice import publish_notice
from trading.notices.queries.letters import letter_by_no, letters_about, letters_to
from trading.permissions import Permission
from trading.projects.queries import lot_view
from trading.states import LotState
from trading.tables import Notice


async def two_bids_of_three() -> tuple[BiddingCast, UUID]:
    """The third took its bid back."""
    cast, lot_id = await ready_taking_bids(bidders=3)
    for hand in cast.bidders:
        await hand_in(hand, lot_id)
    await withdraw(cast.bidders[2], lot_id)
    await pass_deadline(lot_id)
    return cast, lot_id


async def nobody_opened() -> tuple[BiddingCast, UUID]:
    cast, lot_id = await ready_frozen()
    timer = await timer_of(CALL_OFF_TIMER, subject_id=lot_id)
    assert timer is not None
    await TIMERS[CALL_OFF_TIMER](subject_id=lot_id, now=timer.due_at)
    return cast, lot_id


async def two_opened() -> tuple[BiddingCast, UUID]:
    """Two of three could be read."""
    cast, lot_id = await ready_begun()
    for place in (0, 1):
        await recover(cast, lot_id, place)
    await end_window(lot_id)
    await finish(cast, lot_id)
    return cast, lot_id


async def published(lot_id: UUID) -> str:
    connect()
    lot = await lot_view(lot_id)
    assert lot.state is LotState.FAILED
    notice = (
        await Notice.objects().where((Notice.lot == lot_id) & (Notice.kind == "termination_notice")).first()
    )
    assert notice is not None
    system = replace(SYSTEM, permissions=frozenset({Permission.NOTICE_PUBLISH}))
    for _ in range(2):
        await publish_notice(actor=system, notice_id=notice.id, now=await platform_now())
    return lot.failed_reason


async def due_hrefs(hand: Hand, reason: str) -> set[str]:
    """Where the lines of the desk lead that tell the reason."""
    actor = replace(hand.actor, permissions=ROLE_PERMISSIONS[Role.BIDDER])
    return {one.href for one in await due_lines(actor=actor, now=await platform_now()) if reason in one.note}


async def told(hand: Hand, reason: str) -> str:
    """Number of the letter the hand's organisation got, which says the reason and stands on its desk."""
    assert hand.actor.organisation_id is not None
    (row,) = await letters_to(hand.actor.organisation_id)
    body = (await letter_by_no(no=row.no, actor=hand.actor)).body
    assert ("废标的理由", reason) in body.lines
    assert f"/letters/{row.no}" in await due_hrefs(hand, reason)
    return row.no


@pytest.mark.parametrize(("failed", "bidders"), [(two_bids_of_three, 2), (nobody_opened, 3)])
async def test_who_bid_for_a_lot_never_opened_is_told_why_it_failed_and_nobody_learns_who_that_is(
    failed, bidders: int
) -> None:
    cast, lot_id = await failed()
    reason = await published(lot_id)
    for hand in cast.bidders[:bidders]:
        no = await told(hand, reason)
        for stranger in (cast.agency, cast.tenderer, cast.host, cast.supervisor):
            with pytest.raises(NotFound):
                await letter_by_no(no=no, actor=stranger.actor)
    for hand in cast.bidders[bidders:]:
        assert await letters_to(hand.actor.organisation_id) == ()
        assert await due_hrefs(hand, reason) == set()
    assert await letters_about((await lot_view(lot_id)).project_no) == ()
    public = await audit.public_entries_about(subject=str(lot_id))
    assert "trading:letters:issue" not in {entry.facts.tag for entry in public if entry.facts}


async def test_who_bid_is_told_whoever_works_on_the_bids() -> None:
    cast, lot_id = await nobody_opened()
    async with transaction():
        await execute("SELECT FROM bidding_room_bid WHERE lot = $1 FOR UPDATE", lot_id)
        async with asyncio.timeout(20):
            bidders = await spawn(everybody_who_bid(lot_id))
    assert [one.id for one in bidders] == [hand.actor.organisation_id for hand in cast.bidders]


async def test_tenderer_and_agency_find_a_lot_of_theirs_that_failed_on_the_desk() -> None:
    cast, lot_id = await nobody_opened()
    lot = await lot_view(lot_id)
    for hand, finds in ((cast.agency, True), (cast.tenderer, True), (cast.host, False)):
        lines = await due_lines(actor=hand.actor, now=await platform_now())
        hrefs = {line.href for line in lines if lot.failed_reason in line.note}
        assert hrefs == ({f"/desk/projects/{lot.project_no}"} if finds else set())


async def test_a_lot_that_failed_in_its_opening_tells_everybody_whose_bid_came_to_it() -> None:
    cast, lot_id = await two_opened()
    reason = await published(lot_id)
    for hand in cast.bidders:
        await told(hand, reason)
    assert len(await letters_about((await lot_view(lot_id)).project_no)) == 3
