"""The price deduction for small firms (财库〔2020〕46号第九条, 财库〔2022〕19号): who asks for it and who gets it.

The bidder declares its type in the opening form; the committee finds whether the declaration (《中小企业声明函》) in
the bid bears it out; the tender's percentage is taken off the price in the evaluation, never off the award.
Not for: the arithmetic, see `evaluation.methods.comprehensive`.
"""

from __future__ import annotations

from decimal import Decimal

from core.errors import Invalid
from core.statements import stated
from trading.choices import Enterprise
from trading.kinds.procurement.enterprise import DEDUCTIBLE

ARTICLE = "《政府采购促进中小企业发展管理办法》（财库〔2020〕46号）第九条"
NOTHING = Decimal(0)


def asks_deduction(*, enterprise: Enterprise | None, percent: Decimal | None) -> bool:
    """Whether the committee must find on this bid: the tender deducts, and the bidder declared to be small."""
    return percent is not None and enterprise in DEDUCTIBLE


def deduction(*, percent: Decimal | None, confirmed: bool | None) -> Decimal:
    """The percentage off the price of a bid that the committee found so."""
    return percent if percent is not None and confirmed else NOTHING


def read_opinion(*, asked: bool, small_firm: bool | None, reason: str) -> tuple[bool | None, str]:
    """A member's opinion as it is kept; raises `Invalid` (`small-firm-missing`, `reason-missing`)."""
    if not asked:
        return None, ""
    if small_firm is None:
        raise Invalid(
            code="small-firm-missing",
            message="该投标人声明为小型、微型企业，请认定是否给予价格扣除",
            field="small_firm",
            article=ARTICLE,
        )
    missing = Invalid(
        code="reason-missing", message="不予认定的，请写明理由", field="small_firm_reason", article=ARTICLE
    )
    return small_firm, "" if small_firm else stated(reason, field="small_firm_reason", unless=missing)
