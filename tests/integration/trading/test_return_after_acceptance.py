"""An accepted project goes back before its announcement is out, and is accepted and announced anew."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from factories import lives, trading_cast
from factories.bidding_cast import make_bidding_cast
from factories.parcels import industrial_parcel
from factories.project_lots import with_three_lots
from factories.trading_cast import SYSTEM
from factories.waiting import timer_of

from core.errors import Conflict, IllegalTransition
from identity.actor import Actor
from storage import audit, timers
from storage.clock import platform_now
from storage.database import fetch, spawn
from trading.notices.operations.publish_notice import publish_notice
from trading.projects.forms import ReasonForm
from trading.projects.operations.accept_project import accept_project
from trading.projects.operations.return_project import return_project
from trading.projects.operations.submit_project import submit_project
from trading.projects.queries import opening_panel
from trading.states import LotState
from trading.tables import Lot, Notice
from trading.timers import PUBLISH_NOTICE

PARCEL = industrial_parcel("SL2026-05")


@dataclass(frozen=True, kw_only=True)
class Case:
    """An accepted project, and who acts in it."""

    project: UUID
    agency: Actor
    host: Actor

    async def accepted(self) -> Notice:
        """Handed in and accepted (again); the scheduled announcement."""
        now = await platform_now()
        await submit_project(actor=self.agency, project_id=self.project, now=now)
        await accept_project(actor=self.host, project_id=self.project, now=now)
        return (await self.notices())[-1]

    async def returned(self) -> None:
        word = ReasonForm(reason="预算金额有误")
        await return_project(actor=self.host, project_id=self.project, word=word, now=await platform_now())

    async def notices(self) -> list[Notice]:
        return await Notice.objects().where(Notice.project == self.project).order_by(Notice.no)

    async def lots(self) -> list[Lot]:
        return await Lot.objects().where(Lot.project == self.project)

    async def states(self) -> set[str]:
        return {lot.state for lot in await self.lots()}


@pytest.fixture(params=["procurement", "land_listing"])
async def case(request: pytest.FixtureRequest) -> Case:
    if request.param == "procurement":
        cast = await trading_cast.make_cast()
        lots = await with_three_lots(cast, await platform_now())
        return Case(project=lots[0].project, agency=cast.agency, host=cast.host)
    people = await make_bidding_cast()
    lot_id = await lives.drafted(people, "land_listing", PARCEL, spans=(21, 11))
    return Case(project=await lives.project_id_of(lot_id), agency=people.agency.actor, host=people.host.actor)


async def published_entries(case: Case) -> int:
    await audit.caught_up()
    rows = await fetch(
        "SELECT 1 FROM storage_audit_entry WHERE tag = 'trading:notice:publish' AND subject = ANY($1::text[])",
        [str(lot.id) for lot in await case.lots()],
    )
    return len(rows)


async def test_returned_after_acceptance_it_is_accepted_and_announced_anew(case: Case) -> None:
    first = await case.accepted()
    await case.returned()
    assert await case.states() == {LotState.DRAFT}
    (withdrawn,) = await case.notices()
    assert withdrawn.state == "withdrawn"
    timer = await timer_of(PUBLISH_NOTICE, subject_id=first.id)
    assert timer is not None
    assert timer.cancelled_at is not None
    for lot in await case.lots():
        with pytest.raises(Conflict, match="panel-not-frozen"):
            await opening_panel(lot.id)

    second = await case.accepted()
    assert (second.no, second.version) == (f"{first.no[:-2]}02", 2)
    for notice in (first, second, second):
        await publish_notice(actor=SYSTEM, notice_id=notice.id, now=second.publish_at)
    assert [notice.state for notice in await case.notices()] == ["withdrawn", "published"]
    assert await case.states() == {LotState.BIDDING}
    assert await published_entries(case) == len(await case.lots())
    with pytest.raises(IllegalTransition):
        await case.returned()


async def test_the_publication_and_the_return_at_one_moment_have_one_winner(case: Case) -> None:
    """The timer fires as the worker fires it: in the transaction that holds the timer."""
    notice = await case.accepted()
    await timers.set_timer(
        PUBLISH_NOTICE, subject_id=notice.id, due_at=await platform_now() - timedelta(seconds=1)
    )
    timer = await timer_of(PUBLISH_NOTICE, subject_id=notice.id)
    assert timer is not None
    firing = asyncio.Event()

    async def published(*, subject_id: UUID, now: object) -> None:
        firing.set()
        await asyncio.sleep(0.05)  # the return now has the lots' locks, or is about to take them
        await publish_notice(actor=SYSTEM, notice_id=subject_id, now=await platform_now())

    fired = spawn(timers.fire(timer_id=timer.id, handler=published))
    await firing.wait()
    returns = spawn(case.returned())
    _, refused = await asyncio.gather(fired, returns, return_exceptions=True)
    (now_notice,) = await case.notices()
    if refused is None:
        assert (now_notice.state, await case.states()) == ("withdrawn", {LotState.DRAFT})
        assert await published_entries(case) == 0
        assert (await case.accepted()).state == "scheduled"
    else:
        assert isinstance(refused, IllegalTransition)
        assert (now_notice.state, await case.states()) == ("published", {LotState.BIDDING})


async def test_many_at_one_moment_leave_one_outcome(case: Case) -> None:
    notice = await case.accepted()
    publishing = [
        spawn(publish_notice(actor=SYSTEM, notice_id=notice.id, now=notice.publish_at)) for _ in range(2)
    ]
    results = await asyncio.gather(
        spawn(case.returned()), *publishing, spawn(case.returned()), return_exceptions=True
    )
    refused = [one for one in (results[0], results[-1]) if one is not None]
    assert all(isinstance(one, IllegalTransition) for one in refused)
    (now_notice,) = await case.notices()
    assert (now_notice.state, len(refused)) in {("withdrawn", 1), ("published", 2)}
    assert (await case.states()) == {LotState.DRAFT if len(refused) == 1 else LotState.BIDDING}
