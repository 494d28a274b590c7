"""The articles that the committee of an open tender acts by."""

from __future__ import annotations

from collections.abc import Mapping

from trading.kinds.procurement.ties import TIE_ARTICLE
from trading.rules import Article

_87 = "《政府采购货物和服务招标投标管理办法》"
_EXPERTS = "《政府采购评审专家管理办法》"
_REGULATION = "《政府采购法实施条例》"

ARTICLES: Mapping[Article, str] = {
    Article.COMMITTEE: f"{_87}第四十七条",
    Article.LEADER: "《关于进一步规范政府采购评审工作有关问题的通知》（财库〔2012〕69号）第三条",
    Article.RECUSAL: f"{_REGULATION}第九条",
    Article.BUYERS_RECUSAL: f"{_REGULATION}第九条第（五）项",
    Article.REPLACEMENT: f"{_87}第四十九条",
    Article.FIXED_DRAW: "《招标投标法实施条例》第四十六条",
    Article.SEAT_CHANGE: "《招标投标法实施条例》第四十六条、第四十八条",
    Article.CANDIDATES: f"{_REGULATION}第九条、第三十九条",
    Article.SPECIALITY: f"{_REGULATION}第三十九条",
    Article.EXPERT: f"{_EXPERTS}第六条",
    Article.EXPERTS_SHORT: f"{_EXPERTS}第十二条",
    Article.SUPERVISORS: f"{_EXPERTS}第十六条",
    Article.TOO_FEW: "《政府采购法》第三十六条第（一）项",
    Article.LOW_PRICE: "《关于推动解决政府采购异常低价问题的通知》（财库〔2026〕2号）",
    Article.UNPROVEN_PRICE: "财库〔2026〕2号，87令第六十条",
    Article.MARKS: f"{_87}第六十四条",
    Article.LOCKED_MARKS: f"{_87}第六十二条、第六十四条",
    Article.EQUALS: TIE_ARTICLE,
    Article.REPORT: f"{_87}第五十八条",
    Article.SIGNING: f"{_REGULATION}第四十一条",
}
