"""A warning stands with a written reason, kept with the project and in the log; a fault stands with none."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import msgspec
import pytest
from factories.trading_cast import Cast, accepted, begun, drafted, make_cast

from core.errors import Conflict, DomainError, Forbidden, NotFound
from storage import audit
from storage.database import fetch_one
from trading.kinds import KINDS
from trading.projects.domain.faults import Faults
from trading.projects.forms import KeptForm, ReasonsForm
from trading.projects.operations.edit_draft import put_basics
from trading.projects.operations.keep_warnings import keep_warnings
from trading.projects.operations.submit_project import submit_project
from trading.projects.queries.drafts import basics_of, lots_of, project_of
from trading.projects.queries.workspace import workspace
from trading.tables import Lot, Project

GIVEN = "合同约定验收合格后支付，另有书面约定"


async def with_particulars(lot: Lot, **own: object) -> Project:
    """The project of a lot, with some particulars changed."""
    project = await project_of(lot)
    basics = basics_of(project=project, lots=await lots_of(project))
    particulars = msgspec.structs.replace(basics.particulars, **own)
    put_basics(project=project, basics=replace(basics, particulars=particulars))
    await project.save()
    return project


async def keep(cast: Cast, lot: Lot, now: datetime, *rows: tuple[str, str]) -> None:
    word = ReasonsForm(reasons=tuple(KeptForm(rule=rule, reason=reason) for rule, reason in rows))
    await keep_warnings(actor=cast.agency, project_id=lot.project, word=word, now=now)


async def refusal_of(cast: Cast, lot: Lot, now: datetime) -> DomainError:
    with pytest.raises(DomainError) as refused:
        await submit_project(actor=cast.agency, project_id=lot.project, now=now)
    return refused.value


async def test_a_warning_is_answered_before_the_project_is_handed_in(now: datetime) -> None:
    cast = await make_cast()
    lot = await drafted(cast, now=now)
    project = await with_particulars(lot, payment_days=45)
    refusal = await refusal_of(cast, lot, now)
    assert (refusal.code, refusal.field) == ("payment-late", "payment_days")
    assert refusal.article == "《保障中小企业款项支付条例》第九条"
    await keep(cast, lot, now, ("TG29", GIVEN))
    work = await workspace(project_no=project.no, actor=cast.agency, now=now)
    (found,) = [one for one in work.findings if one.rule == "TG29"]
    assert (found.severity, found.kept) == ("warns", GIVEN)
    await submit_project(actor=cast.agency, project_id=lot.project, now=now)


async def test_the_reason_stands_in_the_log_and_can_be_taken_back(now: datetime) -> None:
    cast = await make_cast()
    lot = await drafted(cast, now=now)
    await with_particulars(lot, payment_days=45)
    await keep(cast, lot, now, ("TG29", GIVEN))
    await audit.caught_up()
    row = await fetch_one(
        "SELECT convert_from(payload, 'UTF8') AS payload FROM storage_audit_entry WHERE tag = $1 AND subject = $2",
        "trading:project:keep-warnings",
        str(lot.id),
    )
    assert row is not None
    assert GIVEN in row["payload"]
    await keep(cast, lot, now, ("TG29", "  "))
    assert (await refusal_of(cast, lot, now)).code == "payment-late"


async def test_a_reason_that_does_not_help_is_refused_beside_its_row(now: datetime) -> None:
    cast = await make_cast()
    lot = await drafted(cast, now=now)
    await with_particulars(lot, payment_days=90, standardised=True, intention_exempt="")
    with pytest.raises(Faults) as refused:
        await keep(cast, lot, now, ("TG29", "没有"), ("TG29-most", "没有"), ("G01", "没有"), ("TG01", "没有"))
    told = {fault.field: fault.code for fault in refused.value.faults}
    assert told == {
        "reasons-0-reason": "warning-unknown",
        "reasons-1-reason": "reason-not-enough",
        "reasons-2-reason": "reason-not-enough",
        "reasons-3-reason": "reason-has-a-field",
    }
    kept = await Project.objects().get(Project.id == lot.project)
    assert kept is not None
    assert kept.kept_reasons == "{}"


async def test_only_the_drafting_agency_keeps_warnings_and_only_while_it_drafts(now: datetime) -> None:
    cast, strangers = await make_cast(), await make_cast()
    lot = await drafted(cast, now=now)
    await with_particulars(lot, payment_days=45)
    with pytest.raises((Forbidden, NotFound)):
        await keep(strangers, lot, now, ("TG29", GIVEN))
    with pytest.raises(Forbidden):
        await keep(replace(cast, agency=cast.tenderer), lot, now, ("TG29", GIVEN))
    handed_in, _ = await accepted(cast, now=now)
    with pytest.raises(Conflict):
        await keep(cast, handed_in, now, ("TG29", GIVEN))


async def test_an_empty_draft_lacks_more_than_reasons(now: datetime) -> None:
    cast = await make_cast()
    lot = await begun(cast, template="", now=now)
    project = await project_of(lot)
    work = await workspace(project_no=project.no, actor=cast.agency, now=now)
    rules = KINDS[project.kind].rules_on(project.governed_by_day, project.region).rules
    assert {"N08", "TG01"} <= {one.rule for one in work.findings}
    assert all(one.rule in rules for one in work.findings if one.rule)
