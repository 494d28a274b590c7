"""The opening belongs to the deadline: late with a reason, too late not at all, and then the lot ends by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bidding_cast import Hand, begin, end_window, ready_begun, ready_frozen, recover, set_deadline
from factories.waiting import timer_of

from app.desk.due import DueLine, due_lines
from app.wiring import TIMERS
from bidding_room.operations.call_off_unopened import CALL_OFF_TIMER
from bidding_room.queries.openings import opening_view
from bidding_room.states import OpeningState
from bidding_room.tables import Opening
from core.errors import Conflict, Invalid
from storage import audit
from storage.clock import platform_now
from trading.projects.queries import lot_view
from trading.states import LotState


async def test_an_opening_long_after_the_deadline_says_why_or_is_refused() -> None:
    """87令第三十九条: 开标应当在投标截止时间的同一时间进行."""
    cast, lot_id = await ready_frozen()
    await set_deadline(lot_id, await platform_now() - timedelta(days=30))
    with pytest.raises(Conflict) as refusal:
        await begin(cast, lot_id, late_reason="主持人忘记了开标时间，现在补开")
    assert refusal.value.code == "opening-too-late"
    await set_deadline(lot_id, await platform_now() - timedelta(hours=1))
    with pytest.raises(Invalid) as unsaid:
        await begin(cast, lot_id)
    assert (unsaid.value.code, unsaid.value.field) == ("opening-late", "late_reason")
    why = "交易中心停电，一小时后恢复供电"
    await begin(cast, lot_id, late_reason=why)
    opening = await Opening.objects().where(Opening.lot == lot_id).first()
    assert opening is not None
    assert opening.late_reason == why
    told = [e.facts.facts for e in await audit.public_entries_about(subject=str(lot_id)) if e.facts]
    assert any(facts.get("late_reason") == why for facts in told)


async def test_a_lot_nobody_opened_in_time_ends_by_itself() -> None:
    _cast, lot_id = await ready_frozen()
    timer = await timer_of(CALL_OFF_TIMER, subject_id=lot_id)
    assert timer is not None
    await TIMERS[CALL_OFF_TIMER](subject_id=lot_id, now=timer.due_at)
    assert (await lot_view(lot_id)).state is LotState.FAILED
    assert (await opening_view(lot_id)).state == OpeningState.CANCELLED
    await TIMERS[CALL_OFF_TIMER](subject_id=lot_id, now=timer.due_at)


async def to_decrypt(hand: Hand) -> list[DueLine]:
    return [one for one in await due_lines(actor=hand.actor, now=await platform_now()) if one.act == "解密"]


async def test_while_an_opening_runs_the_desk_names_the_bids_that_wait_for_a_key() -> None:
    cast, lot_id = await ready_begun()
    for hand in cast.bidders:
        (line,) = await to_decrypt(hand)
        assert line.href == f"/lots/{lot_id}/bid#recover"
        assert line.due_at == (await opening_view(lot_id)).decrypt_until
    await recover(cast, lot_id, 0)
    assert [len(await to_decrypt(hand)) for hand in cast.bidders] == [0, 1, 1]
    await end_window(lot_id)
    assert [len(await to_decrypt(hand)) for hand in cast.bidders] == [0, 0, 0]


async def test_an_opening_begun_in_time_is_not_called_off() -> None:
    _cast, lot_id = await ready_begun()
    timer = await timer_of(CALL_OFF_TIMER, subject_id=lot_id)
    assert timer is not None
    await TIMERS[CALL_OFF_TIMER](subject_id=lot_id, now=timer.due_at)
    assert (await lot_view(lot_id)).state is LotState.OPENING
