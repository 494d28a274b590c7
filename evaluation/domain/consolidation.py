"""What must or may be looked at again once all marks lie on the table (87令第六十四条).

An objective item has one right answer, so members' marks for it must be equal. A subjective mark far from the
others (畸高畸低) is shown, and only the panel may decide that it is wrong. Nothing else may change a result.
Not for: negotiating subjective marks, which 第六十二条 forbids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from evaluation.methods.comprehensive import mean

MarkTable = Mapping[tuple[str, str], Sequence[Decimal]]
"""(bid, criterion) → one mark per member, in the order of their numbers."""


class Cause(StrEnum):
    """The only causes for which a mark may change after scoring (87令第六十四条)."""

    OBJECTIVE_MISMATCH = "objective-mismatch"
    ABNORMAL = "abnormal"


_CAUSE_TITLES: dict[Cause, str] = {
    Cause.OBJECTIVE_MISMATCH: "{committee}成员对客观评审因素评分不一致",
    Cause.ABNORMAL: "经{committee}认定评分畸高、畸低",
}


def cause_titles(committee: str = "") -> dict[Cause, str]:
    """The causes told with what a kind calls its committee, or of none."""
    return {cause: title.format(committee=committee) for cause, title in _CAUSE_TITLES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredCriterion:
    """A criterion as consolidation needs it."""

    id: str
    max_points: Decimal
    objective: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """An objective item on which members differ."""

    bid: str
    criterion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A subjective mark far from the mean; `member` counts from 0."""

    bid: str
    criterion: str
    member: int
    mark: Decimal
    mean: Fraction


def mismatches(*, criteria: Sequence[ScoredCriterion], marks: MarkTable) -> tuple[Mismatch, ...]:
    """Objective items whose marks are not all equal; while there is one, no result can be confirmed."""
    objective = {criterion.id for criterion in criteria if criterion.objective}
    return tuple(
        Mismatch(bid=bid, criterion=criterion)
        for (bid, criterion), row in marks.items()
        if criterion in objective and len(set(row)) > 1
    )


def deviations(
    *, criteria: Sequence[ScoredCriterion], marks: MarkTable, percent: Decimal
) -> tuple[Deviation, ...]:
    """Subjective marks further from the mean than `percent` of the criterion's points (G18-deviation)."""
    return tuple(_deviations({c.id: c for c in criteria if not c.objective}, marks, percent))


def _deviations(
    subjective: Mapping[str, ScoredCriterion], marks: MarkTable, percent: Decimal
) -> Iterator[Deviation]:
    for (bid, criterion), row in marks.items():
        if criterion not in subjective:
            continue
        average = mean(row)
        most = Fraction(subjective[criterion].max_points) * Fraction(percent) / 100
        for member, mark in enumerate(row):
            if abs(Fraction(mark) - average) > most:
                yield Deviation(bid=bid, criterion=criterion, member=member, mark=mark, mean=average)
