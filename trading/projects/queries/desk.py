"""Projects as desks see them: lists by actor, and one project whole.

An actor sees the projects of the own organisation, or all of them with `trading:project:read_all`.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec
from asyncpg import Record

from core.calendar import Calendar
from core.clock import local_day
from core.errors import NotFound
from core.periods import last_whole_day, years_after
from core.rules import Rule, RuleBook
from identity.actor import Actor
from identity.relations import ORGANISATIONS
from storage.database import fetch, fetch_one
from trading.choices import Duty
from trading.kinds import KINDS
from trading.permissions import Permission, check_reads
from trading.projects.domain.checklist import Check, StepState, checklist, step_lacks, step_state
from trading.projects.domain.draft import Draft, draft_faults, draft_remarks
from trading.projects.domain.times import Remark, determine_by
from trading.projects.queries.drafts import draft_of, duty_titles, lot_of_project, project_of, rules_governing
from trading.projects.queries.lots import LotView, lot_view
from trading.rules import Term
from trading.rules.working_days import working_days, working_deadline
from trading.states import LotState, NoticeKind
from trading.tables import Lot, Project
from trading.terms import Terms
from trading.working_calendar import calendar_now
from web.paging import Page, PageRequest


class DeskRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a desk's list. `due_on` is the next legal day, where one runs.

    `returned_reason` is set while a returned project waits for its agency; `failed_at` and `failed_reason` where the
    lot failed.
    """

    lot_id: UUID
    project_no: str
    name: str
    state: LotState
    state_title: str
    category_title: str
    project_kind: str
    budget: Decimal
    tenderer_name: str
    agency_name: str
    publish_at: datetime | None
    bids_due_at: datetime | None
    returned_reason: str
    due_on: date | None
    failed_at: datetime | None = None
    failed_reason: str = ""

    @property
    def terms(self) -> Terms:
        """What its kind calls parties, papers and moments."""
        return KINDS[self.project_kind].terms


class TimesTold(msgspec.Struct, frozen=True, kw_only=True):
    """What the times come to in whole days; working days are None when they run into a year not entered."""

    bidding_days: int
    bidding_working_days: int | None
    provision_working_days: int | None
    notice_ends_on: date | None


class Workspace(msgspec.Struct, frozen=True, kw_only=True):
    """One project with the linter's findings as of now; once its notice is published there is nothing left to find.

    What was counted then stands in the notice with its calendar version: an amended year makes no fault of it.
    """

    lot: LotView
    draft: Draft
    checks: tuple[Check, ...]
    remarks: tuple[Remark, ...]
    times_told: TimesTold | None
    kept_until_on: date | None
    returned_reason: str
    returned_at: datetime | None
    created_by: UUID
    template: str

    @property
    def duty_titles(self) -> dict[Duty, str]:
        """What the seats of the panel are called."""
        return duty_titles(self.lot.terms)

    @property
    def editable(self) -> bool:
        """Whether its agency may change it; a submitted project is only read."""
        return self.lot.state is LotState.DRAFT

    @property
    def is_returned(self) -> bool:
        """A draft that came back is no draft like any other until it is submitted again."""
        return self.editable and self.returned_at is not None

    def step_state(self, step: str) -> StepState:
        """Of a submitted project all is done: what has passed since is no fault of its draft."""
        return step_state(self.checks, step=step) if self.editable else StepState.DONE

    def step_lacks(self, step: str) -> str:
        """Empty unless the step is begun and not done."""
        begun = self.step_state(step) is StepState.PARTLY
        return step_lacks(self.checks, step=step) if begun else ""


_ROW = f"""
SELECT lot.id AS lot_id, project.no AS project_no,
       coalesce(nullif(project.name, ''), '（未命名）') AS name, lot.state, project.category, lot.budget,
       tenderer.name AS tenderer_name, agency.name AS agency_name, lot.publish_at, lot.bids_due_at,
       CASE WHEN lot.state = 'draft' THEN project.returned_reason ELSE '' END AS returned_reason,
       lot.failed_at, lot.failed_reason, project.kind, project.governed_by_day, report.received_at, award.publish_by_on
FROM trading_lot lot
JOIN trading_project project ON project.id = lot.project
JOIN {ORGANISATIONS} tenderer ON tenderer.id = project.tenderer
JOIN {ORGANISATIONS} agency ON agency.id = project.agency
LEFT JOIN trading_report report ON report.lot = lot.id
LEFT JOIN trading_award award ON award.lot = lot.id
WHERE (project.agency = $2 OR (lot.state <> 'draft' AND ($1 OR project.tenderer = $2)))
  AND ($3::text[] IS NULL OR lot.state = ANY($3))
"""  # noqa: S608 — fixed texts


