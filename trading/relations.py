"""What the packages above may join their own rows with: relations, each a query in parentheses. Columns only come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from trading.kinds import KINDS
from trading.projects.domain.named_lot import NamedLot
from trading.projects.queries.lots import IS_EARLY, NAMED_LOT
from trading.rules import Article
from trading.terms import Terms

LOTS = f"""(
SELECT lot.id, {NAMED_LOT}, project.kind, lot.state, lot.bids_due_at, lot.opening_place,
       lot.notice_published_at IS NOT NULL AS is_public,
       {IS_EARLY} AS is_early
FROM trading_lot lot JOIN trading_project project ON project.id = lot.project
)"""  # noqa: S608 — fixed texts
OPENING_OFFICERS = "(SELECT lot, person FROM trading_opening_officer)"
PUBLISHED_NOTICES = "(SELECT no FROM trading_notice WHERE state = 'published')"


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedLot(NamedLot):
    """How a row joined with `LOTS lot` calls its lot; selected as `JOINED_LOT`."""

    project_no: str
    project_name: str
    lot_no: int
    lot_name: str
    lots: int
    kind: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """From a row that has more columns."""
        return cls(**{field.name: row[field.name] for field in fields(cls)})

    @property
    def terms(self) -> Terms:
        """What its kind calls things."""
        return KINDS[self.kind].terms

    @property
    def articles(self) -> Mapping[Article, str]:
        """What its committee acts by."""
        return KINDS[self.kind].articles


JOINED_LOT = ", ".join(f"lot.{field.name}" for field in fields(JoinedLot))
