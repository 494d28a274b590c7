"""Who may not, what may not, and what the database refuses by itself."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from asyncpg import CheckViolationError, RaiseError
from factories.trading_cast import (
    SYSTEM,
    accepted,
    begun,
    bidding,
    drafted,
    evaluated,
    evaluating,
    give_key_box,
    lawful_times,
    make_cast,
    make_person,
    panel,
    ranked,
    times_word,
)

from core.clock import BEIJING
from core.errors import Conflict, Forbidden, IllegalTransition, Invalid, NotFound
from identity.queries import organisation
from identity.roles import Role
from storage import audit
from storage.database import execute, fetch, spawn
from trading.choices import Duty
from trading.decisions.forms import AwardForm
from trading.decisions.operations.determine_award import determine_award
from trading.decisions.operations.record_ranking import record_ranking
from trading.notices.operations.publish_award import publish_award
from trading.notices.operations.publish_notice import publish_notice
from trading.projects.domain.faults import Faults
from trading.projects.forms import BasicsForm, LotForm, ReasonForm
from trading.projects.operations.accept_project import accept_project
from trading.projects.operations.edit_draft import edit_basics, edit_panel, edit_times
from trading.projects.operations.return_project import return_project
from trading.projects.operations.submit_project import submit_project
from trading.projects.queries.drafts import basics_of, project_of
from trading.projects.queries.lots import any_lot
from trading.states import LotState
from trading.tables import Lot, Notice


async def test_another_agency_cannot_touch_a_draft(now: datetime) -> None:
    cast = await make_cast()
    lot = await drafted(cast, now=now)
    stranger = await make_person(Role.AGENCY)
    with pytest.raises(NotFound):
        await submit_project(actor=stranger, project_id=lot.project, now=now)


async def test_a_tenderer_cannot_submit(now: datetime) -> None:
    cast = await make_cast()
    lot = await drafted(cast, now=now)
    with pytest.raises(Forbidden) as refusal:
        await submit_project(actor=cast.tenderer, project_id=lot.project, now=now)
    assert refusal.value.code == "permission-missing"


async def test_who_drafted_or_submitted_does_not_accept(now: datetime) -> None:
    cast = await make_cast()
    both = replace(cast.agency, permissions=cast.agency.permissions | cast.host.permissions)
    lot = await drafted(replace(cast, agency=both), now=now)
    await submit_project(actor=both, project_id=lot.project, now=now)
    for decide in (
        accept_project(actor=both, project_id=lot.project, now=now),
        return_project(actor=both, project_id=lot.project, word=ReasonForm(reason="不妥"), now=now),
    ):
        with pytest.raises(Forbidden) as refusal:
            await decide
        assert refusal.value.code == "separation-of-duties"


async def test_only_the_platforms_timer_publishes(now: datetime) -> None:
    cast = await make_cast()
    _, notice = await accepted(cast, now=now)
    with pytest.raises(Forbidden):
        await publish_notice(actor=cast.host, notice_id=notice.id, now=notice.publish_at)


async def test_a_project_must_belong_to_a_registered_tenderer(now: datetime) -> None:
    cast = await make_cast()
    assert cast.agency.organisation_id
    with pytest.raises(Invalid) as refusal:
        await begun(cast, template="", tenderer=cast.agency, now=now)
    assert refusal.value.code == "tenderer-unknown"


@pytest.mark.parametrize("template", [None, "canteen-delivery"])
async def test_a_draft_begins_with_the_address_and_phone_of_whom_it_is_for(
    now: datetime, template: str | None
) -> None:
    """Not with those of the body whose notice became the template."""
    cast = await make_cast()
    assert cast.tenderer.organisation_id
    lot = await begun(cast, template=template or "", now=now)
    project = await project_of(lot)
    tenderer, agency = await organisation(project.tenderer), await organisation(project.agency)
    assert tenderer.address
    assert (project.tenderer_address, project.tenderer_phone) == (tenderer.address, tenderer.phone)
    assert (project.agency_address, project.agency_phone) == (agency.address, agency.phone)


async def test_an_empty_draft_is_refused_with_everything_it_lacks(now: datetime) -> None:
    cast = await make_cast()
    assert cast.tenderer.organisation_id
    lot = await begun(cast, template="", now=now)
    with pytest.raises(Faults) as refusal:
        await submit_project(actor=cast.agency, project_id=lot.project, now=now)
    codes = {fault.code for fault in refusal.value.faults}
    assert codes == {
        "content-missing",
        "opening-place-missing",
        "budget-missing",
        "deduction-missing",
        "price-weight-too-low",
        "points-not-100",
        "criteria-missing",
        "panel-size",
        "times-missing",
        "intention-late",
    }


async def test_unlawful_times_are_not_stored(now: datetime) -> None:
    cast = await make_cast()
    lot = await drafted(cast, now=now)
    times = lawful_times(now)
    short = replace(times, bids_due_at=times.publish_at + timedelta(days=19))
    with pytest.raises(Invalid) as refusal:
        await edit_times(
            actor=cast.agency, project_id=lot.project, word=times_word(short, day_off_reason="有"), now=now
        )
    assert "《政府采购法》第三十五条" in (refusal.value.article or "")
    stored = await Lot.objects().where(Lot.id == lot.id).first()
    assert stored is not None
    assert stored.bids_due_at == times.bids_due_at


async def test_a_deadline_on_a_sunday_needs_a_reason(now: datetime) -> None:
    cast = await make_cast()
    lot = await drafted(cast, now=now)
    times = lawful_times(now)
    while times.bids_due_at.astimezone(BEIJING).weekday() != 6:
        times = replace(times, bids_due_at=times.bids_due_at + timedelta(days=1))
    with pytest.raises(Invalid) as refusal:
        await edit_times(
            actor=cast.agency, project_id=lot.project, word=times_word(times, day_off_reason=" "), now=now
        )
    assert "day-off-unacknowledged" in (refusal.value.code, *refusal.value.facts)


async def test_a_ceiling_above_the_budget_is_refused(now: datetime) -> None:
    cast = await make_cast()
    lot = await drafted(cast, now=now)
    basics = basics_of(project=await project_of(lot), lots=(lot,))
    above = LotForm(lot_id=lot.id, budget=lot.budget, ceiling_price=lot.budget + Decimal("0.01"))
    common = {name: value for name, value in asdict(basics).items() if name not in ("particulars", "lots")}
    own = msgspec.structs.asdict(basics.particulars)
    with pytest.raises(Invalid) as refusal:
        await edit_basics(
            actor=cast.agency,
            project_id=lot.project,
            word=BasicsForm(**common | own | {"lots": (above,)}),
            now=now,
        )
    assert refusal.value.field == "lots-0-ceiling_price"


async def test_officers_hold_the_role_of_their_duty(now: datetime) -> None:
    cast = await make_cast()
    lot = await drafted(cast, now=now)
    seats = ((Duty.HOST, cast.seats[1][1]), cast.seats[0], cast.seats[2])
    with pytest.raises(Invalid):
        await edit_panel(actor=cast.agency, project_id=lot.project, word=panel(seats), now=now)


async def test_an_officer_without_keys_keeps_the_project_from_being_submitted(now: datetime) -> None:
    cast = await make_cast()
    keyless = await make_person(Role.SUPERVISOR, with_keys=False)
    lot = await drafted(replace(cast, supervisor=keyless), now=now)
    with pytest.raises(Invalid) as refusal:
        await submit_project(actor=cast.agency, project_id=lot.project, now=now)
    assert refusal.value.code == "officer-without-key"
    assert keyless.person_id
    await give_key_box(keyless.person_id)
    await submit_project(actor=cast.agency, project_id=lot.project, now=now)


async def test_a_submitted_project_is_not_edited(now: datetime) -> None:
    cast = await make_cast()
    lot, _ = await accepted(cast, now=now)
    with pytest.raises(Conflict) as refusal:
        await edit_panel(actor=cast.agency, project_id=lot.project, word=panel(cast.seats), now=now)
    assert refusal.value.code == "draft-closed"


async def test_two_workers_at_once_publish_one_notice(now: datetime) -> None:
    cast = await make_cast()
    lot, notice = await accepted(cast, now=now)
    await asyncio.gather(
        *(spawn(publish_notice(actor=SYSTEM, notice_id=notice.id, now=notice.publish_at)) for _ in range(4))
    )
    await audit.caught_up()
    rows = await fetch(
        "SELECT 1 FROM storage_audit_entry WHERE subject = $1 AND tag = 'trading:notice:publish'", str(lot.id)
    )
    assert len(rows) == 1


async def test_two_workers_at_once_publish_one_award(now: datetime) -> None:
    cast = await make_cast()
    lot = await evaluated(cast, now=now)
    assert cast.bidders[0].organisation_id
    await determine_award(
        actor=cast.tenderer,
        lot_id=lot.id,
        bidder_id=cast.bidders[0].organisation_id,
        word=AwardForm(late_reason=""),
        now=now,
    )
    notice = await Notice.objects().where((Notice.lot == lot.id) & (Notice.kind == "award_notice")).first()
    assert notice is not None
    await asyncio.gather(
        *(spawn(publish_award(actor=SYSTEM, notice_id=notice.id, now=now)) for _ in range(4))
    )
    rows = await fetch(
        "SELECT 1 FROM storage_outbox WHERE subject_id = $1 AND topic = 'trading.award_published'", lot.id
    )
    assert len(rows) == 1


async def test_a_ranking_is_recorded_once_and_in_its_state(now: datetime) -> None:
    cast = await make_cast()
    lot = await evaluated(cast, now=now)
    with pytest.raises(IllegalTransition):
        await record_ranking(
            actor=cast.host, lot_id=lot.id, bids=ranked(cast), committee_names=("甲",), now=now
        )


async def test_two_valid_bids_are_no_ranking(now: datetime) -> None:
    cast = await make_cast()
    lot = await evaluating(cast, now=now)
    with pytest.raises(Invalid) as refusal:
        await record_ranking(
            actor=cast.host, lot_id=lot.id, bids=ranked(cast)[:2], committee_names=("甲",), now=now
        )
    assert refusal.value.code == "too-few-valid-bids"
    assert (await any_lot(lot.id)).state is LotState.EVALUATING


async def test_another_tenderer_cannot_determine(now: datetime) -> None:
    cast = await make_cast()
    lot = await evaluated(cast, now=now)
    assert cast.bidders[0].organisation_id
    with pytest.raises(NotFound):
        await determine_award(
            actor=await make_person(Role.TENDERER),
            lot_id=lot.id,
            bidder_id=cast.bidders[0].organisation_id,
            word=AwardForm(late_reason=""),
            now=now,
        )


async def test_a_result_notice_beyond_two_working_days_is_refused(now: datetime) -> None:
    cast = await make_cast()
    lot = await evaluated(cast, now=now)
    assert cast.bidders[0].organisation_id
    with pytest.raises(Invalid) as refusal:
        await determine_award(
            actor=cast.tenderer,
            lot_id=lot.id,
            bidder_id=cast.bidders[0].organisation_id,
            word=AwardForm(late_reason="", publish_at=now + timedelta(days=15)),
            now=now,
        )
    assert refusal.value.code == "award-notice-late"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trading_notice SET title = 'x' WHERE project = (SELECT project FROM trading_lot WHERE id = $1)",
        "DELETE FROM trading_notice WHERE project = (SELECT project FROM trading_lot WHERE id = $1)",
        "UPDATE trading_criterion SET max_points = 1 WHERE lot = $1",
        "DELETE FROM trading_opening_officer WHERE lot = $1",
        "UPDATE trading_lot SET bids_due_at = bids_due_at + interval '1 hour' WHERE id = $1",
        "UPDATE trading_lot SET budget = budget + 1 WHERE id = $1",
    ],
)
async def test_the_database_keeps_what_was_published(now: datetime, statement: str) -> None:
    lot, _ = await bidding(await make_cast(), now=now)
    with pytest.raises(RaiseError):
        await execute(statement, lot.id)


@pytest.mark.parametrize("table", ["trading_ranking", "trading_report"])
async def test_the_database_keeps_the_report(now: datetime, table: str) -> None:
    lot = await evaluated(await make_cast(), now=now)
    with pytest.raises(RaiseError):
        await execute(f"DELETE FROM {table} WHERE lot = $1", lot.id)


async def test_the_database_knows_the_states(now: datetime) -> None:
    lot = await drafted(await make_cast(), now=now)
    with pytest.raises(CheckViolationError):
        await execute("UPDATE trading_lot SET state = 'lost' WHERE id = $1", lot.id)
    with pytest.raises(CheckViolationError):
        await execute("UPDATE trading_lot SET state = 'bidding' WHERE id = $1", lot.id)
