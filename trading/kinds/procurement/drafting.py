"""What a draft of an open tender must hold, and the checklist that shows it. Not for: storing anything."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from core.errors import Invalid
from core.rules import RuleBook
from trading.kinds.procurement.linting import objections
from trading.kinds.procurement.model_text import DOCUMENTS
from trading.kinds.procurement.names import TERMS
from trading.kinds.procurement.particulars import LABELS, tender_of
from trading.kinds.procurement.scheme import PRICE_TOLD, scheme_faults, worked_sample
from trading.kinds.procurement.ties import TIE_RULE_TITLES
from trading.kinds.procurement.times import TIMES
from trading.projects.domain.draft import Basics, Drafting, Line, LotBasics, SchemeLaw, basics_texts
from trading.projects.domain.panel import OFFICERS, THRESHOLD
from trading.projects.domain.scheme import Scheme

_87 = "《政府采购货物和服务招标投标管理办法》"
_CONTENTS = f"{_87}第十三条"
_NEEDED = (
    *("name", "funding", "requirement", "qualification", "performance_period"),
    *("tenderer_address", "tenderer_contact", "tenderer_phone"),
    *("agency_address", "agency_contact", "agency_phone"),
)
_CALLED = LABELS | {"qualification": "申请人的资格要求"}  # the notice's heading over it


def contents_faults(basics: Basics) -> Iterator[Invalid]:
    """Contents a 招标公告 must have."""
    said = {**basics_texts(basics), **msgspec.structs.asdict(tender_of(basics))}
    for field in _NEEDED:
        if not said[field].strip():
            yield _needed(field)


def ceiling_faults(lot: LotBasics) -> Iterator[Invalid]:
    """A ceiling above what there is to spend."""
    if lot.ceiling_price is not None and not 0 < lot.ceiling_price <= lot.budget:
        yield Invalid(
            code="ceiling-above-budget",
            message="最高限价应大于零且不得高于预算金额",
            field="ceiling_price",
            article=f"{_87}第十二条",
            facts={"budget": str(lot.budget), "ceiling_price": str(lot.ceiling_price)},
        )


def _needed(field: str) -> Invalid:
    return Invalid(code="content-missing", message=f"请填写{_CALLED[field]}", field=field, article=_CONTENTS)


_OBJECTED = (
    Line(
        "采购意向已按期公开，或者写明原因",
        "《关于开展政府采购意向公开工作的通知》（财库〔2020〕10号）",
        "basics",
        frozenset({"intention-late"}),
        rule="TG01",
    ),
    Line(
        "预留中小企业份额，或者写明原因",
        "《政府采购促进中小企业发展管理办法》（财库〔2020〕46号）第八条",
        "basics",
        frozenset({"sme-not-reserved"}),
        rule="M15",
    ),
    Line(
        "付款期限不超过法定期限",
        "《保障中小企业款项支付条例》第九条",
        "basics",
        frozenset({"payment-late"}),
        rule="TG29",
    ),
    Line("没有设定最低限价", f"{_87}第十二条", "basics", frozenset({"price-floor"}), rule="M06"),
    Line(
        "达到公开招标数额标准（{ZCF27}元，地方另有规定的从其规定）的，采用公开招标",
        "《政府采购法》第二十七条",
        "basics",
        frozenset(),
        "budget",
        rule="ZCF27",
    ),
    Line(
        "评标方法与标的相称",
        "《政府采购法实施条例》第三十四条",
        "basics",
        frozenset({"method-for-standardised"}),
        rule="G01",
    ),
    Line("不去掉最高和最低报价", f"{_87}第五十五条", "scheme", frozenset({"quotation-dropped"}), rule="G07"),
    Line(
        "资格条件不作为评审因素",
        f"{_87}第五十五条",
        "scheme",
        frozenset({"qualification-scored"}),
        rule="G09",
    ),
    Line(
        "区间指标设置各区间的分值",
        f"{_87}第五十五条",
        "scheme",
        frozenset({"interval-unscored"}),
        rule="G09-interval",
    ),
)
_LINES = (
    Line(
        "公告内容齐全",
        f"{_87}第十三条",
        "basics",
        frozenset({"content-missing", "budget-missing", "lots-too-many"}),
        rule="N08",
    ),
    Line(
        "最高限价不高于预算金额",
        f"{_87}第十二条",
        "basics",
        frozenset({"ceiling-above-budget"}),
        "budget",
        rule="M06-ceiling",
    ),
    Line(
        "价格分值比重不低于法定下限",
        f"{_87}第五十五条",
        "scheme",
        frozenset({"price-weight-too-low"}),
        rule="G03-{category}",
    ),
    Line(
        "各项分值合计100分",
        f"{_87}第五十五条",
        "scheme",
        frozenset(
            {
                "scheme-unreadable",
                "points-not-100",
                "points-out-of-range",
                "criteria-missing",
                "criterion-repeated",
            }
        ),
        rule="G05",
    ),
    Line(
        "小微企业价格扣除比例在规定范围内",
        "《关于进一步加大政府采购支持中小企业力度的通知》（财库〔2022〕19号）第二条",
        "scheme",
        frozenset({"deduction-missing", "deduction-out-of-range", "deduction-not-for-this"}),
        rule="M11-least",
    ),
    Line(
        "评审因素细化量化",
        "《政府采购法实施条例》第三十四条",
        "scheme",
        frozenset({"criterion-not-quantified"}),
        rule="G09-quantified",
    ),
    Line(
        f"开标小组{OFFICERS}人，{THRESHOLD}人共同解密，任何单位不得单独解密",
        f"{_87}第四十条",
        "panel",
        frozenset({"panel-size", "panel-threshold", "panel-person-repeated", "panel-one-organisation"}),
        rule="O02",
    ),
    Line(
        "开标人员均已生成密钥",
        "《电子签名法》第十三条",
        "panel",
        frozenset({"officer-without-key", "officer-key-unusable"}),
        rule="E14",
    ),
    Line("写明开标地点", f"{_87}第十三条", "times", frozenset({"opening-place-missing"}), rule="N08"),
    Line(
        "公告发布时间尚未过去",
        f"{_87}第十三条",
        "times",
        frozenset({"publication-past", "times-missing"}),
        rule="N08",
    ),
    Line(
        "招标文件提供期限不少于{PROVISION_DAYS}个工作日",
        "《政府采购法实施条例》第三十一条",
        "times",
        frozenset({"provision-too-short", "documents-after-deadline", "calendar-unknown-year"}),
        rule="TG03",
    ),
    Line(
        "自招标文件发出至投标截止不少于{BIDDING_DAYS}日",
        "《政府采购法》第三十五条",
        "times",
        frozenset({"deadline-too-soon"}),
        rule="TG05",
    ),
    Line(
        "截止日为工作日，或已说明理由",
        "《中华人民共和国民法典》第二百零三条",
        "times",
        frozenset({"day-off-unacknowledged"}),
        rule="MD203",
    ),
    *_OBJECTED,
    Line(
        "招标文件各章内容齐全",
        f"{_87}第二十条",
        "documents",
        frozenset({"documents-missing", "chapter-empty", "reference-unknown"}),
    ),
    Line(
        "实质性要求和条件以醒目的方式标明",
        f"{_87}第二十条",
        "documents",
        frozenset({"substantive-missing"}),
    ),
)


def _scheme_faults(scheme: Scheme, basics: Basics, rules: RuleBook) -> Iterator[Invalid]:
    return scheme_faults(
        scheme=scheme, category=basics.category, rules=rules, sme_reserved=tender_of(basics).sme_reserved
    )


DRAFTING = Drafting(
    terms=TERMS,
    steps=(
        ("basics", "项目情况"),
        ("scheme", "评审办法"),
        ("panel", "开标小组"),
        ("times", "时间安排"),
        ("documents", "招标文件"),
        ("preview", "预览提交"),
    ),
    article=_CONTENTS,
    contents=contents_faults,
    ceiling=ceiling_faults,
    scheme=SchemeLaw(
        faults=_scheme_faults,
        price_rule="低价优先法",
        price_told=PRICE_TOLD,
        sample=worked_sample,
        tie_titles=TIE_RULE_TITLES,
    ),
    times=TIMES,
    documents=DOCUMENTS,
    lines=_LINES,
    objections=objections,
)
