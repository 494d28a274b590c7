"""One project whole, as its desk sees it: the draft with what the linter finds of it as of now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from core.calendar import Calendar
from core.clock import local_day
from core.errors import NotFound
from core.periods import last_whole_day, years_after
from core.rules import Rule, RuleBook
from identity.actor import Actor
from storage.database import fetch_one
from trading.choices import Duty
from trading.kinds import KINDS
from trading.permissions import check_reads
from trading.projects.domain.checklist import Check, StepState, checklist, step_lacks, step_state
from trading.projects.domain.draft import Draft, Line, draft_faults, draft_remarks
from trading.projects.domain.findings import Finding, findings
from trading.projects.domain.times import Remark
from trading.projects.queries.drafts import draft_of, duty_titles, known_project, rules_governing
from trading.projects.queries.lots import LotView, lot_views
from trading.rules import Term
from trading.rules.working_days import working_days, working_deadline
from trading.states import LotEvent, LotState
from trading.tables import Lot, Project
from trading.working_calendar import calendar_now

#: The step that is taken for each lot by itself.
SCHEME_STEP = "scheme"


class TimesTold(msgspec.Struct, frozen=True, kw_only=True):
    """What the times come to in whole days; working days are None when they run into a year not entered."""

    bidding_days: int
    bidding_working_days: int | None
    provision_working_days: int | None
    notice_ends_on: date | None


class Workspace(msgspec.Struct, frozen=True, kw_only=True):
    """One project with the linter's findings as of now; once its notice is published there is nothing left to find.

    What was counted then stands in the notice with its calendar version: an amended year makes no fault of it. `lot` is
    the first of `lots`; what the project is, it is there. `scheme_checks` are those of each lot's scheme, where there
    are several.
    """

    lot: LotView
    lots: tuple[LotView, ...]
    draft: Draft
    checks: tuple[Check, ...]
    scheme_checks: tuple[tuple[Check, ...], ...]
    remarks: tuple[Remark, ...]
    findings: tuple[Finding, ...]
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

    def lot_numbered(self, lot_no: int) -> LotView:
        """Raises `NotFound` (`lot-unknown`)."""
        if lot_no > len(self.lots):
            raise NotFound(code="lot-unknown", message=f"没有这个{self.lot.terms.lot}")
        return self.lots[lot_no - 1]

    @property
    def editable(self) -> bool:
        """Whether its agency may change it; a submitted project is only read."""
        return self.lot.state is LotState.DRAFT

    @property
    def returnable(self) -> bool:
        """Whether it may still go back to its agency; every lot is announced at once, and then none."""
        return self.lot.kind_of_transaction.life.machine.allows(self.lot.state, LotEvent.RETURN)

    @property
    def standing(self) -> str:
        """The state that all lots share; after their announcement each goes its own way, and then each one's."""
        if self.goes_as_one:
            return self.lot.state_title
        return "；".join(f"{lot.lot_label}：{lot.state_title}" for lot in self.lots)

    @property
    def goes_as_one(self) -> bool:
        """Whether the state of one lot is that of the project."""
        return len({lot.state_title for lot in self.lots}) == 1

    @property
    def is_returned(self) -> bool:
        """A draft that came back is no draft like any other until it is submitted again."""
        return self.editable and self.returned_at is not None

    def step_state(self, step: str, lot_no: int | None = None) -> StepState:
        """Of a submitted project all is done: what has passed since is no fault of its draft."""
        return step_state(self._checks(lot_no), step=step) if self.editable else StepState.DONE

    def step_lacks(self, step: str, lot_no: int | None = None) -> str:
        """Empty unless the step is begun and not done."""
        begun = self.step_state(step, lot_no) is StepState.PARTLY
        return step_lacks(self._checks(lot_no), step=step) if begun else ""

    def _checks(self, lot_no: int | None) -> tuple[Check, ...]:
        """Those of one lot's scheme where there are several, else of the whole project."""
        return self.scheme_checks[lot_no - 1] if lot_no and self.scheme_checks else self.checks


async def workspace(*, project_no: str, actor: Actor, now: datetime) -> Workspace:
    """Raises `NotFound` (`project-unknown`) for strangers too."""
    project, lots = await known_project(project_no, actor)
    check_reads(actor, project)
    return await _workspace_of(project=project, lots=lots, now=now)


async def _workspace_of(*, project: Project, lots: tuple[Lot, ...], now: datetime) -> Workspace:
    draft = await draft_of(project=project, lots=lots)
    drafting, rules = KINDS[project.kind].drafting, rules_governing(project)
    calendar = await calendar_now()

    def checks(draft: Draft, lines: Iterable[Line]) -> tuple[Check, ...]:
        faults = draft_faults(draft=draft, drafting=drafting, now=now, rules=rules, calendar=calendar)
        return checklist(draft=draft, lines=lines, faults=faults, rules=rules)

    is_planned = lots[0].notice_published_at is None
    views = sorted(await lot_views(lot_ids=[lot.id for lot in lots]), key=lambda lot: lot.lot_no)
    of_scheme = [line for line in drafting.lines if line.step == SCHEME_STEP]
    return Workspace(
        lot=views[0],
        lots=tuple(views),
        draft=draft,
        checks=checks(draft, drafting.lines) if is_planned else (),
        scheme_checks=tuple(checks(draft.with_one_lot(place), of_scheme) for place in range(len(lots)))
        if is_planned and len(lots) > 1
        else (),
        remarks=draft_remarks(draft=draft, drafting=drafting, calendar=calendar) if is_planned else (),
        findings=findings(draft=draft, drafting=drafting, now=now, rules=rules, calendar=calendar)
        if is_planned
        else (),
        times_told=_told(draft, rules, calendar) if is_planned else None,
        kept_until_on=await _kept_until(project, lots, rules.rules.get(Term.KEEPING_YEARS)),
        returned_reason=project.returned_reason,
        returned_at=project.returned_at,
        created_by=project.created_by,
        template=project.template,
    )


async def _kept_until(project: Project, lots: Sequence[Lot], keeping: Rule | None) -> date | None:
    """The last day the papers are kept, counted from the notice that ended the procurement of the last lot (TG26)."""
    row = await fetch_one(
        "SELECT count(DISTINCT lot) AS lots, max(published_at) AS ended_at FROM trading_notice"
        " WHERE project = $1 AND lot IS NOT NULL AND state = 'published'",
        project.id,
    )
    assert row is not None
    if keeping is None or row["lots"] < len(lots):
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
