"""One lot, its scheme and its panel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec import ValidationError
from msgspec.structs import replace

from core.errors import Conflict, NotFound
from core.rules import RuleBook
from identity.relations import ORGANISATIONS, PEOPLE
from storage.database import fetch, fetch_one
from trading.kinds import KINDS, Kind
from trading.projects.domain.ceiling import ceiling_in_force
from trading.projects.domain.named_lot import NamedLot
from trading.projects.domain.panel import OfficerView, Panel
from trading.projects.domain.scheme import UNREADABLE, CriterionView, Scheme
from trading.rules import Article
from trading.states import PUBLIC_LOT_STATES, LotState
from trading.tables import Lot, Project
from trading.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class LotView(NamedLot):
    """A lot with what the packages above need of its project. Times are null while it is drafted.

    `ceiling_price` is the ceiling in force: the budget where the documents set none (87令第六十三条).
    """

    id: UUID
    project_id: UUID
    project_no: str
    project_name: str
    lot_no: int
    lot_name: str
    lots: int
    state: LotState
    budget: Decimal
    ceiling_price: Decimal
    notice_published_at: datetime | None
    documents_until: datetime | None
    bids_due_at: datetime | None
    opening_place: str
    region: str
    kind: str
    category: str
    tenderer_id: UUID
    tenderer_name: str
    agency_id: UUID
    agency_name: str
    governed_by_day: date
    failed_reason: str
    is_early: bool

    @property
    def no(self) -> str:
        """Its number for people; see `NamedLot`."""
        return self.lot_ref

    @property
    def title(self) -> str:
        """Its name for people; see `NamedLot`."""
        return self.lot_title

    @property
    def rules(self) -> RuleBook:
        """The rules of its place, on the day whose law governs the project."""
        return self.kind_of_transaction.rules_on(self.governed_by_day, self.region)

    @property
    def articles(self) -> Mapping[Article, str]:
        """What its committee acts by."""
        return self.kind_of_transaction.articles

    @property
    def has_failed(self) -> bool:
        """Whether the procurement ended without a winner, whoever ended it and when: nothing follows any more."""
        return self.state is LotState.FAILED

    @property
    def state_title(self) -> str:
        """As its kind calls it."""
        return self.kind_of_transaction.life.title(self.state, is_early=self.is_early)

    @property
    def takes_no_offers_yet(self) -> bool:
        """Whether its notice is out and what begins with the middle time has not begun."""
        return (
            self.state is LotState.BIDDING and self.is_early and bool(self.kind_of_transaction.life.awaited)
        )

    @property
    def category_title(self) -> str:
        return self.kind_of_transaction.category_titles[self.category]

    @property
    def terms(self) -> Terms:
        """What its kind calls parties, papers and moments."""
        return self.kind_of_transaction.terms

    @property
    def kind_of_transaction(self) -> Kind:
        return KINDS[self.kind]


async def lot_for_update(lot_id: UUID) -> Lot:
    """The lot's row, locked until the transaction ends; raises `NotFound` (`lot-unknown`)."""
    lot = await Lot.objects().where(Lot.id == lot_id).lock_rows("UPDATE").first()
    if lot is None:
        raise _unknown()
    return lot


async def project_for_update(project_id: UUID) -> tuple[Project, tuple[Lot, ...]]:
    """A project with all its lots by number, locked: lots first, then the project, as everybody does.

    By id among the lots, for numbers change while a draft is edited. Raises `NotFound` (`project-unknown`).
    """
    await _locked_lots(project_id)
    project = await Project.objects().where(Project.id == project_id).lock_rows("NO KEY UPDATE").first()
    if project is None:
        raise NotFound(code="project-unknown", message="没有这个项目")
    lots = await _locked_lots(project_id)  # again: who was waited for may have added some
    return project, tuple(sorted(lots, key=lambda lot: lot.lot_no))


async def _locked_lots(project_id: UUID) -> list[Lot]:
    return await Lot.objects().where(Lot.project == project_id).order_by(Lot.id).lock_rows("UPDATE")


async def lot_view(lot_id: UUID) -> LotView:
    """A lot whose notice is out: before, nothing is done with it here, and nobody learns that it is there.

    Raises `NotFound` (`lot-unknown`).
    """
    lot = await any_lot(lot_id)
    if lot.state not in PUBLIC_LOT_STATES:
        raise _unknown()
    return lot


async def any_lot(lot_id: UUID) -> LotView:
    """Also of a draft; who asks knows of it. Raises `NotFound` (`lot-unknown`)."""
    found = await lot_views(lot_ids=[lot_id])
    if not found:
        raise _unknown()
    return found[0]


def _unknown() -> NotFound:
    return NotFound(code="lot-unknown", message="没有这个标的")


async def judged_lot(lot_id: UUID) -> LotView:
    """The lot, where its kind seats a committee: elsewhere there never is a draw, a session or a report.

    Raises `NotFound` (`lot-unknown`, `no-committee`).
    """
    lot = await lot_view(lot_id)
    method = lot.kind_of_transaction.method
    if not method.committee:
        said = f"{lot.terms.project}不设专家评审：{method.order}"
        raise NotFound(code="no-committee", message=said, article=method.article)
    return lot


