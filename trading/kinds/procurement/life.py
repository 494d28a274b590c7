"""The life of a lot of an open tender, as a declared table."""

from __future__ import annotations

from core.states import Machine
from trading.kinds.procurement.names import TERMS
from trading.states import Life, LotEvent, LotState

_MACHINE = Machine(
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

_TITLES: dict[LotState, str] = {
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
    LotState.FAILED: TERMS.has_failed,
}

LIFE = Life(machine=_MACHINE, titles=_TITLES)
