"""Projects and lots as desks list them, by actor.

An actor sees the projects of the own organisation, or all of them with `trading:project:read_all`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec
from asyncpg import Record

from core.calendar import Calendar
from identity.actor import Actor
from identity.relations import ORGANISATIONS
from storage.database import fetch, fetch_one
from trading.kinds import KINDS
from trading.permissions import Permission
from trading.projects.domain.named_lot import NamedLot
from trading.projects.domain.times import determine_by
from trading.projects.queries.lots import IS_EARLY, NAMED_LOT
from trading.states import LotState
from trading.terms import Terms
from trading.working_calendar import calendar_now
from web.paging import Page, PageRequest


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How many lots of a project stand in one state."""

    state: LotState
    state_title: str
    lots: int


class DeskRow(NamedLot, msgspec.Struct, frozen=True, kw_only=True):
    """One lot in a desk's list. `due_on` is the next legal day, where one runs.

    `returned_reason` is set while a returned project waits for its agency; `failed_at` and `failed_reason` where the
    lot failed. Where a project is listed with its lots, it has the least advanced of those asked for, the sum of their
    money, and in `standing` how many of them stand in which state.
    """

    lot_id: UUID
    lot_no: int
    lot_name: str
    lots: int
    project_no: str
    project_name: str
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
    standing: tuple[Standing, ...] = ()

    @property
    def terms(self) -> Terms:
        """What its kind calls parties, papers and moments."""
        return KINDS[self.project_kind].terms

    @property
    def is_whole(self) -> bool:
        """Whether it is a project with its lots."""
        return bool(self.standing)


_ROW = f"""
SELECT lot.id AS lot_id, {NAMED_LOT},
       coalesce(nullif(project.name, ''), '（未命名）') AS name, lot.state, project.category, lot.budget,
       tenderer.name AS tenderer_name, agency.name AS agency_name, lot.publish_at, lot.bids_due_at,
       CASE WHEN lot.state = 'draft' THEN project.returned_reason ELSE '' END AS returned_reason,
       {IS_EARLY} AS is_early, lot.failed_at, lot.failed_reason, project.kind, project.governed_by_day, project.region,
       project.created_at, report.received_at, award.publish_by_on
FROM trading_lot lot
JOIN trading_project project ON project.id = lot.project
JOIN {ORGANISATIONS} tenderer ON tenderer.id = project.tenderer
JOIN {ORGANISATIONS} agency ON agency.id = project.agency
LEFT JOIN trading_report report ON report.lot = lot.id
LEFT JOIN trading_award award ON award.lot = lot.id
WHERE (project.agency = $2 OR (lot.state <> 'draft' AND ($1 OR project.tenderer = $2)))
  AND ($3::text[] IS NULL OR lot.state = ANY($3))
"""  # noqa: S608 — fixed texts


async def desk_lots(*, actor: Actor, states: tuple[LotState, ...] | None, page: PageRequest) -> Page[DeskRow]:
    """The lots of the actor's projects, the newest first; drafts of others are shown to nobody but the agency."""
    values = _scope(actor, states)
    counted = await fetch_one(f"SELECT count(*) AS total FROM ({_ROW}) found", *values)  # noqa: S608 — fixed text
    assert counted is not None
    shown = page.within(counted["total"])
    rows = await fetch(
        f"{_ROW} ORDER BY project.created_at DESC, project.no, lot.lot_no"
        f" LIMIT {shown.size:d} OFFSET {shown.offset:d}",
        *values,
    )
    calendar = await calendar_now()
    items = tuple(_desk_row(row, calendar) for row in rows)
    return Page(items=items, total=counted["total"], number=shown.number, size=shown.size)


async def desk_projects(
    *, actor: Actor, states: tuple[LotState, ...] | None, page: PageRequest
) -> Page[DeskRow]:
    """The actor's projects with a lot in one of these states, each once, the newest first."""
    values = _scope(actor, states)
    counted = await fetch_one(
        f"SELECT count(DISTINCT project_no) AS total FROM ({_ROW}) found",  # noqa: S608 — fixed text
        *values,
    )
    assert counted is not None
    shown = page.within(counted["total"])
    listed = await fetch(
        f"SELECT project_no FROM ({_ROW}) found GROUP BY project_no, created_at"  # noqa: S608 — fixed text
        f" ORDER BY created_at DESC, project_no LIMIT {shown.size:d} OFFSET {shown.offset:d}",
        *values,
    )
    nos = [row["project_no"] for row in listed]
    items = await _projects(nos, actor=actor, states=states) if nos else ()
    return Page(items=items, total=counted["total"], number=shown.number, size=shown.size)


async def _projects(
    nos: Sequence[str], *, actor: Actor, states: tuple[LotState, ...] | None
) -> tuple[DeskRow, ...]:
    rows = await fetch(
        f"{_ROW} AND project.no = ANY ($4::text[]) ORDER BY lot.lot_no", *_scope(actor, None), nos
    )
    calendar = await calendar_now()
    lots: dict[str, list[DeskRow]] = {no: [] for no in nos}
    for row in rows:
        lots[row["project_no"]].append(_desk_row(row, calendar))
    return tuple(_whole(of_project, states) for of_project in lots.values() if of_project)


_ORDER = tuple(LotState)


def _whole(lots: Sequence[DeskRow], states: tuple[LotState, ...] | None) -> DeskRow:
    """The project with these lots."""
    asked = [lot for lot in lots if states is None or lot.state in states] or lots
    least = min(asked, key=lambda lot: _ORDER.index(lot.state))
    found = Counter(lot.state for lot in lots)
    titles = {lot.state: lot.state_title for lot in lots}
    standing = tuple(
        Standing(state=state, state_title=titles[state], lots=found[state])
        for state in _ORDER
        if found[state]
    )
    budget = sum((lot.budget for lot in lots), Decimal(0))
    return msgspec.structs.replace(least, budget=budget, standing=standing)


async def desk_counts(*, actor: Actor) -> dict[LotState, int]:
    """How many of the actor's projects have a lot in each state."""
    rows = await fetch(
        f"SELECT state, count(DISTINCT project_no) AS total FROM ({_ROW}) found GROUP BY state",  # noqa: S608 — fixed text
        *_scope(actor, None),
    )
    return {LotState(row["state"]): row["total"] for row in rows}


def _desk_row(row: Record, calendar: Calendar) -> DeskRow:
    kind = KINDS[row["kind"]]
    told = {
        "project_kind": kind.code,
        "state_title": kind.life.title(LotState(row["state"]), is_early=row["is_early"]),
        "category_title": kind.category_titles[row["category"]],
        "due_on": _due_on(row, calendar),
    }
    return msgspec.convert({**row, **told}, DeskRow)


def _due_on(row: Record, calendar: Calendar) -> date | None:
    """The legal day the row waits for: to determine the winner, as it is counted now; then to publish the result,
    as it was counted when the winner was determined and the notice set to its time."""
    rules = KINDS[row["kind"]].rules_on(row["governed_by_day"], row["region"])
    if row["state"] == LotState.EVALUATED:
        return determine_by(received_at=row["received_at"], rules=rules, calendar=calendar)
    publish_by_on: date | None = row["publish_by_on"]
    return publish_by_on if row["state"] == LotState.DETERMINED else None


def _scope(actor: Actor, states: tuple[LotState, ...] | None) -> tuple[object, ...]:
    everything = Permission.PROJECT_READ_ALL in actor.permissions
    return everything, actor.organisation_id, [state.value for state in states] if states else None
