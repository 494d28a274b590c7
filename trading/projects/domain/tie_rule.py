"""What tender documents say of bids that share a rank. Not for: applying it, see `trading.decisions.domain.tie`."""

from __future__ import annotations

from trading.choices import TieRule

TIE_ARTICLE = "《政府采购货物和服务招标投标管理办法》第六十八条"


TIE_RULE_TITLES: dict[TieRule, str] = {
    TieRule.TECHNICAL: "技术得分（除价格外各评审因素得分之和）高的在前；仍相同的，按公布的种子随机抽取",
    TieRule.DRAW: "按公布的种子随机抽取",
}
