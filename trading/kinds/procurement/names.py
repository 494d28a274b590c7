"""What government procurement calls its things. Not for: sentences, which stand where they are said."""

from __future__ import annotations

from trading.terms import Terms

METHOD_TITLE = "公开招标"
CATEGORY_TITLES = {"goods": "货物", "services": "服务"}
TERMS = Terms(
    project="采购项目",
    lot="采购包",
    counted="包",
    tenderer="采购人",
    agency="代理机构",
    bidder="投标人",
    winner="中标供应商",
    candidate="中标候选人",
    report="评标报告",
    notice="招标公告",
    documents="招标文件",
    papers="采购文件",
    offer="投标文件",
    offered="投标",
    form="开标一览表",
    price="投标报价",
    base="预算金额",
    limit="最高限价",
    amount="中标金额",
    deadline="投标截止",
    closed="投标已截止",
    opening="开标",
    reading="唱标",
    evaluation="评标",
    determination="确定中标供应商",
    award="定标",
    letter="中标通知书",
    failed="废标",
    has_failed="已废标",
    ending="终止采购",
    ended="采购已终止",
    result="中标",
    again="重新组织招标",
    committee="评标委员会",
)
