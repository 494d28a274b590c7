"""One lot, its scheme and its panel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.errors import Conflict, NotFound
from core.rules import RuleBook
from trading.domain.ceiling import ceiling_in_force
from trading.domain.panel import OfficerView, Panel
from trading.domain.scheme import CriterionView, Scheme
from trading.domain.tie import TieRule
from trading.kinds import KINDS, Kind
from trading.rules import rulebook
from trading.states import LotState
from trading.tables import Criterion, Lot, OpeningOfficer, Project


@dataclass(frozen=True, slots=True, kw_only=True)
class LotView:
    """A lot with what the packages above need of its project. Times are null while it is drafted.

    `ceiling_price` is the ceiling in force: the budget where the documents set none (87令第六十三条).
    """

    id: UUID
    project_id: UUID
    project_no: str
    project_name: str
    lot_no: int
    lot_name: str
    state: LotState
    budget: Decimal
    ceiling_price: Decimal
    notice_published_at: datetime | None
    documents_until: datetime | None
    bids_due_at: datetime | None
    opening_place: str
    bid_validity_days: int
    region: str
    kind: str
    category: str
    tenderer_id: UUID
    tenderer_name: str
    agency_id: UUID
    agency_name: str
    governed_by_day: date
    failed_reason: str

    @property
    def rules(self) -> RuleBook:
        """The rules of the day whose law governs the project."""
        return rulebook(self.governed_by_day)

    @property
    def kind_of_transaction(self) -> Kind:
        return KINDS[self.kind]


async def lot_for_update(lot_id: UUID) -> Lot:
    """The lot's row, locked until the transaction ends; raises `NotFound` (`lot-unknown`)."""
    lot = await Lot.objects().where(Lot.id == lot_id).lock_rows("UPDATE").first()
    if lot is None:
        raise NotFound(code="lot-unknown", message="没有这个采购包")
    return lot


async def lot_view(lot_id: UUID) -> LotView:
    """Raises `NotFound` (`lot-unknown`)."""
    found = await lot_views(lot_ids=[lot_id])
    if not found:
        raise NotFound(code="lot-unknown", message="没有这个采购包")
    return found[0]


async def lot_views(*, lot_ids: list[UUID]) -> tuple[LotView, ...]:
    """The lots with these ids, in no particular order; unknown ids are left out."""
    if not lot_ids:
        return ()
    joined: list[Any] = [Lot.project, Lot.project.tenderer, Lot.project.agency]
    rows = await Lot.objects(*joined).where(Lot.id.is_in(lot_ids))
    return tuple(_view(row, row.project) for row in rows)


async def scheme_of(lot_id: UUID) -> Scheme:
    """The lot's evaluation scheme, criteria in their order."""
    lot = await Lot.objects().where(Lot.id == lot_id).first()
    if lot is None:
        raise NotFound(code="lot-unknown", message="没有这个采购包")
    rows = await Criterion.objects().where(Criterion.lot == lot_id).order_by(Criterion.ordinal)
    return Scheme(
        price_points=lot.price_points,
        tie_rule=TieRule(lot.tie_rule),
        small_firm_percent=lot.small_firm_percent,
        criteria=tuple(_criterion(row) for row in rows),
    )


async def opening_panel(lot_id: UUID) -> Panel:
    """The frozen panel; raises `Conflict` (`panel-not-frozen`) before the project is accepted."""
    rows = (
        await OpeningOfficer.objects(OpeningOfficer.person, OpeningOfficer.lot)
        .where(OpeningOfficer.lot == lot_id)
        .order_by(OpeningOfficer.ordinal)
    )
    if not rows or any(row.sealing_public is None for row in rows):
        raise Conflict(code="panel-not-frozen", message="开标小组的公钥尚未固定")
    return Panel(
        threshold=rows[0].lot.panel_threshold,
        officers=tuple(
            OfficerView(
                ordinal=row.ordinal,
                person_id=row.person.id,
                name=row.person.name,
                duty=row.duty,
                sealing_public=bytes(row.sealing_public),
            )
            for row in rows
        ),
    )


def _view(lot: Lot, project: Project) -> LotView:
    tenderer: Any = project.tenderer
    agency: Any = project.agency
    return LotView(
        id=lot.id,
        project_id=project.id,
        project_no=project.no,
        project_name=project.name,
        lot_no=lot.lot_no,
        lot_name=lot.name,
        state=LotState(lot.state),
        budget=lot.budget,
        ceiling_price=ceiling_in_force(ceiling_price=lot.ceiling_price, budget=lot.budget),
        notice_published_at=lot.notice_published_at,
        documents_until=lot.documents_until,
        bids_due_at=lot.bids_due_at,
        opening_place=lot.opening_place,
        bid_validity_days=lot.bid_validity_days,
        region=project.region,
        kind=project.kind,
        category=project.category,
        tenderer_id=tenderer.id,
        tenderer_name=tenderer.name,
        agency_id=agency.id,
        agency_name=agency.name,
        governed_by_day=project.governed_by_day,
        failed_reason=lot.failed_reason,
    )


def _criterion(row: Criterion) -> CriterionView:
    return CriterionView(
        id=row.id,
        ordinal=row.ordinal,
        name=row.name,
        kind=row.kind,
        max_points=row.max_points,
        guide=row.guide,
        envelope=row.envelope,
    )
