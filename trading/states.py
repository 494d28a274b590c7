"""The life of a lot and of a notice, as declared tables. Not for: who may move them — see `operations/`."""

from __future__ import annotations

from enum import StrEnum

from core.states import Machine


class LotState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    BIDDING = "bidding"
    CLOSED = "closed"
    OPENING = "opening"
    OPENED = "opened"
    EVALUATING = "evaluating"
    EVALUATED = "evaluated"
    DETERMINED = "determined"
    AWARDED = "awarded"
    FAILED = "failed"


class LotEvent(StrEnum):
    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    PUBLISH_NOTICE = "publish-notice"
    CLOSE_BIDDING = "close-bidding"
    BEGIN_OPENING = "begin-opening"
    FINISH_OPENING = "finish-opening"
    BEGIN_EVALUATION = "begin-evaluation"
    FINISH_EVALUATION = "finish-evaluation"
    DETERMINE_AWARD = "determine-award"
    PUBLISH_AWARD = "publish-award"
    FAIL = "fail"


LOT_STATES = Machine(
    name="采购包",
    initial=LotState.DRAFT,
    arrows={
        (LotState.DRAFT, LotEvent.SUBMIT): LotState.SUBMITTED,
        (LotState.SUBMITTED, LotEvent.RETURN): LotState.DRAFT,
        (LotState.SUBMITTED, LotEvent.ACCEPT): LotState.ACCEPTED,
        # A publication so late that the statutory periods no longer fit is not made.
        (LotState.ACCEPTED, LotEvent.RETURN): LotState.DRAFT,
        (LotState.ACCEPTED, LotEvent.PUBLISH_NOTICE): LotState.BIDDING,
        (LotState.BIDDING, LotEvent.CLOSE_BIDDING): LotState.CLOSED,
        (LotState.CLOSED, LotEvent.BEGIN_OPENING): LotState.OPENING,
        (LotState.OPENING, LotEvent.FINISH_OPENING): LotState.OPENED,
        (LotState.OPENED, LotEvent.BEGIN_EVALUATION): LotState.EVALUATING,
        (LotState.EVALUATING, LotEvent.FINISH_EVALUATION): LotState.EVALUATED,
        (LotState.EVALUATED, LotEvent.DETERMINE_AWARD): LotState.DETERMINED,
        (LotState.DETERMINED, LotEvent.PUBLISH_AWARD): LotState.AWARDED,
        # 87令第四十一条、第四十三条: fewer than three bidders at the deadline, after the opening, or after review.
        (LotState.CLOSED, LotEvent.FAIL): LotState.FAILED,
        (LotState.OPENED, LotEvent.FAIL): LotState.FAILED,
        (LotState.EVALUATING, LotEvent.FAIL): LotState.FAILED,
        # 《政府采购法》第三十六条、第七十三条: the tenderer finds that no winner can or may be determined.
        (LotState.EVALUATED, LotEvent.FAIL): LotState.FAILED,
    },
)

LOT_STATE_TITLES: dict[LotState, str] = {
    LotState.DRAFT: "编制中",
    LotState.SUBMITTED: "待受理",
    LotState.ACCEPTED: "已受理",
    LotState.BIDDING: "投标中",
    LotState.CLOSED: "投标已截止",
    LotState.OPENING: "开标中",
    LotState.OPENED: "已开标",
    LotState.EVALUATING: "评标中",
    LotState.EVALUATED: "已评标",
    LotState.DETERMINED: "已定标",
    LotState.AWARDED: "已公告结果",
    LotState.FAILED: "已废标",
}

#: The states in which the public may know of the lot.
PUBLIC_LOT_STATES: frozenset[LotState] = frozenset(LotState) - {
    LotState.DRAFT,
    LotState.SUBMITTED,
    LotState.ACCEPTED,
}


class NoticeState(StrEnum):
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class NoticeEvent(StrEnum):
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


NOTICE_STATES = Machine(
    name="公告",
    initial=NoticeState.SCHEDULED,
    arrows={
        (NoticeState.SCHEDULED, NoticeEvent.PUBLISH): NoticeState.PUBLISHED,
        (NoticeState.SCHEDULED, NoticeEvent.WITHDRAW): NoticeState.WITHDRAWN,
    },
)


class NoticeKind(StrEnum):
    """The notices every kind of transaction has; the values are what tables and log call them since the first kind."""

    ANNOUNCEMENT = "procurement_notice"
    RESULT = "award_notice"
    TERMINATION = "termination_notice"
