"""The agency changes a draft, one step of the project's form at a time.

What the law forbids is refused here already, so that no unlawful scheme or time is ever stored; what is
merely missing may be added later and is asked for at submission.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from core.errors import Conflict, Invalid
from core.ids import new_id
from core.regions import regions
from identity.actor import Actor
from storage.database import transaction
from trading.choices import CriterionKind, Duty
from trading.kinds import KINDS
from trading.permissions import check_drafts
from trading.projects.domain.draft import Basics, unacknowledged
from trading.projects.domain.faults import refuse_faults
from trading.projects.domain.panel import OFFICERS, THRESHOLD
from trading.projects.domain.scheme import SchemeDraft
from trading.projects.domain.times import time_faults, time_remarks
from trading.projects.forms import BasicsForm, PanelForm, SchemeForm, TimesForm
from trading.projects.queries.drafts import (
    basics_of,
    life_of,
    officer_candidates,
    project_of,
    rules_governing,
)
from trading.projects.queries.lots import lot_for_update
from trading.states import LotEvent
from trading.tables import Criterion, Lot, OpeningOfficer, Project
from trading.working_calendar import calendar_now

_LOT_FIELDS = {"budget": "budget", "ceiling_price": "ceiling_price", "lot_name": "name"}


async def edit_basics(*, actor: Actor, lot_id: UUID, word: BasicsForm, now: datetime) -> None:
    """Change what is bought and for whom. Refuses a ceiling above the budget and an unknown category."""
    del now
    async with transaction():
        lot, project = await _draft_for_update(actor, lot_id)
        basics = word.basics(KINDS[project.kind])
        refuse_faults(_unstorable(basics, project))
        put_basics(lot=lot, project=project, basics=basics)
        await project.save()
        await lot.save()


async def edit_scheme(*, actor: Actor, lot_id: UUID, word: SchemeForm, now: datetime) -> None:
    """Replace the evaluation scheme. Refuses a price weight under the minimum and points that are not 100."""
    del now
    scheme = word.scheme()
    async with transaction():
        lot, project = await _draft_for_update(actor, lot_id)
        numbered = scheme.numbered(tuple(new_id() for _ in scheme.criteria))
        law = KINDS[project.kind].drafting.scheme
        if law is None:
            raise Conflict(code="no-scheme", message="该类项目不设评审办法")
        refuse_faults(law.faults(numbered, basics_of(lot=lot, project=project), rules_governing(project)))
        await put_scheme(lot=lot, scheme=scheme)
        await lot.save()


async def edit_panel(*, actor: Actor, lot_id: UUID, word: PanelForm, now: datetime) -> None:
    """Replace the opening panel: three different people, each holding the role of the duty."""
    del now
    seats = word.seats()
    async with transaction():
        lot, project = await _draft_for_update(actor, lot_id)
        refuse_faults(await _panel_faults(project, seats))
        await OpeningOfficer.delete().where(OpeningOfficer.lot == lot.id)
        for ordinal, (duty, person_id) in enumerate(seats, start=1):
            await OpeningOfficer(lot=lot.id, ordinal=ordinal, person=person_id, duty=duty.value).save()
        lot.panel_threshold = THRESHOLD
        await lot.save()


async def edit_times(*, actor: Actor, lot_id: UUID, word: TimesForm, now: datetime) -> None:
    """Set the times. Unlawful ones are refused with their article; a deadline on a day off needs a reason."""
    times = word.times()
    async with transaction():
        lot, project = await _draft_for_update(actor, lot_id)
        law, calendar = KINDS[project.kind].drafting.times, await calendar_now()
        faults = list(
            time_faults(
                times=times,
                law=law,
                now=now,
                rules=rules_governing(project),
                calendar=calendar,
            )
        )
        if not word.day_off_reason.strip():
            faults += [
                unacknowledged(remark) for remark in time_remarks(times=times, law=law, calendar=calendar)
            ]
        refuse_faults(faults)
        lot.publish_at = times.publish_at
        lot.documents_until = times.documents_until
        lot.bids_due_at = times.bids_due_at
        lot.opening_place = word.opening_place.strip()
        lot.day_off_reason = word.day_off_reason.strip()
        await lot.save()


def put_basics(*, lot: Lot, project: Project, basics: Basics) -> None:
    """Copy `basics` into the two rows; nothing is stored yet."""
    project.particulars = KINDS[project.kind].particulars.written(basics.particulars)
    for name in Basics.__dataclass_fields__.keys() - {"particulars"}:
        value = getattr(basics, name)
        value = value.strip() if isinstance(value, str) else value
        setattr(lot if name in _LOT_FIELDS else project, _LOT_FIELDS.get(name, name), value)


async def put_scheme(*, lot: Lot, scheme: SchemeDraft) -> None:
    """Replace the lot's criteria, set its price points and tie rule (the caller saves the lot)."""
    await Criterion.delete().where(Criterion.lot == lot.id)
    for ordinal, draft in enumerate(scheme.criteria, start=1):
        await Criterion(
            lot=lot.id,
            ordinal=ordinal,
            name=draft.name.strip(),
            kind=CriterionKind(draft.kind).value,
            max_points=draft.max_points,
            guide=draft.guide.strip(),
            envelope=draft.envelope,
        ).save()
    lot.price_points, lot.tie_rule = scheme.price_points, scheme.tie_rule.value
    lot.small_firm_percent = scheme.small_firm_percent


async def _draft_for_update(actor: Actor, lot_id: UUID) -> tuple[Lot, Project]:
    lot = await lot_for_update(lot_id)
    project = await project_of(lot)
    check_drafts(actor, project)
    if not life_of(project).allows(lot.state, LotEvent.SUBMIT):
        raise Conflict(code="draft-closed", message="项目已提交，不能再修改；如需修改请联系交易中心退回")
    return lot, project


def _unstorable(basics: Basics, project: Project) -> Iterator[Invalid]:
    if basics.category not in KINDS[project.kind].category_titles:
        yield Invalid(code="category-unknown", message="请选择项目类别", field="category")
    if basics.budget <= 0:
        yield Invalid(
            code="budget-missing", message=f"请填写{KINDS[project.kind].terms.base}", field="budget"
        )
    contents = KINDS[project.kind].drafting.contents(basics)
    yield from (fault for fault in contents if fault.field == "ceiling_price")
    yield from region_faults(basics.region)


def region_faults(code: str) -> Iterator[Invalid]:
    """Codes that name no division; people read the name, so there has to be one."""
    if code not in regions():
        yield Invalid(
            code="region-unknown", message="没有这个行政区划代码（GB/T 2260，6位数字）", field="region"
        )


async def _panel_faults(project: Project, seats: tuple[tuple[Duty, UUID], ...]) -> list[Invalid]:
    faults: list[Invalid] = []
    opening = KINDS[project.kind].terms.opening
    people = [person_id for _, person_id in seats]
    if len(seats) != OFFICERS:
        faults.append(Invalid(code="panel-size", message=f"{opening}小组应为{OFFICERS}人", field="officers"))
    if len(set(people)) != len(people):
        faults.append(
            Invalid(code="panel-person-repeated", message=f"{opening}小组成员应为不同的人", field="officers")
        )
    candidates = await officer_candidates(project=project)
    for duty, person_id in seats:
        if person_id not in {person.id for person in candidates[duty]}:
            faults.append(
                Invalid(
                    code="officer-not-eligible", message="所选人员不具备该职责所需的角色", field="officers"
                )
            )
    return faults
