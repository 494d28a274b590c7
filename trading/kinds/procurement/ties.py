"""What tender documents say of bids that share a rank (并列), and how a notice tells what came of it.

Not for: the order itself, see `trading.decisions.domain.tie`.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from trading.choices import TieRule
from trading.decisions.domain.ranking import RankedBid
from trading.decisions.domain.tie import TieBreak

TIE_ARTICLE = "《政府采购货物和服务招标投标管理办法》第六十八条"


TIE_RULE_TITLES: dict[TieRule, str] = {
    TieRule.TECHNICAL: "技术得分（除价格外各评审因素得分之和）高的在前；仍相同的，按公布的种子随机抽取",
    TieRule.DRAW: "按公布的种子随机抽取",
}


def tie_notes(bids: tuple[RankedBid, ...], ties: tuple[TieBreak, ...]) -> tuple[str, ...]:
    """How each shared rank was resolved, so that anybody can do it again."""
    names = {bid.bidder_id: bid.bidder_name for bid in bids}
    return tuple(_tie_note(tie, names) for tie in ties)


def _tie_note(tie: TieBreak, names: Mapping[UUID, str]) -> str:
    said = (
        f"并列第{tie.rank}名的{'、'.join(names[one] for one in tie.pool)}，按招标文件规定的方式"
        f"（{TIE_RULE_TITLES[tie.rule]}）排序为：{'、'.join(names[one] for one in tie.order)}（依据{TIE_ARTICLE}）。"
    )
    return said + (f"随机抽取按RFC 3797进行，抽取池依上列顺序，种子为 {tie.seed}" if tie.seed else "")
