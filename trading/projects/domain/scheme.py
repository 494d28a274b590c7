"""The evaluation scheme: what is scored and for how many points.

Not for: computing scores — `evaluation.methods` does that with this scheme.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from trading.choices import CriterionKind, TieRule

CRITERION_TITLES = {CriterionKind.OBJECTIVE: "客观分", CriterionKind.SUBJECTIVE: "主观分"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionView:
    """One scored factor besides the price; `guide` is the sentence experts score by."""

    id: UUID
    ordinal: int
    name: str
    kind: str
    max_points: Decimal
    guide: str
    envelope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """Price points and criteria. `small_firm_percent`, if any, is taken off a small firm's price in the evaluation."""

    price_points: Decimal
    criteria: tuple[CriterionView, ...]
    tie_rule: TieRule = TieRule.TECHNICAL
    small_firm_percent: Decimal | None = None

    @property
    def total(self) -> Decimal:
        return self.price_points + sum((c.max_points for c in self.criteria), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionDraft:
    """A criterion as somebody typed it."""

    name: str
    kind: str
    max_points: Decimal
    guide: str
    envelope: str = "technical"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeDraft:
    """A whole scheme as somebody typed it, criteria in their order."""

    price_points: Decimal
    criteria: tuple[CriterionDraft, ...]
    tie_rule: TieRule = TieRule.TECHNICAL
    small_firm_percent: Decimal | None = None

    def numbered(self, ids: tuple[UUID, ...]) -> Scheme:
        """The scheme with `ids` given to its criteria in order."""
        return Scheme(
            price_points=self.price_points,
            tie_rule=self.tie_rule,
            small_firm_percent=self.small_firm_percent,
            criteria=tuple(
                CriterionView(
                    id=id_,
                    ordinal=ordinal,
                    name=draft.name,
                    kind=draft.kind,
                    max_points=draft.max_points,
                    guide=draft.guide,
                    envelope=draft.envelope,
                )
                for ordinal, (id_, draft) in enumerate(zip(ids, self.criteria, strict=True), start=1)
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedSample:
    """An imagined bidder scored by the scheme, so that drafters see what a price difference costs."""

    price: Decimal
    price_score: Decimal


def criterion_field(row: int, name: str) -> str:
    """The field of one criterion as forms and programs name it; `criteria` alone is all of them together."""
    return f"criteria-{row}-{name}"
