"""The acts of one tender, from the draft to the signed report, each done by its own people."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from holding_up import APPENDING, SEQUENCING, held
from story import OFFERS, Story

from app.demo import committee, evaluating, tender
from bidding_room.client import RequestRefused
from core.canonical import canonical_bytes

Act = Callable[[Story], Awaitable[None]]


async def draft(story: Story) -> None:
    await tender.draft(story.world, story.tender)


async def submit(story: Story) -> None:
    soon = await story.world.now() + timedelta(minutes=5)
    await tender.set_times(story.world, story.tender, publish_at=soon)
    await tender.submit(story.world, story.tender)


async def accept(story: Story) -> None:
    await tender.accept(story.world, story.tender)


async def publish(story: Story) -> None:
    await tender.publish(story.world, story.tender)


def hand_in(bidder: str, price: Decimal) -> Act:
    async def act(story: Story) -> None:
        await story.hand_in(bidder, price)

    return act


async def hand_in_cut_off(story: Story) -> None:
    """The application dies in the middle of taking the bid in: nothing of it stands. The bidder's own client waits
    for it to come back and hands the same bid in."""
    await story.world.member("siqian")  # signed in before the log is held up
    async with held(story.platform, APPENDING) as lock:
        attempt = asyncio.create_task(story.hand_in("siqian", OFFERS["siqian"]))
        waiting = await lock.somebody_waits(having_read="bidding_room_bid")
        story.platform.kill_application()
        await lock.let_go(waiting)
    assert await _states(story) == ["drafting", "submitted"]
    await asyncio.to_thread(story.platform.start_application)
    await attempt
    assert await _states(story) == ["submitted", "submitted"]


async def hand_in_unanswered(story: Story) -> None:
    """The application dies when the bid is in and before its entry has a place: the same bid handed in again gets the
    receipt with its proof, though no worker sequences meanwhile."""
    await story.world.member("weidu")
    story.platform.kill_worker()
    async with held(story.platform, SEQUENCING):
        attempt = asyncio.create_task(story.hand_in("weidu", OFFERS["weidu"]))
        async with asyncio.timeout(60):
            while await _states(story) != ["submitted"] * 3:  # noqa: ASYNC110 — nobody tells the test
                await asyncio.sleep(0.05)
        story.platform.kill_application()
    await asyncio.to_thread(story.platform.start_application)
    receipt = await attempt
    assert await _states(story) == ["submitted"] * 3
    answer = story.verifier.receipt(canonical_bytes(receipt).decode())
    assert answer.holds, answer.text
    story.platform.start_worker()


async def _states(story: Story) -> list[str]:
    rows = await story.platform.rows(
        "SELECT state FROM bidding_room_bid WHERE lot = $1 AND state <> 'lapsed'", story.tender.lot_id
    )
    return sorted(row["state"] for row in rows)


async def close(story: Story) -> None:
    await tender.close(story.world, story.tender)


async def refuse_late(story: Story) -> None:
    with pytest.raises(RequestRefused):
        await story.hand_in("baofengxue", Decimal("380000.00"))


async def begin(story: Story) -> None:
    await (await story.world.member("staff")).post(f"/api/openings/{story.tender.lot_id}/begin")


def release(officer: str, ordinal: int) -> Act:
    async def act(story: Story) -> None:
        await story.release(officer, ordinal=ordinal)

    return act


async def finish(story: Story) -> None:
    await (await story.world.member("staff")).post(f"/api/openings/{story.tender.lot_id}/finish")


async def draw(story: Story) -> None:
    await committee.draw(story.world, story.tender)


async def answer(story: Story) -> None:
    story.experts = await committee.answer(story.world, story.tender)


async def open_session(story: Story) -> None:
    story.session = await evaluating.open_session(story.world, story.tender)


async def constitute(story: Story) -> None:
    await evaluating.constitute(story.world, story.session, story.experts)


async def review(story: Story) -> None:
    await evaluating.review(story.world, story.session, story.experts)


async def score(story: Story) -> None:
    await evaluating.score(story.world, story.session, story.experts)


async def report(story: Story) -> None:
    await evaluating.report(story.world, story.session, story.experts)


STEPS: dict[str, Act] = {
    "drafting": draft,
    "submission": submit,
    "acceptance": accept,
    "publication": publish,
    "first bid": hand_in("shanhe", OFFERS["shanhe"]),
    "second bid": hand_in_cut_off,
    "third bid": hand_in_unanswered,
    "replaced bid": hand_in("shanhe", Decimal("390000.00")),
    "deadline": close,
    "late bid": refuse_late,
    "begin of the opening": begin,
    "first officer": release("staff", 1),
    "second officer": release("agency", 2),
    "end of the opening": finish,
    "draw": draw,
    "answers of the experts": answer,
    "begin of the evaluation": open_session,
    "committee": constitute,
    "review": review,
    "marks": score,
    "report": report,
}
