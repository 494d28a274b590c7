"""Whom and what a public entry of the log is about, by name: entries themselves hold ids alone.

Only for entries anybody may read; a lot is named once its notice is out. Not for: their facts; see `fact_labels`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from storage.audit.facts import Facts
from storage.database import fetch, fetch_one

_LOT = """
SELECT project.no AS project_no, project.name AS project_name, lot.lot_no
FROM trading_lot lot JOIN trading_project project ON project.id = lot.project
WHERE lot.notice_published_at IS NOT NULL AND (
    lot.id = ANY ($1::uuid[])
    OR lot.id IN (SELECT draw.lot FROM expert_pool_draw draw WHERE draw.id = ANY ($1::uuid[]))
    OR lot.id IN (SELECT session.lot FROM evaluation_session session WHERE session.id = ANY ($1::uuid[]))
) LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutLot:
    """The lot an entry belongs to."""

    project_no: str
    project_name: str
    lot_no: int


async def lot_about(facts: Facts) -> AboutLot | None:
    """By the entry's subject (a lot, its draw or its evaluation) or by the lot it names."""
    row = await fetch_one(_LOT, _uuids((facts.subject, facts.facts.get("lot"))))
    return None if row is None else AboutLot(**row)


async def organisation_names(ids: Iterable[object]) -> Mapping[str, str]:
    """The names of the organisations among `ids`."""
    wanted = _uuids(ids)
    if not wanted:
        return {}
    rows = await fetch("SELECT id, name FROM identity_organisation WHERE id = ANY ($1::uuid[])", wanted)
    return {str(row["id"]): row["name"] for row in rows}


def _uuids(texts: Iterable[object]) -> list[UUID]:
    return [read for text in texts if (read := _uuid(text)) is not None]


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None