async def desk_projects(
    *, actor: Actor, states: tuple[LotState, ...] | None, page: PageRequest
) -> Page[DeskRow]:
    """The actor's projects, the newest first; drafts of others are shown to nobody but the agency."""
    values = _scope(actor, states)
    counted = await fetch_one(f"SELECT count(*) AS total FROM ({_ROW}) found", *values)  # noqa: S608 — fixed text
    assert counted is not None
    shown = page.within(counted["total"])
    rows = await fetch(
        f"{_ROW} ORDER BY project.created_at DESC, project.no LIMIT {shown.size:d} OFFSET {shown.offset:d}",
        *values,
    )
    calendar = await calendar_now()
    return Page(
        items=tuple(_desk_row(row, calendar) for row in rows),
        total=counted["total"],
        number=shown.number,
        size=shown.size,
    )


async def desk_counts(*, actor: Actor) -> dict[LotState, int]:
    """How many of the actor's projects stand in each state."""
    rows = await fetch(
        f"SELECT state, count(*) AS total FROM ({_ROW}) found GROUP BY state",  # noqa: S608 — fixed text
        *_scope(actor, None),
    )
    return {LotState(row["state"]): row["total"] for row in rows}


async def workspace(*, project_no: str, actor: Actor, now: datetime) -> Workspace:
    """Raises `NotFound` (`project-unknown`) for strangers too."""
    lot = await lot_of_project(project_no)
    project = await project_of(lot)
    check_reads(actor, project)
    if lot.state == LotState.DRAFT and actor.organisation_id != project.agency:
        raise NotFound(code="project-unknown", message="没有这个项目")
    return await workspace_of(lot=lot, project=project, now=now)


async def workspace_of(*, lot: Lot, project: Project, now: datetime) -> Workspace:
    """Without asking who wants to know."""
    draft = await draft_of(lot=lot, project=project)
    drafting, rules = KINDS[project.kind].drafting, rules_governing(project)
    calendar = await calendar_now()
    faults = tuple(draft_faults(draft=draft, drafting=drafting, now=now, rules=rules, calendar=calendar))
    is_planned = lot.notice_published_at is None
    return Workspace(
        lot=await lot_view(lot.id),
        draft=draft,
        checks=checklist(draft=draft, lines=drafting.lines, faults=faults, rules=rules) if is_planned else (),
        remarks=draft_remarks(draft=draft, drafting=drafting, calendar=calendar) if is_planned else (),
        times_told=_told(draft, rules, calendar) if is_planned else None,
        kept_until_on=await _kept_until(lot, rules.rules.get(Term.KEEPING_YEARS)),
        returned_reason=project.returned_reason,
        returned_at=project.returned_at,
        created_by=project.created_by,
        template=project.template,
    )


async def _kept_until(lot: Lot, keeping: Rule | None) -> date | None:
    """The last day the papers are kept, counted from the notice that ended the procurement (TG26)."""
    row = await fetch_one(
        "SELECT max(published_at) AS ended_at FROM trading_notice WHERE lot = $1 AND kind <> $2",
        lot.id,
        NoticeKind.ANNOUNCEMENT.value,
    )
    if keeping is None or row is None or row["ended_at"] is None:
        return None
    return years_after(local_day(row["ended_at"]), keeping.count)


def _told(draft: Draft, rules: RuleBook, calendar: Calendar) -> TimesTold | None:
    if draft.times is None:
        return None
    start, standing = local_day(draft.times.publish_at), rules.rules.get(Term.NOTICE_DAYS)
    due, until = last_whole_day(draft.times.bids_due_at), last_whole_day(draft.times.documents_until)
    return TimesTold(
        bidding_days=(due - start).days,
        bidding_working_days=working_days(start, due, calendar=calendar),
        provision_working_days=working_days(start, until, calendar=calendar),
        notice_ends_on=working_deadline(start, count=standing.count, calendar=calendar) if standing else None,
    )


def _desk_row(row: Record, calendar: Calendar) -> DeskRow:
    kind = KINDS[row["kind"]]
    told = {
        "project_kind": kind.code,
        "state_title": kind.life.titles[LotState(row["state"])],
        "category_title": kind.category_titles[row["category"]],
        "due_on": _due_on(row, calendar),
    }
    return msgspec.convert({**row, **told}, DeskRow)


def _due_on(row: Record, calendar: Calendar) -> date | None:
    """The legal day the row waits for: to determine the winner, as it is counted now; then to publish the result,
    as it was counted when the winner was determined and the notice set to its time."""
    rules = KINDS[row["kind"]].rules_on(row["governed_by_day"])
    if row["state"] == LotState.EVALUATED:
        return determine_by(received_at=row["received_at"], rules=rules, calendar=calendar)
    publish_by_on: date | None = row["publish_by_on"]
    return publish_by_on if row["state"] == LotState.DETERMINED else None


def _scope(actor: Actor, states: tuple[LotState, ...] | None) -> tuple[object, ...]:
    everything = Permission.PROJECT_READ_ALL in actor.permissions
    return everything, actor.organisation_id, [state.value for state in states] if states else None
