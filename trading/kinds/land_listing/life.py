"""The life of a parcel of land that is listed, as a declared table: no committee stands between opening and award."""

from __future__ import annotations

from core.states import Machine
from trading.kinds.land_listing.names import TERMS
from trading.states import Life, LotEvent, LotState

LIFE = Life(
    machine=Machine(
        name="宗地",
        initial=LotState.DRAFT,
        arrows={
            (LotState.DRAFT, LotEvent.SUBMIT): LotState.SUBMITTED,
            (LotState.SUBMITTED, LotEvent.RETURN): LotState.DRAFT,
            (LotState.SUBMITTED, LotEvent.ACCEPT): LotState.ACCEPTED,
            (LotState.ACCEPTED, LotEvent.RETURN): LotState.DRAFT,
            (LotState.ACCEPTED, LotEvent.PUBLISH_NOTICE): LotState.BIDDING,
            (LotState.BIDDING, LotEvent.CLOSE_BIDDING): LotState.CLOSED,
            (LotState.CLOSED, LotEvent.BEGIN_OPENING): LotState.OPENING,
            (LotState.OPENING, LotEvent.FINISH_OPENING): LotState.OPENED,
            (LotState.OPENED, LotEvent.FINISH_EVALUATION): LotState.EVALUATED,
            (LotState.EVALUATED, LotEvent.DETERMINE_AWARD): LotState.DETERMINED,
            (LotState.DETERMINED, LotEvent.PUBLISH_AWARD): LotState.AWARDED,
            # 规定第十九条: no offer, or none that may be accepted.
            (LotState.CLOSED, LotEvent.FAIL): LotState.FAILED,
            (LotState.OPENED, LotEvent.FAIL): LotState.FAILED,
            (LotState.EVALUATED, LotEvent.FAIL): LotState.FAILED,
        },
    ),
    awaited="公告中",
    titles={
        LotState.DRAFT: "编制中",
        LotState.SUBMITTED: "待受理",
        LotState.ACCEPTED: "已受理",
        LotState.BIDDING: "挂牌中",
        LotState.CLOSED: "挂牌已截止",
        LotState.OPENING: "报价开启中",
        LotState.OPENED: "报价已开启",
        LotState.EVALUATED: "待确认竞得人",
        LotState.DETERMINED: "已确认竞得人",
        LotState.AWARDED: "已公告结果",
        LotState.FAILED: TERMS.has_failed,
    },
)
