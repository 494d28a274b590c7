"""The price deduction for small firms, where the law of a kind knows one: who asks for it and who gets it.

The bidder declares its type in the opening form; the committee finds whether the papers in the bid bear it out; the
tender's percentage is taken off the price in the evaluation, never off the award.
Not for: the arithmetic, see `evaluation.methods`.
"""

from __future__ import annotations

from decimal import Decimal

from core.errors import Invalid
from core.statements import stated
from trading.choices import Enterprise
from trading.decisions.domain.deciding import Deduction, Method

NOTHING = Decimal(0)


def deduction_asked(
    *, method: Method, enterprise: Enterprise | None, percent: Decimal | None
) -> Deduction | None:
    """What the committee must find on this bid: the tender deducts, and the bidder declared to be small."""
    known = method.deduction
    return known if percent is not None and known is not None and enterprise in known.entitled else None


def deduction(*, percent: Decimal | None, confirmed: bool | None) -> Decimal:
    """The percentage off the price of a bid that the committee found so."""
    return percent if percent is not None and confirmed else NOTHING


def read_opinion(*, asked: Deduction | None, small_firm: bool | None, reason: str) -> tuple[bool | None, str]:
    """A member's opinion as it is kept; raises `Invalid` (`small-firm-missing`, `reason-missing`)."""
    if asked is None:
        return None, ""
    if small_firm is None:
        raise Invalid(
            code="small-firm-missing",
            message=f"该单位声明为{asked.of}，请认定是否给予价格扣除",
            field="small_firm",
            article=asked.article,
        )
    missing = Invalid(
        code="reason-missing",
        message="不予认定的，请写明理由",
        field="small_firm_reason",
        article=asked.article,
    )
    return small_firm, "" if small_firm else stated(reason, field="small_firm_reason", unless=missing)
