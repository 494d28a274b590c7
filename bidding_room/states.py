"""The two machines of the room: a bid, and the opening of a lot. Not for: the lot itself (trading's)."""

from __future__ import annotations

from enum import StrEnum

from core.states import Machine
from trading.terms import Terms


class BidState(StrEnum):
    """Where one sealed bid stands."""

    DRAFTING = "drafting"  # bytes may arrive; nothing has been handed in
    SUBMITTED = "submitted"  # stands, if the deadline comes now
    REPLACED = "replaced"  # a later bid of the same bidder stands instead
    WITHDRAWN = "withdrawn"  # taken back before the deadline (《招标投标法》第二十九条)
    LAPSED = "lapsed"  # never handed in (《电子招标投标办法》第二十七条: 未完成传输视为撤回)
    FROZEN = "frozen"  # in the set the deadline fixed
    OPENED = "opened"  # its opening form was read out
    UNOPENED = "unopened"  # could not be decrypted; the record says whose side failed
    VOID = "void"  # a row the audit log knows nothing of: no bid


class BidEvent(StrEnum):
    SUBMIT = "submit"
    REPLACE = "replace"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    FREEZE = "freeze"
    OPEN = "open"
    LEAVE_UNOPENED = "leave-unopened"
    REINSTATE = "reinstate"  # the log says it stands: a row was altered behind it
    SET_ASIDE = "set-aside"


BID_STATES = Machine(
    name="递交的文件",
    initial=BidState.DRAFTING,
    arrows={
        (BidState.DRAFTING, BidEvent.SUBMIT): BidState.SUBMITTED,
        (BidState.DRAFTING, BidEvent.LAPSE): BidState.LAPSED,
        (BidState.SUBMITTED, BidEvent.REPLACE): BidState.REPLACED,
        (BidState.SUBMITTED, BidEvent.WITHDRAW): BidState.WITHDRAWN,
        (BidState.SUBMITTED, BidEvent.FREEZE): BidState.FROZEN,
        (BidState.FROZEN, BidEvent.OPEN): BidState.OPENED,
        (BidState.FROZEN, BidEvent.LEAVE_UNOPENED): BidState.UNOPENED,
        (BidState.REPLACED, BidEvent.REINSTATE): BidState.FROZEN,
        (BidState.WITHDRAWN, BidEvent.REINSTATE): BidState.FROZEN,
        (BidState.VOID, BidEvent.REINSTATE): BidState.FROZEN,
        (BidState.SUBMITTED, BidEvent.SET_ASIDE): BidState.VOID,
        (BidState.FROZEN, BidEvent.SET_ASIDE): BidState.VOID,
    },
)


def bid_state_titles(terms: Terms) -> dict[BidState, str]:
    """How a bid stands, in the words of the kind."""
    return {
        BidState.DRAFTING: "编制中",
        BidState.SUBMITTED: "已递交",
        BidState.REPLACED: "已被替换",
        BidState.WITHDRAWN: "已撤回",
        BidState.LAPSED: "未递交，已失效",
        BidState.FROZEN: f"{terms.closed}，待解密",
        BidState.OPENED: "已解密",
        BidState.UNOPENED: "未能解密",
        BidState.VOID: f"审计日志无此递交，不作为{terms.offer}",
    }


#: What the deadline fixed, whatever became of it since.
IN_SET = (BidState.FROZEN, BidState.OPENED, BidState.UNOPENED)


class OpeningState(StrEnum):
    """Where the opening of one lot stands."""

    WAITING = "waiting"  # the set is frozen; the host has not begun
    RELEASING = "releasing"  # officers release shares, bidders may use their own keys
    FINISHED = "finished"  # every bid is read out or accounted for; the record is issued
    CANCELLED = "cancelled"  # fewer than three bids: 不得开标


class OpeningEvent(StrEnum):
    BEGIN = "begin"
    FINISH = "finish"
    CANCEL = "cancel"


OPENING_STATES = Machine(
    name="开启",
    initial=OpeningState.WAITING,
    arrows={
        (OpeningState.WAITING, OpeningEvent.BEGIN): OpeningState.RELEASING,
        (OpeningState.RELEASING, OpeningEvent.FINISH): OpeningState.FINISHED,
        (OpeningState.WAITING, OpeningEvent.CANCEL): OpeningState.CANCELLED,
    },
)


class ReceiptKind(StrEnum):
    """What the platform acknowledged in writing."""

    SUBMISSION = "submission"
    WITHDRAWAL = "withdrawal"
    REFUSAL = "refusal"


class OpenedBy(StrEnum):
    """Whose keys opened a bid."""

    OFFICERS = "officers"
    BIDDER = "bidder"


class Side(StrEnum):
    """Whose side kept a bid from being decrypted; the law draws different consequences."""

    BIDDER = "bidder"  # 视为撤销
    PLATFORM = "platform"  # 视为撤回, direct loss may be claimed from whoever is responsible
