"""Openings as the public, the host and the officers see them.

Before the host begins, nothing here depends on the bids: not their number, not their authors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from bidding_room.domain.attribution import consequence_of
from bidding_room.domain.console import NextAct, OpeningFacts, host_next
from bidding_room.domain.opening_form import told_lines
from bidding_room.domain.reconciliation import Irregularity, irregularity_titles
from bidding_room.queries.record import opened_rows
from bidding_room.states import IN_SET, OpeningState, Side
from bidding_room.tables import Opening
from core.errors import NotFound
from storage import audit
from storage.database import fetch
from trading.kinds import KINDS
from trading.projects.queries import LotView, OfficerView, Panel, lot_view, opening_panel
from trading.relations import JOINED_LOT, LOTS, OPENING_OFFICERS, JoinedLot
from trading.states import PUBLIC_LOT_STATES, LotState
from trading.terms import Terms

if TYPE_CHECKING:
    from asyncpg import Record


def duties_of(terms: Terms) -> dict[str, str]:
    """What the seats of the panel are called in the room."""
    return {
        "host": "主持人",
        "tenderer": f"{terms.tenderer}代表",
        "agency": terms.agency,
        "supervisor": "监督人员",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerSeat:
    """One officer of the panel as the room sees them."""

    ordinal: int
    person_id: UUID
    name: str
    duty: str
    released_at: datetime | None
    shares_verified: int
    shares_refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BidLine:
    """One bid as read out. `price` is None when it stayed shut; `reason` then says why.

    `price_fault` is what is wrong with a price where no committee looks at it afterwards; such an offer is not ranked.
    """

    position: int
    bidder_name: str
    price: Decimal | None
    lines: tuple[tuple[str, str], ...]
    opened_by: str | None
    opened_at: datetime
    code: str | None
    reason: str
    consequence: str
    article: str
    root: bytes
    submitted_at: datetime
    bytes_intact: bool | None
    price_fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningView:
    """The opening of one lot. `bids_in_set` is None until the host has begun.

    `*_audit_seq` are places in the log; an entry has none yet in the moment after its act.
    """

    lot: LotView
    state: OpeningState | None
    frozen_at: datetime | None
    set_root: bytes | None
    freeze_audit_seq: int | None
    begun_at: datetime | None
    decrypt_until: datetime | None
    finished_at: datetime | None
    record_audit_seq: int | None
    threshold: int
    officers: tuple[OfficerSeat, ...]
    lines: tuple[BidLine, ...]
    bids_in_set: int | None
    irregularities: tuple[str, ...]

    @property
    def released(self) -> int:
        """Officers who have released."""
        return sum(officer.released_at is not None for officer in self.officers)

    @property
    def is_settled(self) -> bool:
        """Whether every bid of the set was opened or has its outcome, so that no share is needed any more."""
        return self.bids_in_set is not None and len(self.lines) >= self.bids_in_set

    def next_for_host(self, now: datetime) -> NextAct:
        """The host's one next action."""
        assert self.lot.bids_due_at is not None
        return host_next(
            OpeningFacts(
                state=self.state,
                now=now,
                bids_due_at=self.lot.bids_due_at,
                decrypt_until=self.decrypt_until,
                released=self.released,
                threshold=self.threshold,
                opened=len(self.lines),
                bids=self.bids_in_set or 0,
                failed_reason=self.lot.failed_reason,
            ),
            terms=self.lot.terms,
            article=self.lot.kind_of_transaction.offer.opening.undecrypted,
        )


_OPENING = f"""
SELECT opening.state, opening.frozen_at, opening.set_root, opening.begun_at,
       opening.decrypt_until, opening.finished_at, opening.irregularities,
       {audit.seq_sql("opening.freeze_audit_seq")} AS freeze_audit_seq,
       {audit.seq_sql("opening.record_audit_seq")} AS record_audit_seq,
       (SELECT count(*) FROM bidding_room_bid bid WHERE bid.lot = opening.lot AND bid.state = ANY($2::text[])) AS bids,
       release.ordinal, release.released_at, release.shares_verified, release.shares_refused
FROM bidding_room_opening opening LEFT JOIN bidding_room_share_release release ON release.opening = opening.id
WHERE opening.lot = $1
"""  # noqa: S608 — fixed texts


