"""Compare the bids' rows with the audit log, mend the rows by it, and say so where everybody reads it.

Asked at the freeze, when the opening begins and when it ends. Not for: the log itself; `tianping log verify` checks it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import structlog

from bidding_room.audit_tags import AuditTag
from bidding_room.domain.reconciliation import BidRow, Finding, Irregularity, LoggedAct, findings
from bidding_room.states import BID_STATES, BidEvent, BidState
from bidding_room.tables import Bid, Receipt
from bidding_room.wrapping import bidder_actor
from core.canonical import Json
from core.clock import instant_text
from identity.actor import Actor
from sealing.receipts import is_withdrawal
from storage import audit
from storage.audit.facts import Facts

log = structlog.get_logger()


async def reconcile_bids(
    *, actor: Actor, lot_id: UUID, known: Sequence[Json], now: datetime, public: bool
) -> list[Json]:
    """`known` irregularities of the lot and those found now; rows that the log contradicts are put right.

    The caller holds a transaction and the lot's lock. `public=False` withholds the entry: before the opening the log
    tells nobody that there are bids.
    """
    rows = await Bid.objects().where((Bid.lot == lot_id) & Bid.root_hash.is_not_null()).lock_rows("UPDATE")
    receipts = await Receipt.select(Receipt.audit_seq, Receipt.bid).where(Receipt.lot == lot_id)
    bids = {row.id for row in rows} | {row["bid"] for row in receipts if row["bid"]}
    acts = await _acts(lot_id, bids)
    found = findings(
        acts=acts,
        rows=[_row(row) for row in rows],
        receipted=frozenset(row["audit_seq"] for row in receipts),
    )
    before = {(item["bid"], item["what"]) for item in known if isinstance(item, dict)}
    new = [one for one in found if (str(one.bid), one.kind.value) not in before]
    await _mend(found, {row.id: row for row in rows})
    if new:
        await _tell(actor, lot_id, new, now=now, public=public)
    return [*known, *(_as_json(one, now=now) for one in new)]


def _row(bid: Bid) -> BidRow:
    return BidRow(
        id=bid.id,
        state=BidState(bid.state),
        root=bytes(bid.root_hash).hex(),
        bidder=bidder_actor(bid.bidder_handle),
        signature=bytes(bid.signature).hex(),
    )


async def _acts(lot_id: UUID, bids: Collection[UUID]) -> list[LoggedAct]:
    entries = await audit.recorded(
        subjects=[str(bid) for bid in bids], tags=[AuditTag.BID_SUBMIT, AuditTag.BID_WITHDRAW]
    )
    return [_act(entry) for entry in entries if entry.facts.get("lot") == str(lot_id)]


def _act(entry: Facts) -> LoggedAct:
    withdrawn = entry.tag == AuditTag.BID_WITHDRAW
    return LoggedAct(
        number=entry.number,
        bid=UUID(entry.subject),
        bidder=entry.actor,
        root=entry.facts["root"],
        is_withdrawal=withdrawn,
        is_signed=not withdrawn or _is_signed(entry),
        signature="" if withdrawn else entry.facts.get("signature", ""),
    )


def _is_signed(entry: Facts) -> bool:
    said = entry.facts
    try:
        return is_withdrawal(
            lot=said["lot"],
            bid=said["bid"],
            root=bytes.fromhex(said["root"]),
            signing_key=bytes.fromhex(said["signing_key"]),
            signature=bytes.fromhex(said["signature"]),
        )
    except (KeyError, TypeError, ValueError):
        return False


async def _mend(found: Sequence[Finding], rows: dict[UUID, Bid]) -> None:
    """What the log says stands goes back to where it was; what it does not know is set aside."""
    for one in found:
        row = rows.get(one.bid)
        if row is None:
            continue
        if one.kind is Irregularity.ENDED_WITHOUT_ENTRY:
            row.state, row.ended_at = BID_STATES.after(row.state, BidEvent.REINSTATE).value, None
        elif one.kind is Irregularity.STANDS_WITHOUT_ENTRY and BID_STATES.allows(
            row.state, BidEvent.SET_ASIDE
        ):
            row.state = BID_STATES.after(row.state, BidEvent.SET_ASIDE).value
        else:
            continue
        await row.save([Bid.state, Bid.ended_at])


async def _tell(actor: Actor, lot_id: UUID, found: Sequence[Finding], *, now: datetime, public: bool) -> None:
    log.error("bids.irregular", lot=str(lot_id), found=[one.kind.value for one in found])
    await audit.record(
        AuditTag.BIDS_IRREGULAR,
        actor=actor.audit_name,
        subject=str(lot_id),
        facts={
            "lot": str(lot_id),
            "found": [{"bid": str(one.bid), "what": one.kind.value, "row": one.state} for one in found[:200]],
        },
        now=now,
        public=public,
    )


def _as_json(one: Finding, *, now: datetime) -> Json:
    return {
        "bid": str(one.bid),
        "what": one.kind.value,
        "row": one.state,
        "found_at": instant_text(now),
    }
