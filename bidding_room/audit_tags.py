"""What the bidding room writes into the audit log. Entries marked withheld are disclosed with the record."""

from __future__ import annotations

from enum import StrEnum


class AuditTag(StrEnum):
    BID_SUBMIT = "bids:submit"  # withheld; the bidder is a handle
    BID_WITHDRAW = "bids:withdraw"  # withheld
    BID_REFUSE_LATE = "bids:refuse-late"  # withheld
    BIDS_FREEZE = "bids:freeze"  # public: the set's root, no count
    BIDS_IRREGULAR = (
        "bids:irregular"  # rows that say otherwise than the log; withheld until the opening begins
    )
    BIDS_TOO_FEW = "bids:too-few"  # public: how many, once there will be no opening
    OPENING_BEGIN = "opening:begin"
    OPENING_CALL_OFF = "opening:call-off"  # public: nobody opened in time
    SHARES_RELEASE = "opening:release-shares"
    SHARE_REFUSE = "opening:refuse-share"
    BID_OPEN = "opening:open-bid"
    BID_LEAVE_UNOPENED = "opening:leave-unopened"
    OPENING_FINISH = "opening:finish"
