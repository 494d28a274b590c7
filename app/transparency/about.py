"""Whom and what a public entry of the log is about, by name: entries themselves hold ids alone.

Only for entries anybody may read; a lot is named once its notice is out. Not for: their facts; see `fact_labels`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from evaluation.relations import SESSIONS
from expert_pool.relations import DRAWS
from identity import queries
from storage.audit.facts import Facts
from storage.database import fetch_one
from trading.relations import JOINED_LOT, LOTS, JoinedLot

_LOT = f"""
SELECT {JOINED_LOT} FROM {LOTS} lot
WHERE lot.is_public AND (
    lot.id = ANY ($1::uuid[])
    OR lot.id IN (SELECT draw.lot FROM {DRAWS} draw WHERE draw.id = ANY ($1::uuid[]))
    OR lot.id IN (SELECT session.lot FROM {SESSIONS} session WHERE session.id = ANY ($1::uuid[]))
) LIMIT 1
"""  # noqa: S608 — fixed texts


async def lot_about(facts: Facts) -> JoinedLot | None:
    """By the entry's subject (a lot, its draw or its evaluation) or by the lot it names."""
    row = await fetch_one(_LOT, _uuids((facts.subject, facts.facts.get("lot"))))
    return None if row is None else JoinedLot.of(row)


async def organisation_names(ids: Iterable[object]) -> Mapping[str, str]:
    """The names of the organisations among `ids`."""
    wanted = _uuids(ids)
    found = await queries.organisation_names(wanted) if wanted else {}
    return {str(one): name for one, name in found.items()}


def _uuids(texts: Iterable[object]) -> list[UUID]:
    return [read for text in texts if (read := _uuid(text)) is not None]


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None
