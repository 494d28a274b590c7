"""Whom and what a public entry of the log is about, by name: entries themselves hold ids alone.

Only for entries anybody may read; a lot is named once its notice is out. Not for: their facts; see `fact_labels`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from msgspec import Struct

from app.transparency.labels import EVERY_KIND, Kinds, title_of
from evaluation.relations import SESSIONS
from expert_pool.relations import DRAWS
from identity import queries
from storage.audit import PublicEntry
from storage.database import fetch
from trading.relations import JOINED_LOT, LOTS, JoinedLot

WITHHELD = "未公开的条目"
FOREIGN = "不是本平台写入的条目"
_LOTS = f"""
SELECT about.id AS about, {JOINED_LOT} FROM {LOTS} lot JOIN (
    SELECT id, id AS lot FROM unnest($1::uuid[]) AS id
    UNION ALL SELECT id, lot FROM {DRAWS} draw WHERE id = ANY ($1::uuid[])
    UNION ALL SELECT id, lot FROM {SESSIONS} session WHERE id = ANY ($1::uuid[])
) about ON about.lot = lot.id WHERE lot.is_public
"""  # noqa: S608 — fixed texts


class Told(Struct, frozen=True, kw_only=True):
    """An entry with its lot, if it is about one, and what it is called in the words of that lot's kind."""

    entry: PublicEntry
    about: JoinedLot | None
    title: str


async def told_of(entries: Sequence[PublicEntry]) -> tuple[Told, ...]:
    """A lot is known by the entry's subject (the lot, its draw or its evaluation) or by the lot it names."""
    named = [_named(entry) for entry in entries]
    wanted = _uuids(text for texts in named for text in texts)
    rows = await fetch(_LOTS, wanted) if wanted else []
    lots = {str(row["about"]): JoinedLot.of(row) for row in rows}
    abouts = [next((lots[text] for text in texts if text in lots), None) for texts in named]
    return tuple(map(_told, entries, abouts))


def kinds_of(about: JoinedLot | None) -> Kinds:
    """In whose words an entry is told."""
    return EVERY_KIND if about is None else (about.kind,)


def _told(entry: PublicEntry, about: JoinedLot | None) -> Told:
    if entry.facts is None:
        return Told(entry=entry, about=about, title=FOREIGN if entry.foreign else WITHHELD)
    return Told(entry=entry, about=about, title=title_of(entry.facts.tag, kinds=kinds_of(about)))


def _named(entry: PublicEntry) -> list[str]:
    facts = entry.facts
    return [] if facts is None else [str(facts.subject), str(facts.facts.get("lot"))]


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
