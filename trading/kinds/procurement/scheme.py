"""综合评分法 as the law of procurement has it: what makes a scheme lawful, and what its price points come to.

Not for: computing scores — `evaluation.methods` does that.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from core.errors import Invalid
from core.rules import RuleBook
from trading.projects.domain.scheme import Scheme, WorkedSample, criterion_field
from trading.rules import Term, of_category

HUNDRED = Decimal(100)


_CENT = Decimal("0.01")


#: How price points are found (87令第五十五条), in one wording wherever it is told; nothing taken off, the
#: evaluated price is the quoted one.
PRICE_FORMULA = "评标基准价÷评审价格×价格分值"


PRICE_BASE = "评标基准价为有效投标的最低评审价格"


PRICE_TOLD = f"{PRICE_FORMULA}；{PRICE_BASE}；不作价格扣除的投标，评审价格即投标报价"


def scheme_faults(*, scheme: Scheme, category: str, rules: RuleBook, sme_reserved: bool) -> Iterator[Invalid]:
    """Every reason the scheme is unlawful or incomplete."""
    yield from deduction_faults(percent=scheme.small_firm_percent, rules=rules, sme_reserved=sme_reserved)
    least = rules[of_category(Term.LEAST_PRICE_WEIGHT, category)]
    if scheme.price_points < least.value:
        yield Invalid(
            code="price-weight-too-low",
            message=f"价格分值占总分比重不得低于{least.count}%，现为{scheme.price_points.normalize():f}%",
            field="price_points",
            article=least.article,
            facts={"least": least.count, "given": str(scheme.price_points)},
        )
    if scheme.total != HUNDRED:
        yield Invalid(
            code="points-not-100",
            message=f"价格分与各评审因素分值之和应为100分，现为{scheme.total.normalize():f}分",
            field="criteria",
            article="《政府采购货物和服务招标投标管理办法》第五十五条",
            facts={"total": str(scheme.total)},
        )
    yield from _criteria_faults(scheme)


def deduction_faults(*, percent: Decimal | None, rules: RuleBook, sme_reserved: bool) -> Iterator[Invalid]:
    """A tender open to all deducts within the range of its day; one reserved for small and medium firms does not."""
    least, most = rules.rules.get(Term.SMALL_FIRM_LEAST), rules.rules.get(Term.SMALL_FIRM_MOST)
    if sme_reserved or least is None or most is None:
        if percent is not None:
            yield Invalid(
                code="deduction-not-for-this",
                message="专门面向中小企业采购的项目不适用小微企业价格扣除，请留空",
                field="small_firm_percent",
                article="《政府采购促进中小企业发展管理办法》（财库〔2020〕46号）第九条",
            )
        return
    said = (
        f"未专门面向中小企业采购的项目，应规定对小型、微型企业报价的扣除比例，为{least.count}%至{most.count}%"
    )
    if percent is None:
        yield Invalid(
            code="deduction-missing", message=said, field="small_firm_percent", article=least.article
        )
    elif not least.value <= percent <= most.value:
        yield Invalid(
            code="deduction-out-of-range",
            message=said,
            field="small_firm_percent",
            article=least.article,
            facts={"least": least.count, "most": most.count, "given": str(percent)},
        )


def _criteria_faults(scheme: Scheme) -> Iterator[Invalid]:
    if not scheme.criteria:
        yield Invalid(code="criteria-missing", message="请至少设置一项评审因素", field="criteria")
    pointed = [("price_points", scheme.price_points)]
    pointed += [
        (criterion_field(row, "max_points"), one.max_points) for row, one in enumerate(scheme.criteria)
    ]
    for field, points in pointed:
        if not 0 <= points <= HUNDRED or points != points.quantize(_CENT):
            yield Invalid(code="points-out-of-range", message="分值应在0至100之间，最多两位小数", field=field)
    names = [criterion.name for criterion in scheme.criteria]
    for row, name in enumerate(names):
        if name in names[:row]:
            yield Invalid(
                code="criterion-repeated",
                message=f"评审因素“{name}”重复",
                field=criterion_field(row, "name"),
            )
    for row, criterion in enumerate(scheme.criteria):
        if not criterion.guide:
            yield Invalid(
                code="criterion-not-quantified",
                message=f"评审因素“{criterion.name}”未写评分标准；评审标准中的分值设置应当与评审因素的量化指标相对应",
                field=criterion_field(row, "guide"),
                article="《政府采购法实施条例》第三十四条",
            )


def worked_sample(price_points: Decimal, base_price: Decimal) -> tuple[WorkedSample, ...]:
    """Price scores (base ÷ price × points, 87令第五十五条) at the base price and at 5, 10 and 20 % above."""
    steps = (Decimal("1.00"), Decimal("1.05"), Decimal("1.10"), Decimal("1.20"))
    return tuple(
        WorkedSample(
            price=(base_price * step).quantize(_CENT),
            price_score=(price_points / step).quantize(_CENT),
        )
        for step in steps
    )
