"""What a scheme by score (综合评分法) lays down beside its criteria.

Not for: what makes it lawful, which its kind says, nor computing scores — `evaluation.methods` does that.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Annotated, Self, TypeAlias

from msgspec import Meta
from msgspec.structs import replace

from core.errors import Invalid
from core.numbers import POINTS, read_number
from trading.choices import CriterionKind, Envelope, TieRule
from trading.projects.domain.particulars import Schema
from trading.projects.domain.scheme import CriterionView, Scheme, criterion_field

Points: TypeAlias = Annotated[Decimal, Meta(extra={"read": partial(read_number, measure=POINTS)})]
_MARKED = frozenset({Envelope.QUALIFICATION, Envelope.TECHNICAL})


class ComprehensiveScheme(Scheme, frozen=True, kw_only=True):
    """Points for the price, the rule for equals, and what is taken off a small firm's price (财库〔2020〕46号)."""

    price_points: Annotated[Points, Meta(title="价格分", extra={"unit": "分"})]
    tie_rule: Annotated[TieRule, Meta(title="得分和{price}均相同（并列）的")] = TieRule.TECHNICAL
    small_firm_percent: Annotated[Points | None, Meta(title="小微企业价格扣除比例", extra={"unit": "%"})] = (
        None
    )

    def kept(self) -> Self:
        """Points and percentage from 0 to 100, to two decimals; criteria of the two kinds and of what members read."""
        for row, criterion in enumerate(self.criteria):
            _check(criterion, row)
        percent = self.small_firm_percent
        return replace(
            self,
            price_points=read_number(self.price_points, POINTS, field="price_points"),
            small_firm_percent=None
            if percent is None
            else read_number(percent, POINTS, field="small_firm_percent"),
        )


def _check(criterion: CriterionView, row: int) -> None:
    for name, value, known in (
        ("kind", criterion.kind, frozenset(CriterionKind)),
        ("envelope", criterion.envelope, _MARKED),
    ):
        if value not in known:
            raise Invalid(
                code="criterion-unknown", message="没有这种评审因素", field=criterion_field(row, name)
            )


COMPREHENSIVE = Schema(form=ComprehensiveScheme, blank=ComprehensiveScheme(price_points=Decimal(0)))
