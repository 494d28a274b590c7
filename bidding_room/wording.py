"""What bids, receipts and their parts are called on the pages; every template knows these names."""

from __future__ import annotations

from bidding_room.documents import actions_of
from bidding_room.domain.parts import FORMATS
from bidding_room.states import BidState, ReceiptKind, bid_state_titles
from trading.projects.queries import LotView

BID_STATE_TONES = {
    BidState.SUBMITTED: "done",
    BidState.FROZEN: "wait",
    BidState.OPENED: "done",
    BidState.UNOPENED: "refused",
    BidState.DRAFTING: "active",
}


def bid_title(state: BidState, lot: LotView) -> str:
    """How a bid stands, said with its lot: nothing waits for the opening of a lot that will have none."""
    if state == BidState.FROZEN and lot.has_failed:
        return f"未{lot.terms.opening}，{lot.terms.ended}"
    return bid_state_titles(lot.terms)[state]


def bid_tone(state: BidState, lot: LotView) -> str:
    """The tone of its chip."""
    return "" if lot.has_failed else BID_STATE_TONES.get(state, "")


RECEIPT_TITLES = {
    ReceiptKind.SUBMISSION: "递交回执",
    ReceiptKind.WITHDRAWAL: "撤回回执",
    ReceiptKind.REFUSAL: "逾期拒收凭证",
}


WORDS = {
    "bid_title": bid_title,
    "bid_tone": bid_tone,
    "bid_formats": FORMATS,
    "receipt_titles": RECEIPT_TITLES,
    "receipt_actions": actions_of,
}
