"""What the listing of land calls its things. Not for: sentences, which stand where they are said."""

from __future__ import annotations

from trading.terms import Terms

REGULATION = "《招标拍卖挂牌出让国有建设用地使用权规定》"
METHOD_TITLE = "挂牌出让"
CATEGORY_TITLES = {
    "residential": "住宅用地",
    "commercial": "商服用地",
    "industrial": "工矿仓储用地",
    "other_use": "其他用地",
}
TERMS = Terms(
    project="出让项目",
    lot="宗地",
    counted="宗",
    tenderer="出让人",
    agency="出让代理机构",
    bidder="竞买人",
    winner="竞得人",
    candidate="报价人",
    report="报价排序",
    notice="挂牌公告",
    documents="出让文件",
    papers="出让文件",
    offer="竞买文件",
    offered="报价",
    form="报价单",
    price="挂牌报价",
    base="起始价",
    limit="起始价",
    amount="成交价",
    deadline="挂牌截止",
    closed="挂牌已截止",
    opening="报价开启",
    reading="报价公布",
    evaluation="报价排序",
    determination="确认竞得人",
    award="确认竞得人",
    letter="成交确认书",
    failed="未成交",
    has_failed="未成交",
    ending="终止挂牌",
    ended="出让已终止",
    result="竞得",
    again="重新组织出让",
)
