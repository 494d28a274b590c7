"""How a project and its lots are named to programs after an act."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from storage.database import fetch
from trading.projects.queries.lots import any_lot


class LotRef(Struct, frozen=True, kw_only=True):
    """A lot of a project by its number and id, and where it stands."""

    lot_no: int
    lot_id: UUID
    state: str


class ProjectRef(Struct, frozen=True, kw_only=True):
    """A project by its number, and its lots; `lot_id` and `state` are those of the first."""

    no: str
    lot_id: UUID
    state: str
    lots: tuple[LotRef, ...]


async def project_ref(project_id: UUID) -> ProjectRef:
    """Where the project and its lots stand."""
    rows = await fetch(
        "SELECT project.no, lot.lot_no, lot.id AS lot_id, lot.state FROM trading_lot lot"
        " JOIN trading_project project ON project.id = lot.project WHERE project.id = $1 ORDER BY lot.lot_no",
        project_id,
    )
    lots = tuple(LotRef(lot_no=row["lot_no"], lot_id=row["lot_id"], state=row["state"]) for row in rows)
    return ProjectRef(no=rows[0]["no"], lot_id=lots[0].lot_id, state=lots[0].state, lots=lots)


async def project_of_lot_ref(lot_id: UUID) -> ProjectRef:
    """Where the lot's project stands."""
    return await project_ref((await any_lot(lot_id)).project_id)
