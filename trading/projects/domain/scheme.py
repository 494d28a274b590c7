"""The evaluation scheme: what is scored and for how many points.

Not for: computing scores — `evaluation.methods` does that with this scheme.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

import msgspec

from trading.choices import CriterionKind, TieRule
from trading.projects.domain.particulars import Particulars, Schema

UNREADABLE = "保存的评审办法无法读取，请重新填写并保存"
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


class Scheme(Particulars, frozen=True, kw_only=True):
    """How offers for a lot are evaluated: criteria, and in the struct of a method whatever that lays down beside them.

    What rooms ask of any scheme is answered here as by a method that says nothing of it.
    """

    rows: ClassVar[frozenset[str]] = frozenset({"criteria"})
    criteria: tuple[CriterionView, ...] = ()

    @property
    def price_points(self) -> Decimal:
        """What the price may earn."""
        return Decimal(0)

    @property
    def small_firm_percent(self) -> Decimal | None:
        """What is taken off a small firm's price in the evaluation; None where nothing is."""
        return None

    @property
    def tie_rule(self) -> TieRule:
        """How equals that share a rank are put in order."""
        return TieRule.TECHNICAL

    @property
    def total(self) -> Decimal:
        return self.price_points + sum((c.max_points for c in self.criteria), Decimal(0))


NO_SCHEME = Schema(form=Scheme, blank=Scheme())


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
    """A whole scheme as somebody typed it: what is the method's own, and criteria in their order."""

    own: Scheme
    criteria: tuple[CriterionDraft, ...]

    def numbered(self, ids: tuple[UUID, ...]) -> Scheme:
        """The scheme with `ids` given to its criteria in order."""
        numbered = enumerate(zip(ids, self.criteria, strict=True), start=1)
        return msgspec.structs.replace(
            self.own,
            criteria=tuple(
                CriterionView(id=id_, ordinal=no, **asdict(draft)) for no, (id_, draft) in numbered
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