async def opening_view(lot_id: UUID) -> OpeningView:
    """Raises `NotFound` (`lot-unknown`) for a lot the public may not know of."""
    lot = await lot_view(lot_id)
    rows = await fetch(_OPENING, lot_id, [state.value for state in IN_SET])
    opening = rows[0] if rows else None
    begun = opening is not None and opening["begun_at"] is not None
    told = begun or (opening is not None and opening["state"] == OpeningState.CANCELLED.value)
    panel = await opening_panel(lot_id)
    return OpeningView(
        lot=lot,
        state=OpeningState(opening["state"]) if opening else None,
        frozen_at=opening["frozen_at"] if opening else None,
        set_root=opening["set_root"] if opening else None,
        freeze_audit_seq=opening["freeze_audit_seq"] if opening else None,
        begun_at=opening["begun_at"] if opening else None,
        decrypt_until=opening["decrypt_until"] if opening else None,
        finished_at=opening["finished_at"] if opening else None,
        record_audit_seq=opening["record_audit_seq"] if opening else None,
        threshold=panel.threshold,
        officers=_seats(panel, rows, terms=lot.terms),
        lines=tuple(_line(row, lot) for row in await opened_rows(lot_id)) if begun else (),
        bids_in_set=opening["bids"] if opening and begun else None,
        irregularities=_irregularities(opening["irregularities"], lot.terms) if opening and told else (),
    )


async def record_of(lot_id: UUID) -> dict[str, Any]:
    """The issued opening record; raises `NotFound` (`record-not-issued`) before the opening is finished."""
    row = await Opening.select(Opening.record).where(Opening.lot == lot_id).output(load_json=True).first()
    if row is None or row["record"] is None:
        raise NotFound(code="record-not-issued", message="记录尚未生成")
    record: dict[str, Any] = row["record"]
    return record


async def seq_of_record(lot_id: UUID) -> int:
    """The place in the log of the entry of an issued record."""
    row = await Opening.select(Opening.record_audit_seq).where(Opening.lot == lot_id).first()
    assert row is not None
    return await audit.seq_of(row["record_audit_seq"])


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningListed(JoinedLot):
    """A line of the public list of openings."""

    lot_id: UUID
    place: str
    opens_at: datetime
    state: str
    is_early: bool

    @property
    def state_title(self) -> str:
        """As the lot's kind calls it."""
        return KINDS[self.kind].life.title(LotState(self.state), is_early=self.is_early)


_LISTED = f"""
SELECT lot.id AS lot_id, {JOINED_LOT}, lot.opening_place AS place, lot.bids_due_at AS opens_at, lot.state, lot.is_early
FROM {LOTS} lot
"""  # noqa: S608 — fixed texts

_LIST = f"""{_LISTED}
WHERE lot.state = ANY($1::text[]) AND lot.bids_due_at >= $2 AND lot.bids_due_at < $3
ORDER BY lot.bids_due_at, lot.project_no, lot.lot_no
LIMIT $4
"""

_OF_OFFICER = f"""{_LISTED} JOIN {OPENING_OFFICERS} officer ON officer.lot = lot.id
WHERE officer.person = $1 AND lot.state = ANY($2::text[]) AND lot.bids_due_at >= $3::timestamptz - interval '30 days'
ORDER BY (lot.state IN ('bidding', 'closed', 'opening')) DESC, lot.bids_due_at, lot.project_no, lot.lot_no
LIMIT 100
"""

