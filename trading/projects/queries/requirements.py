"""What every bid for a lot must answer in substance, for whoever reviews it."""

from __future__ import annotations

from uuid import UUID

from core.errors import NotFound
from trading.kinds import KINDS
from trading.projects.domain.requirement import Requirement
from trading.projects.queries.drafts import basics_of, project_of
from trading.tables import Lot


async def substantive_requirements(lot_id: UUID) -> tuple[Requirement, ...]:
    """In the order a reader goes through a bid; raises `NotFound` (`lot-unknown`)."""
    lot = await Lot.objects().where(Lot.id == lot_id).first()
    if lot is None:
        raise NotFound(code="lot-unknown", message="没有这个标的")
    project = await project_of(lot)
    return KINDS[project.kind].requirements(basics_of(project=project, lots=(lot,)))
