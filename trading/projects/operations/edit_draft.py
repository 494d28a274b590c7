"""The agency changes a draft, one step of the project's form at a time.

What the law forbids is refused here already, so that no unlawful scheme or time is ever stored; what is
merely missing may be added later and is asked for at submission.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from uuid import UUID

from core.errors import Conflict, Invalid
from core.regions import regions
from identity.actor import Actor
from storage.database import transaction
from trading.choices import Duty
from trading.kinds import KINDS
from trading.permissions import check_drafts
from trading.projects.domain.draft import (
    Basics,
    LotBasics,
    lot_field,
    lots_faults,
    unacknowledged,
)
from trading.projects.domain.faults import refuse_faults
from trading.projects.domain.panel import OFFICERS, THRESHOLD
from trading.projects.domain.times import time_faults, time_remarks
from trading.projects.forms import BasicsForm, PanelForm, SchemeForm, TimesForm
from trading.projects.operations.draft_rows import numbered, put_basics, put_lots, put_panel, put_scheme
from trading.projects.queries.drafts import (
    basics_of,
    life_of,
    lots_of,
    officer_candidates,
    project_of,
    rules_governing,
)
from trading.projects.queries.lots import lot_for_update, project_for_update
from trading.states import LotEvent
from trading.tables import Lot, Project
from trading.terms import Terms
from trading.working_calendar import calendar_now


async def edit_basics(*, actor: Actor, project_id: UUID, word: BasicsForm, now: datetime) -> None:
    """Change what is bought, in which lots and for whom. Refuses a ceiling above the budget and an unknown category.

    Every lot there is has a row: one that goes is named by an empty one. Raises `Conflict` (`draft-changed`) for a lot
    that no row names, `Invalid` beside a row that names none of the project (`lot-unknown`) or one again
    (`item-doubled`).
    """
    del now
    async with transaction():
        project, lots = await draft_for_update(actor, project_id)
        basics = word.basics(KINDS[project.kind])
        rows = _rows(basics, lots)
        if rows:
            _refuse_unseen(rows, lots, emptied=word.emptied, terms=KINDS[project.kind].terms)
        refuse_faults(chain(_unstorable(basics, project), _misnamed(rows, lots, project)))
        put_basics(project=project, basics=basics)
        await project.save()
        await put_lots(rows=rows, lots=lots, project=project)


async def edit_scheme(*, actor: Actor, lot_id: UUID, word: SchemeForm, now: datetime) -> None:
    """Replace the evaluation scheme. Refuses a price weight under the minimum and points that are not 100.

    Raises `Conflict` (`lot-moved`) where it was written for another lot, which had this number then.
    """
    del now
    async with transaction():
        lot = await lot_for_update(lot_id)
        project = await project_of(lot)
        _check_open(actor, project, (lot,))
        if word.lot_id not in (None, lot_id):
            raise await _moved(word.lot_id, to=lot, project=project)
        kind = KINDS[project.kind]
        if kind.drafting.scheme is None:
            raise Conflict(code="no-scheme", message="该类项目不设评审办法")
        scheme = numbered(word.scheme(kind))
        basics = basics_of(project=project, lots=(lot,))
        refuse_faults(kind.drafting.scheme.faults(scheme, basics, rules_governing(project)))
        await put_scheme(lot=lot, scheme=scheme, kind=kind)
        await lot.save()


async def edit_panel(*, actor: Actor, project_id: UUID, word: PanelForm, now: datetime) -> None:
    """Replace the opening panel of all lots: three different people, each holding the role of the duty."""
    del now
    seats = word.seats()
    async with transaction():
        project, lots = await draft_for_update(actor, project_id)
        refuse_faults(await _panel_faults(project, seats))
        for lot in lots:
            await put_panel(lot, seats)
            lot.panel_threshold = THRESHOLD
            await lot.save()


async def edit_times(*, actor: Actor, project_id: UUID, word: TimesForm, now: datetime) -> None:
    """Set the times of all lots. Unlawful ones are refused with their article; a day off needs a reason."""
    times = word.times()
    async with transaction():
        project, lots = await draft_for_update(actor, project_id)
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
        for lot in lots:
            lot.publish_at = times.publish_at
            lot.documents_until = times.documents_until
            lot.bids_due_at = times.bids_due_at
            lot.opening_place = word.opening_place.strip()
            lot.day_off_reason = word.day_off_reason.strip()
            await lot.save()


def _rows(basics: Basics, lots: Sequence[Lot]) -> tuple[LotBasics, ...]:
    """The rows, each with the lot it is; where none names one, as by a program that keeps no ids, by place."""
    if any(row.lot_id for row in basics.lots):
        return basics.lots
    places = [lot.id for lot in lots] + [None] * len(basics.lots)
    return tuple(replace(row, lot_id=lot_id) for row, lot_id in zip(basics.lots, places, strict=False))


def _refuse_unseen(
    rows: Sequence[LotBasics], lots: Sequence[Lot], *, emptied: frozenset[UUID], terms: Terms
) -> None:
    """Raises `Conflict` (`draft-changed`) for lots that nobody names: who wrote the rows does not know of them."""
    named = emptied | {row.lot_id for row in rows}
    unseen = "、".join(
        f"第{lot.lot_no}{terms.counted} {lot.name}".strip() for lot in lots if lot.id not in named
    )
    if unseen:
        raise Conflict(
            code="draft-changed",
            message=f"项目的{terms.lot}已有变动，本次没有保存：{unseen}不在所填各行中。"
            f"请核对现有各{terms.lot}后再保存；要删除的，保留该行并清空其名称和金额",
        )


def _misnamed(rows: Sequence[LotBasics], lots: Sequence[Lot], project: Project) -> Iterator[Invalid]:
    """Rows that name no lot of the project, or one that an earlier row has."""
    called, left = KINDS[project.kind].terms.lot, {lot.id for lot in lots}
    known = frozenset(left)
    for place, row in enumerate(rows):
        field = lot_field(place, "lot_id")
        if row.lot_id and row.lot_id not in known:
            said = f"该{called}不在本项目中，可能已被删除；仍需要的，请作为新的一{called}填写"
            yield Invalid(code="lot-unknown", message=said, field=field)
        elif row.lot_id and row.lot_id not in left:
            yield Invalid(code="item-doubled", message=f"同一{called}重复出现", field=field)
        left.discard(row.lot_id)


async def _moved(lot_id: UUID | None, *, to: Lot, project: Project) -> Conflict:
    """The scheme of a lot came to the address of another."""
    terms = KINDS[project.kind].terms
    now_at = next((lot.lot_no for lot in await lots_of(project) if lot.id == lot_id), None)
    where = f"现为第{now_at}{terms.counted}，请到该{terms.lot}的页面填写" if now_at else "已不在本项目中"
    return Conflict(
        code="lot-moved",
        message=f"您打开本页后各{terms.lot}的编号有变动，本次没有保存：所填的{terms.lot}{where}；"
        f"本页现在是第{to.lot_no}{terms.counted} {to.name}".strip(),
        facts={"lot_no": now_at} if now_at else {},
    )


async def draft_for_update(actor: Actor, project_id: UUID) -> tuple[Project, tuple[Lot, ...]]:
    """A project its agency may change, with its lots, locked. Raises `Conflict` (`draft-closed`) after submission."""
    project, lots = await project_for_update(project_id)
    _check_open(actor, project, lots)
    return project, lots


def _check_open(actor: Actor, project: Project, lots: Sequence[Lot]) -> None:
    check_drafts(actor, project)
    if not all(life_of(project).allows(lot.state, LotEvent.SUBMIT) for lot in lots):
        raise Conflict(code="draft-closed", message="项目已提交，不能再修改；如需修改请联系交易中心退回")


def _unstorable(basics: Basics, project: Project) -> Iterator[Invalid]:
    kind = KINDS[project.kind]
    if basics.category not in kind.category_titles:
        yield Invalid(code="category-unknown", message="请选择项目类别", field="category")
    if not basics.lots:
        said = f"请填写{kind.terms.base}"
        yield Invalid(code="lots-missing", message=said, field=lot_field(0, "budget"))
    yield from lots_faults(basics, kind.drafting)
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