#: The columns of `trading_lot lot JOIN trading_project project` that a `NamedLot` is called by.
NAMED_LOT = """project.no AS project_no, project.name AS project_name, lot.lot_no, lot.name AS lot_name,
       (SELECT count(*) FROM trading_lot one WHERE one.project = lot.project) AS lots"""
#: Whether the middle time of `trading_lot lot` has not come.
IS_EARLY = "coalesce(lot.documents_until > platform_now(), false)"
_LOTS = f"""
SELECT lot.id, lot.project AS project_id, {NAMED_LOT}, lot.state, lot.budget, lot.ceiling_price,
       lot.notice_published_at, lot.documents_until, lot.bids_due_at, lot.opening_place,
       project.region, project.kind, project.category,
       project.tenderer AS tenderer_id, tenderer.name AS tenderer_name,
       project.agency AS agency_id, agency.name AS agency_name, project.governed_by_day, lot.failed_reason,
       {IS_EARLY} AS is_early
FROM trading_lot lot
JOIN trading_project project ON project.id = lot.project
JOIN {ORGANISATIONS} tenderer ON tenderer.id = project.tenderer
JOIN {ORGANISATIONS} agency ON agency.id = project.agency
WHERE lot.id = ANY ($1::uuid[])
"""  # noqa: S608 — fixed texts


async def lot_views(*, lot_ids: list[UUID]) -> tuple[LotView, ...]:
    """The lots with these ids, in no particular order; unknown ids are left out."""
    if not lot_ids:
        return ()
    # Said as SQL because nearly every request asks for it, and the query builder takes twelve milliseconds
    # of the processor to put three joins together.
    return tuple(_view(row) for row in await fetch(_LOTS, lot_ids))


async def lots_in(states: Iterable[LotState], *, limit: int | None = None) -> list[UUID]:
    """Ids of the lots in these states, the latest deadline first."""
    rows = await fetch(
        "SELECT id FROM trading_lot WHERE state = ANY ($1::text[]) ORDER BY bids_due_at DESC, id LIMIT $2",
        [state.value for state in states],
        limit,
    )
    return [row["id"] for row in rows]


async def lots_of_projects(project_nos: Sequence[str]) -> list[UUID]:
    """Ids of the lots of the projects with these numbers."""
    rows = await fetch(
        "SELECT lot.id FROM trading_lot lot JOIN trading_project project ON project.id = lot.project"
        " WHERE project.no = ANY ($1::text[])",
        project_nos,
    )
    return [row["id"] for row in rows]


class SchemeUnreadable(Conflict):
    """What is kept of the lot's scheme is nothing the platform writes (`scheme-unreadable`)."""


async def scheme_of(lot_id: UUID) -> Scheme:
    """The lot's evaluation scheme, criteria in their order. Raises `SchemeUnreadable`."""
    row = await fetch_one(
        "SELECT lot.scheme::text AS scheme, project.kind"
        " FROM trading_lot lot JOIN trading_project project ON project.id = lot.project WHERE lot.id = $1",
        lot_id,
    )
    if row is None:
        raise _unknown()
    try:
        own = KINDS[row["kind"]].method.scheme.read(row["scheme"])
    except ValidationError as fault:
        raise SchemeUnreadable(code="scheme-unreadable", message=UNREADABLE) from fault
    return replace(own, criteria=await criteria_of(lot_id))


async def criteria_of(lot_id: UUID) -> tuple[CriterionView, ...]:
    """The lot's criteria in their order."""
    rows = await fetch(
        "SELECT id, ordinal, name, kind, max_points, guide, envelope FROM trading_criterion"
        " WHERE lot = $1 ORDER BY ordinal",
        lot_id,
    )
    return tuple(CriterionView(**row) for row in rows)


_PANEL = f"""
SELECT o.ordinal, o.person AS person_id, p.name, o.duty, o.sealing_public, l.panel_threshold
FROM trading_opening_officer o
JOIN {PEOPLE} p ON p.id = o.person
JOIN trading_lot l ON l.id = o.lot
WHERE o.lot = $1 ORDER BY o.ordinal
"""  # noqa: S608 — fixed texts


async def opening_panel(lot_id: UUID) -> Panel:
    """The frozen panel; raises `Conflict` (`panel-not-frozen`) before the project is accepted.

    Who asks has been told that there is such a lot.
    """
    rows = await fetch(_PANEL, lot_id)
    if not rows or any(row["sealing_public"] is None for row in rows):
        raise Conflict(code="panel-not-frozen", message="开启小组的公钥尚未固定")
    return Panel(
        threshold=rows[0]["panel_threshold"],
        officers=tuple(
            OfficerView(
                ordinal=row["ordinal"],
                person_id=row["person_id"],
                name=row["name"],
                duty=row["duty"],
                sealing_public=row["sealing_public"],
            )
            for row in rows
        ),
    )


def _view(row: Mapping[str, Any]) -> LotView:
    ceiling = ceiling_in_force(ceiling_price=row["ceiling_price"], budget=row["budget"])
    return LotView(**{**row, "state": LotState(row["state"]), "ceiling_price": ceiling})
