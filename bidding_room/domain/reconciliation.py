"""Whether the bids' rows say what the audit log says of who stands at the deadline.

The log cannot be altered by the application's own role, the rows can. Where they differ the log is believed.
Not for: reading either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from bidding_room.states import IN_SET, BidState
from trading.terms import Terms


class Irregularity(StrEnum):
    """What was found of one bid."""

    ENDED_WITHOUT_ENTRY = "ended-without-entry"  # the log says it stands, its row says otherwise
    STANDS_WITHOUT_ENTRY = (
        "stands-without-entry"  # its row says it stands, the log knows of no such submission
    )
    ROW_MISSING = "row-missing"  # the log says it stands, there is no row of it
    ROOT_DIFFERS = "root-differs"  # the row names another content than the log
    BIDDER_DIFFERS = "bidder-differs"  # the row names another bidder than the log
    SIGNATURE_DIFFERS = "signature-differs"  # the row holds another signature than the bidder handed in
    WITHDRAWAL_UNSIGNED = "withdrawal-unsigned"  # the log has a withdrawal that the bidder did not sign
    RECEIPT_MISSING = "receipt-missing"  # the log has an act whose receipt is gone


def irregularity_titles(terms: Terms) -> dict[Irregularity, str]:
    """What was found, in a sentence."""
    offer, opening, bidder = terms.offer, terms.opening, terms.bidder
    return {
        Irregularity.ENDED_WITHOUT_ENTRY: "数据库中被标为撤回或替换，审计日志没有相应的记录；"
        f"已按日志恢复，照常{opening}",
        Irregularity.STANDS_WITHOUT_ENTRY: f"数据库中有一份{offer}，审计日志没有其递交记录；"
        f"不作为{offer}，不予{opening}",
        Irregularity.ROW_MISSING: f"审计日志载有其递交，数据库中没有这份{offer}，不能{opening}；责任在平台",
        Irregularity.ROOT_DIFFERS: f"{offer}根哈希与审计日志所载不一致",
        Irregularity.BIDDER_DIFFERS: f"数据库中的{bidder}代号与审计日志所载不一致；以日志为准",
        Irregularity.SIGNATURE_DIFFERS: f"数据库中的{bidder}签名与审计日志所载不一致；以日志为准",
        Irregularity.WITHDRAWAL_UNSIGNED: f"审计日志中的撤回没有{bidder}的有效签名，不生效；照常{opening}",
        Irregularity.RECEIPT_MISSING: "审计日志所载事项的回执在数据库中缺失",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedAct:
    """A submission or withdrawal as logged; `is_signed` tells whether the bidder signed it.

    A bidder's acts have numbers in their order, and receipts keep them.
    `signature` is that of a submission's manifest; empty in entries that do not carry it.
    """

    number: int
    bid: UUID
    bidder: str
    root: str
    is_withdrawal: bool
    is_signed: bool
    signature: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BidRow:
    """A bid as the database has it."""

    id: UUID
    state: BidState
    root: str
    bidder: str
    signature: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One irregularity of one bid; `state` is what its row said."""

    bid: UUID
    kind: Irregularity
    state: str


_STANDING = (BidState.SUBMITTED, *IN_SET)


def standing(acts: Iterable[LoggedAct]) -> dict[UUID, LoggedAct]:
    """The bids that stand by the log alone: each bidder's last submission, unless it was withdrawn after."""
    last: dict[str, LoggedAct] = {}
    for act in sorted(acts, key=lambda one: one.number):
        if not act.is_withdrawal:
            last[act.bidder] = act
        elif act.is_signed and act.bidder in last and last[act.bidder].bid == act.bid:
            del last[act.bidder]
    return {act.bid: act for act in last.values()}


def findings(
    *, acts: Sequence[LoggedAct], rows: Sequence[BidRow], receipted: frozenset[int]
) -> tuple[Finding, ...]:
    """Every difference, in the order of the kinds. `receipted` are the entries that have their receipt."""
    stands = standing(acts)
    by_id = {row.id: row for row in rows}
    ended = [row for row in rows if row.id in stands and row.state not in _STANDING]
    unlogged = [row for row in rows if row.id not in stands and row.state in _STANDING]
    missing = [act for act in stands.values() if act.bid not in by_id]
    unsigned = [act for act in acts if act.is_withdrawal and not act.is_signed]
    without = [act for act in acts if act.number not in receipted]
    return (
        *(Finding(row.id, Irregularity.ENDED_WITHOUT_ENTRY, row.state) for row in ended),
        *(Finding(row.id, Irregularity.STANDS_WITHOUT_ENTRY, row.state) for row in unlogged),
        *(Finding(act.bid, Irregularity.ROW_MISSING, "missing") for act in missing),
        *(
            Finding(row.id, kind, row.state)
            for row in rows
            if row.id in stands
            for kind in _differences(row, stands[row.id])
        ),
        *(Finding(act.bid, Irregularity.WITHDRAWAL_UNSIGNED, _state(by_id, act)) for act in unsigned),
        *(Finding(act.bid, Irregularity.RECEIPT_MISSING, _state(by_id, act)) for act in without),
    )


def _differences(row: BidRow, act: LoggedAct) -> Iterator[Irregularity]:
    if row.root != act.root:
        yield Irregularity.ROOT_DIFFERS
    if row.bidder != act.bidder:
        yield Irregularity.BIDDER_DIFFERS
    if act.signature not in ("", row.signature):
        yield Irregularity.SIGNATURE_DIFFERS


def _state(rows: Mapping[UUID, BidRow], act: LoggedAct) -> str:
    return rows[act.bid].state if act.bid in rows else "missing"