_IRREGULAR = f"""{_LISTED} JOIN bidding_room_opening opening ON opening.lot = lot.id
WHERE opening.irregularities <> '[]'::jsonb AND opening.state <> 'waiting'
    AND opening.frozen_at >= $1::timestamptz - interval '30 days'
    AND ($2::uuid IS NULL OR EXISTS (
        SELECT 1 FROM {OPENING_OFFICERS} officer WHERE officer.lot = lot.id AND officer.person = $2))
ORDER BY opening.frozen_at DESC
LIMIT 100
"""  # noqa: S608 — fixed texts


async def irregular_openings(*, now: datetime, officer: UUID | None) -> tuple[OpeningListed, ...]:
    """Begun openings of the last month whose bids' rows differed from the log; of one officer, or all of them."""
    rows = await fetch(_IRREGULAR, now, officer)
    return tuple(OpeningListed(**dict(row)) for row in rows)


async def openings_between(
    *, since: datetime, until: datetime, limit: int = 200
) -> tuple[OpeningListed, ...]:
    """Openings by their time. Depends on the notices alone, never on the bids."""
    states = [state.value for state in PUBLIC_LOT_STATES]
    rows = await fetch(_LIST, states, since, until, limit)
    return tuple(OpeningListed(**dict(row)) for row in rows)


async def openings_running(*, now: datetime) -> tuple[OpeningListed, ...]:
    """Lots past their deadline whose opening has not ended, oldest first: the host's work of the day."""
    rows = await fetch(_LIST, ["bidding", "closed", "opening"], now - timedelta(days=30), now, 100)
    return tuple(OpeningListed(**dict(row)) for row in rows)


async def openings_of_officer(*, person_id: UUID, now: datetime) -> tuple[OpeningListed, ...]:
    """Openings in which this person holds a share: those to come first, then the last month's."""
    rows = await fetch(_OF_OFFICER, person_id, [state.value for state in PUBLIC_LOT_STATES], now)
    return tuple(OpeningListed(**dict(row)) for row in rows)


def _irregularities(kept: str, terms: Terms) -> tuple[str, ...]:
    """What the bids' rows said otherwise than the log, each in a sentence that names the bid."""
    titles = irregularity_titles(terms)
    return tuple(
        f"{titles[Irregularity(one['what'])]}（{terms.offer} {one['bid']}）"
        for one in msgspec.json.decode(kept)
    )


def _seats(panel: Panel, rows: Sequence[Record], *, terms: Terms) -> tuple[OfficerSeat, ...]:
    duties = duties_of(terms)
    releases = {row["ordinal"]: row for row in rows if row["ordinal"] is not None}
    return tuple(_seat(officer, releases.get(officer.ordinal), duties) for officer in panel.officers)


def _seat(officer: OfficerView, release: Record | None, duties: Mapping[str, str]) -> OfficerSeat:
    return OfficerSeat(
        ordinal=officer.ordinal,
        person_id=officer.person_id,
        name=officer.name,
        duty=duties.get(officer.duty, officer.duty),
        released_at=release["released_at"] if release else None,
        shares_verified=release["shares_verified"] if release else 0,
        shares_refused=release["shares_refused"] if release else 0,
    )


def _line(row: dict[str, Any], lot: LotView) -> BidLine:
    said = row["form"] or {}
    return BidLine(
        position=row["position"],
        bidder_name=row["bidder_name"],
        price=row["price"],
        lines=told_lines(said, offer=lot.kind_of_transaction.offer),
        opened_by=row["opened_by"],
        opened_at=row["opened_at"],
        code=row["failure"],
        reason=row["reason"],
        consequence=consequence_of(Side(row["side"]), terms=lot.terms) if row["side"] else "",
        article=lot.kind_of_transaction.offer.opening.undecrypted if row["side"] else "",
        root=bytes(row["root_hash"]),
        submitted_at=row["submitted_at"],
        bytes_intact=row["bytes_intact"],
        price_fault=_price_fault(row["price"], lot),
    )


def _price_fault(price: Decimal | None, lot: LotView) -> str:
    kind = lot.kind_of_transaction
    if price is None or kind.method.committee:
        return ""
    return kind.offer.fault_of(price, limit=lot.ceiling_price) or ""
