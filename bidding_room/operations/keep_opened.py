"""Store what was opened and what stayed shut, many bids in few statements, and tell the log.

What the database will not take of one bid is undone alone, by a savepoint. The documents stay sealed in the store:
opening takes as long for a gigabyte as for a page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias
from uuid import UUID, uuid4

import msgspec
from asyncpg import InterfaceError, PostgresError
from piccolo.table import Table

from bidding_room.audit_tags import AuditTag
from bidding_room.domain.attribution import Failure, attribute
from bidding_room.operations.frozen_set import FrozenBid, NamedBidder, bidders_of
from bidding_room.operations.read_bids import ReadBid, ShutBid
from bidding_room.states import BID_STATES, BidEvent, BidState, OpenedBy
from bidding_room.tables import Bid, File, HeldShare, OpenedBid
from bidding_room.wrapping import wrap_content_key
from core.canonical import Json
from storage import audit
from storage.audit import NewEntry
from storage.database import execute_many, savepoint
from trading.projects.queries import lot_view
from trading.terms import Terms

Row: TypeAlias = tuple[object, ...]

_ROWS_AT_ONCE = 500
_KEEP_KEY = """
INSERT INTO bidding_room_envelope_key (id, bid, envelope, key_wrapped, opened_by, opened_at)
VALUES ($1, $2, $3, $4, $5, $6)
"""
_LIST_FILE = """
INSERT INTO bidding_room_opened_file (id, bid, file, envelope, name, size, media_type, cautions, inspection_tries)
VALUES ($1, $2, $3, $4, $5, $6, $7, '[]', 0)
"""


async def keep_opened(
    reads: Sequence[ReadBid], *, opened_by: OpenedBy, now: datetime
) -> tuple[list[ReadBid], list[ShutBid]]:
    """Move the bids, keep their keys wrapped, list their documents; returns what was kept and what could not be.

    All in one savepoint; when it fails, in two halves, until the one that does not fit stands alone.
    """
    if not reads:
        return [], []
    try:
        async with savepoint():
            await _store(reads, opened_by=opened_by, now=now)
    except (PostgresError, InterfaceError, ValueError, LookupError):
        if len(reads) == 1:
            return [], [ShutBid(bid=reads[0].bid, failure=Failure.NOT_STORED)]
        middle = len(reads) // 2
        first = await keep_opened(reads[:middle], opened_by=opened_by, now=now)
        second = await keep_opened(reads[middle:], opened_by=opened_by, now=now)
        return first[0] + second[0], first[1] + second[1]
    return list(reads), []


async def keep_shut(shut: Sequence[ShutBid], *, now: datetime) -> None:
    """Move the bids to their end without opening them, with reason, code and side.

    One whose bidder the database does not take, because it is unknown there or told twice, is kept without a name.
    """
    if not shut:
        return
    bidders = await bidders_of([one.bid for one in shut])
    if await _stored_shut(shut, bidders, now=now):
        return
    for one in shut:
        if not await _stored_shut([one], bidders, now=now):
            await _store_shut([one], {}, now=now)


async def _stored_shut(
    shut: Sequence[ShutBid], bidders: Mapping[UUID, NamedBidder], *, now: datetime
) -> bool:
    try:
        async with savepoint():
            await _store_shut(shut, bidders, now=now)
    except (PostgresError, InterfaceError):
        return False
    return True


async def _store_shut(shut: Sequence[ShutBid], bidders: Mapping[UUID, NamedBidder], *, now: datetime) -> None:
    await _move([one.bid.row for one in shut], BidEvent.LEAVE_UNOPENED)
    terms = await _terms_of(shut[0])
    await _insert([_shut_row(one, bidders.get(one.bid.row.id), terms, now=now) for one in shut])
    await HeldShare.delete().where(HeldShare.bid.is_in([one.bid.row.id for one in shut]))


async def remember(
    reads: Sequence[ReadBid], shut: Sequence[ShutBid], *, actor: str, opened_by: OpenedBy, now: datetime
) -> None:
    """Log which bids were opened, by whose keys, and which stayed shut, and why; prices stand in the record."""
    opened: dict[str, Json] = {"opened_by": opened_by.value}
    entries = [
        *(_entry(AuditTag.BID_OPEN, one.bid, opened, actor=actor) for one in reads),
        *[
            _entry(AuditTag.BID_LEAVE_UNOPENED, one.bid, _why(one, terms), actor=actor)
            for terms in ([await _terms_of(shut[0])] if shut else ())
            for one in shut
        ],
    ]
    await audit.record_all(entries, now=now)


def _entry(tag: AuditTag, bid: FrozenBid, more: Mapping[str, Json], *, actor: str) -> NewEntry:
    said: dict[str, Json] = {
        "lot": str(bid.row.lot),
        "position": bid.position,
        "root": bid.row.root_hash.hex(),
    }
    return NewEntry(tag=tag, actor=actor, subject=str(bid.row.id), facts={**said, **more})


def _why(shut: ShutBid, terms: Terms) -> dict[str, Json]:
    cause = attribute(shut.failure, terms=terms)
    return {"failure": shut.failure.value, "side": cause.side.value, "consequence": cause.consequence}


async def _terms_of(one: ShutBid) -> Terms:
    return (await lot_view(one.bid.row.lot)).terms


async def _store(reads: Sequence[ReadBid], *, opened_by: OpenedBy, now: datetime) -> None:
    bidders = await bidders_of([one.bid for one in reads])
    await _move([one.bid.row for one in reads], BidEvent.OPEN)
    await execute_many(_KEEP_KEY, await asyncio.to_thread(_key_rows, reads, opened_by, now))
    await execute_many(_LIST_FILE, await _file_rows(reads))
    await _insert([_opened_row(one, bidders[one.bid.row.id], opened_by=opened_by, now=now) for one in reads])
    await HeldShare.delete().where(HeldShare.bid.is_in([one.bid.row.id for one in reads]))


async def _move(rows: Sequence[Bid], event: BidEvent) -> None:
    after = BID_STATES.after(BidState.FROZEN, event).value
    await Bid.update({Bid.state: after}).where(Bid.id.is_in([row.id for row in rows]))


async def _insert(rows: Sequence[Table]) -> None:
    """Rows of one table, some hundred to a statement: PostgreSQL takes 32,767 values."""
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        some = rows[start : start + _ROWS_AT_ONCE]
        await type(some[0]).insert(*some)


def _key_rows(reads: Sequence[ReadBid], opened_by: OpenedBy, now: datetime) -> list[Row]:
    return [
        (
            uuid4(),
            one.bid.row.id,
            envelope.value,
            wrap_content_key(key, bid_id=one.bid.row.id, envelope=envelope.value),
            opened_by.value,
            now,
        )
        for one in reads
        for envelope, key in one.keys.items()
    ]


async def _file_rows(reads: Sequence[ReadBid]) -> list[Row]:
    """Raises `LookupError` for a bid whose uploads are no longer registered."""
    registered = await File.select(File.id, File.bid, File.sealed_id).where(
        File.bid.is_in([one.bid.row.id for one in reads])
    )
    ids = {(row["bid"], row["sealed_id"]): row["id"] for row in registered}
    return [row for one in reads for row in _files_of(one, ids)]


def _files_of(one: ReadBid, ids: dict[tuple[UUID, UUID], UUID]) -> list[Row]:
    assert one.bid.manifest is not None
    return [
        (
            uuid4(),
            one.bid.row.id,
            ids[one.bid.row.id, UUID(sealed.id)],
            sealed.envelope.value,
            one.entries[UUID(sealed.id)].name,
            sealed.size,
            one.entries[UUID(sealed.id)].media_type,
        )
        for sealed in one.bid.manifest.files
    ]


def _opened_row(one: ReadBid, bidder: NamedBidder, *, opened_by: OpenedBy, now: datetime) -> OpenedBid:
    return OpenedBid(
        id=uuid4(),
        bid=one.bid.row.id,
        lot=one.bid.row.lot,
        bidder=bidder.id,
        bidder_name=bidder.name,
        position=one.bid.position,
        price=one.form.price,
        form=msgspec.json.encode({"price": f"{one.form.price:.2f}", **one.form.lines}).decode(),
        opened_by=opened_by.value,
        opened_at=now,
        reason="",
    )


def _shut_row(one: ShutBid, bidder: NamedBidder | None, terms: Terms, *, now: datetime) -> OpenedBid:
    cause = attribute(one.failure, terms=terms)
    return OpenedBid(
        id=uuid4(),
        bid=one.bid.row.id,
        lot=one.bid.row.lot,
        bidder=bidder.id if bidder else None,
        bidder_name=bidder.name if bidder else f"（平台数据损坏，无法识别{terms.bidder}）",
        position=one.bid.position,
        opened_at=now,
        reason=f"{cause.reason}（{one.detail}）" if one.detail else cause.reason,
        side=cause.side.value,
        failure=one.failure.value,
    )
