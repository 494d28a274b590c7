"""The sealed bids an opening officer's client works on, a page at a time.

No sealed bid leaves to an officer before the host has begun the opening.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from bidding_room.domain.limits import BIDS_AT_ONCE, MANIFEST_BYTES_AT_ONCE
from bidding_room.permissions import Permission, bid_unknown, own_ordinal
from bidding_room.queries.own import OwnSealed
from bidding_room.states import IN_SET, OpeningState
from bidding_room.tables import Bid, HeldShare, Opening
from bidding_room.wrapping import unwrap_manifest, unwrap_share
from core.errors import Conflict
from identity.actor import Actor
from identity.permissions import check
from sealing.labels import Envelope
from storage.database import fetch
from storage.keys import UnwrapFailed
from trading.projects.queries import lot_view, opening_panel
from trading.terms import Terms

if TYPE_CHECKING:
    from asyncpg import Record

_LOOKED_THROUGH = 1000
_SHUT = """
SELECT id, octet_length(manifest_wrapped) AS size, count(*) OVER () AS waiting
FROM bidding_room_bid bid
WHERE lot = $1 AND state = ANY($2::text[]) AND ($3::uuid IS NULL OR (submitted_at, id) > (
    SELECT submitted_at, id FROM bidding_room_bid WHERE id = $3))
  AND NOT EXISTS (SELECT 1 FROM bidding_room_opened_bid told WHERE told.bid = bid.id)
ORDER BY submitted_at, id
LIMIT $4
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedPage:
    """Some of the bids still shut. `waiting` counts them all from this page's place on; `after` is where the next
    page begins, None when this is the last."""

    bids: tuple[OwnSealed, ...]
    waiting: int
    after: UUID | None


async def sealed_for_officer(*, actor: Actor, lot_id: UUID, after: UUID | None = None) -> SealedPage:
    """Signed manifests of bids that wait for a share of this officer of the lot's panel, in order of arrival.

    What one answer holds does not grow with the bids. Bids whose shares of this officer are on record are passed over,
    so that whoever was interrupted goes on from there. Raises `Forbidden` (`not-on-panel`), `Conflict`
    (`opening-not-running`), `NotFound` (`bid-unknown`) when `after` is none of the lot's.
    """
    check(actor, Permission.SHARE_RELEASE)
    w = (await lot_view(lot_id)).terms
    ordinal = own_ordinal(actor=actor, panel=await opening_panel(lot_id), terms=w)
    await _check_running(lot_id, w)
    if after is not None and not await Bid.exists().where((Bid.id == after) & (Bid.lot == lot_id)):
        raise bid_unknown()
    shut = await fetch(_SHUT, lot_id, [state.value for state in IN_SET], after, _LOOKED_THROUGH)
    released = await _released(ordinal, [row["id"] for row in shut])
    looked_at, chosen = _fitting(shut, released)
    waiting = shut[0]["waiting"] if shut else 0
    return SealedPage(
        bids=await _sealed(chosen),
        waiting=waiting,
        after=shut[looked_at - 1]["id"] if looked_at < waiting else None,
    )


async def _check_running(lot_id: UUID, w: Terms) -> None:
    running = await Opening.exists().where(
        (Opening.lot == lot_id) & (Opening.state == OpeningState.RELEASING.value)
    )
    if not running:
        raise Conflict(
            code="opening-not-running", message=f"主持人尚未宣布{w.opening}或{w.opening}已结束，现在不能解密"
        )


async def _released(ordinal: int, bids: Sequence[UUID]) -> set[UUID]:
    """Those of which every share of this officer is on record; a share that was damaged there is asked for again."""
    if not bids:
        return set()
    rows = await HeldShare.objects().where((HeldShare.ordinal == ordinal) & HeldShare.bid.is_in(list(bids)))
    kept = await asyncio.to_thread(lambda: Counter(row.bid for row in rows if _is_readable(row)))
    return {bid for bid, shares in kept.items() if shares == len(Envelope)}


def _is_readable(row: HeldShare) -> bool:
    try:
        unwrap_share(row.share_wrapped, bid_id=row.bid, envelope=row.envelope, ordinal=row.ordinal)
    except UnwrapFailed:
        return False
    return True


def _fitting(shut: Sequence[Record], released: set[UUID]) -> tuple[int, list[UUID]]:
    """How many rows were looked at until the page was full, and the bids on it: always one, however large."""
    chosen: list[UUID] = []
    size = 0
    for place, row in enumerate(shut):
        if row["id"] in released:
            continue
        size += row["size"]
        if chosen and (len(chosen) == BIDS_AT_ONCE or size > MANIFEST_BYTES_AT_ONCE):
            return place, chosen
        chosen.append(row["id"])
    return len(shut), chosen


async def _sealed(bids: Sequence[UUID]) -> tuple[OwnSealed, ...]:
    if not bids:
        return ()
    rows = await Bid.objects().where(Bid.id.is_in(list(bids))).order_by(Bid.submitted_at).order_by(Bid.id)
    return await asyncio.to_thread(_readable, rows)


def _readable(rows: Sequence[Bid]) -> tuple[OwnSealed, ...]:
    """Without those that can no longer be read: nobody's share could open them, and the record says so."""
    found = []
    for row in rows:
        try:
            manifest = unwrap_manifest(row.manifest_wrapped, bid_id=row.id)
        except UnwrapFailed:
            continue
        found.append(OwnSealed(bid_id=row.id, manifest=manifest, signature=row.signature))
    return tuple(found)
