"""What a bidder declares itself to be, and what follows from it (《政府采购促进中小企业发展管理办法》财库〔2020〕46号).

Not for: finding whether a declaration is borne out, which the committee does.
"""

from __future__ import annotations

from trading.choices import Enterprise

ENTERPRISE_TITLES: dict[Enterprise, str] = {
    Enterprise.MICRO: "微型企业",
    Enterprise.SMALL: "小型企业",
    Enterprise.MEDIUM: "中型企业",
    Enterprise.LARGE: "大型企业",
    Enterprise.PRISON: "监狱企业",
    Enterprise.WELFARE: "残疾人福利性单位",
}

#: Whose price is deducted in the evaluation (财库〔2020〕46号第九条).
DEDUCTIBLE = frozenset({Enterprise.MICRO, Enterprise.SMALL, Enterprise.PRISON, Enterprise.WELFARE})

#: The paper that bears a declaration out, and why it is made public with the result when its bidder wins.
PAPERS: dict[Enterprise, tuple[str, str]] = {
    Enterprise.PRISON: (
        "监狱企业证明文件",
        "《关于政府采购支持监狱企业发展有关问题的通知》（财库〔2014〕68号）",
    ),
    Enterprise.WELFARE: (
        "《残疾人福利性单位声明函》",
        "《关于促进残疾人就业政府采购政策的通知》（财库〔2017〕141号）",
    ),
}
SMALL_FIRM_PAPER = ("《中小企业声明函》", "《政府采购促进中小企业发展管理办法》（财库〔2020〕46号）第十三条")


def paper_of(enterprise: Enterprise) -> tuple[str, str]:
    """The paper's name and the article that has it published."""
    return PAPERS.get(enterprise, SMALL_FIRM_PAPER)
