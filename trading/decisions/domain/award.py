"""Determining the winner in the order of the ranking.

Not for: ranking, which the evaluation package has done.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from core.errors import Invalid
from core.periods import end_of, end_text
from core.rules import RuleBook
from core.text import clause
from trading.decisions.domain.deciding import Deciding
from trading.rules import Term
from trading.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A valid bidder. `place` is the rank with ties broken, so no two share one; `rank` is the report's."""

    bidder_id: UUID
    name: str
    price: Decimal
    rank: int
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """Why a candidate was passed over, as it will be published. `result` is what its kind calls winning."""

    bidder_id: UUID
    bidder_name: str
    place: int
    ground: str
    article: str
    statement: str
    evidence: str
    has_file: bool
    result: str

    @property
    def sentence(self) -> str:
        return (
            f"排序第{self.place}的{self.bidder_name}经认定不能{self.result}，情形为{self.ground}（依据{self.article}）："
            f"{clause(self.statement)}；证据：{self.evidence}"
        )


def candidate_in_turn(
    *, candidates: tuple[Candidate, ...], passed_over: AbstractSet[UUID]
) -> Candidate | None:
    """The best candidate nobody passed over; None when there is none left."""
    standing = [one for one in candidates if one.bidder_id not in passed_over]
    return min(standing, key=lambda one: one.place, default=None)


def check_in_turn(
    *, in_turn: Candidate | None, candidates: tuple[Candidate, ...], bidder_id: UUID, deciding: Deciding
) -> Candidate:
    """The winner is the candidate in turn and nobody else; `bidder_id` is whom the tenderer saw in turn.

    Raises `Invalid` (`winner-not-a-candidate`, `winner-out-of-order`).
    """
    terms = deciding.terms
    if bidder_id not in {one.bidder_id for one in candidates}:
        raise Invalid(
            code="winner-not-a-candidate",
            message=f"只能从{terms.report}推荐的{terms.candidate}中确定{terms.winner}",
            field="bidder_id",
            article=deciding.order_article,
        )
    passed_over = in_turn is not None and any(
        one.bidder_id == bidder_id and one.place < in_turn.place for one in candidates
    )
    return check_turn(in_turn=in_turn, bidder_id=bidder_id, passed_over=passed_over, deciding=deciding)


def check_turn(
    *, in_turn: Candidate | None, bidder_id: UUID, passed_over: bool, deciding: Deciding
) -> Candidate:
    """Raises `Invalid` (`winner-out-of-order`) for everybody but the candidate in turn."""
    if in_turn is None or in_turn.bidder_id != bidder_id:
        raise Invalid(
            code="winner-out-of-order",
            message=_whose_turn(in_turn, deciding.terms, passed_over=passed_over),
            field="bidder_id",
            article=deciding.order_article,
            facts={"place": in_turn.place} if in_turn else {},
        )
    return in_turn


def _whose_turn(in_turn: Candidate | None, terms: Terms, *, passed_over: bool) -> str:
    if in_turn is None:
        return f"全部{terms.candidate}均已认定不能{terms.result}，应当依法{terms.ending}"
    if passed_over:
        return f"该候选人已经认定不能{terms.result}，现应确定{in_turn.name}"
    return (
        f"应当按{terms.report}推荐的{terms.candidate}顺序确定，现应确定{in_turn.name}；"
        "排序在前的候选人有法定情形的，先逐一认定并提交证据"
    )


def passings_before(passings: tuple[Passing, ...], *, place: int) -> tuple[Passing, ...]:
    """Those that made the turn come to `place`; what stands against later candidates explains nothing."""
    return tuple(one for one in passings if one.place < place)


def award_reason(passings: tuple[Passing, ...]) -> str:
    """What the result notice says of candidates passed over; empty when the first won."""
    return "；".join(passing.sentence for passing in sorted(passings, key=lambda one: one.place))


def deemed_reason(*, rules: RuleBook, deciding: Deciding, passings: tuple[Passing, ...] = ()) -> str:
    """What the result notice says of it."""
    days, terms = rules[Term.DETERMINE_DAYS].count, deciding.terms
    return "；".join(
        text
        for text in (
            award_reason(passings),
            (
                f"{terms.tenderer}自收到{terms.report}之日起{days}个工作日内未确定{terms.winner}，"
                f"视同按{terms.report}推荐的顺序确定排序在先的{terms.candidate}为{terms.winner}（依据{deciding.deemed_article}）"
            ),
        )
        if text
    )


def lateness(
    *, determine_by_on: date | None, now: datetime, rules: RuleBook, reason: str, terms: Terms
) -> str:
    """The reason kept for a late determination, empty when in time; raises `Invalid` (`determination-late`)."""
    if determine_by_on is None or now < end_of(determine_by_on):
        return ""
    if reason.strip():
        return reason.strip()
    rule = rules[Term.DETERMINE_DAYS]
    raise Invalid(
        code="determination-late",
        message=f"应自收到{terms.report}之日起{rule.count}个工作日内（截至{end_text(end_of(determine_by_on))}）确定{terms.winner}，"
        "已超过法定期限，请写明逾期原因",
        field="late_reason",
        article=rule.article,
        facts={"determine_by_on": determine_by_on.isoformat()},
    )
