"""Determining the winner in the order of the report (《政府采购法实施条例》第四十三条).

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
from trading.rules import Term

ORDER_ARTICLE = "《政府采购法实施条例》第四十三条"
DEEMED_ARTICLE = "《政府采购货物和服务招标投标管理办法》第六十八条"


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
    """Why a candidate was passed over, as it will be published."""

    bidder_id: UUID
    bidder_name: str
    place: int
    ground: str
    article: str
    statement: str
    evidence: str
    has_file: bool

    @property
    def sentence(self) -> str:
        return (
            f"排序第{self.place}的{self.bidder_name}经认定不能中标，情形为{self.ground}（依据{self.article}）："
            f"{clause(self.statement)}；证据：{self.evidence}"
        )


def candidate_in_turn(
    *, candidates: tuple[Candidate, ...], passed_over: AbstractSet[UUID]
) -> Candidate | None:
    """The best candidate nobody passed over; None when there is none left."""
    standing = [one for one in candidates if one.bidder_id not in passed_over]
    return min(standing, key=lambda one: one.place, default=None)


def check_in_turn(
    *, in_turn: Candidate | None, candidates: tuple[Candidate, ...], bidder_id: UUID
) -> Candidate:
    """The winner is the candidate in turn and nobody else; `bidder_id` is whom the tenderer saw in turn.

    Raises `Invalid` (`winner-not-a-candidate`, `winner-out-of-order`).
    """
    if bidder_id not in {one.bidder_id for one in candidates}:
        raise Invalid(
            code="winner-not-a-candidate",
            message="只能从评标报告推荐的中标候选人中确定中标供应商",
            field="bidder_id",
            article=ORDER_ARTICLE,
        )
    passed_over = in_turn is not None and any(
        one.bidder_id == bidder_id and one.place < in_turn.place for one in candidates
    )
    return check_turn(in_turn=in_turn, bidder_id=bidder_id, passed_over=passed_over)


def check_turn(*, in_turn: Candidate | None, bidder_id: UUID, passed_over: bool) -> Candidate:
    """Raises `Invalid` (`winner-out-of-order`) for everybody but the candidate in turn."""
    if in_turn is None or in_turn.bidder_id != bidder_id:
        raise Invalid(
            code="winner-out-of-order",
            message=_whose_turn(in_turn, passed_over=passed_over),
            field="bidder_id",
            article=ORDER_ARTICLE,
            facts={"place": in_turn.place} if in_turn else {},
        )
    return in_turn


def _whose_turn(in_turn: Candidate | None, *, passed_over: bool) -> str:
    if in_turn is None:
        return "全部中标候选人均已认定不能中标，应当依法终止采购"
    if passed_over:
        return f"该候选人已经认定不能中标，现应确定{in_turn.name}"
    return (
        f"应当按评标报告推荐的中标候选人顺序确定，现应确定{in_turn.name}；"
        "排序在前的候选人有法定情形的，先逐一认定并提交证据"
    )


def passings_before(passings: tuple[Passing, ...], *, place: int) -> tuple[Passing, ...]:
    """Those that made the turn come to `place`; what stands against later candidates explains nothing."""
    return tuple(one for one in passings if one.place < place)


def award_reason(passings: tuple[Passing, ...]) -> str:
    """What the result notice says of candidates passed over; empty when the first won."""
    return "；".join(passing.sentence for passing in sorted(passings, key=lambda one: one.place))


def deemed_reason(*, rules: RuleBook, passings: tuple[Passing, ...] = ()) -> str:
    """What the result notice says of it."""
    days = rules[Term.DETERMINE_DAYS].count
    return "；".join(
        text
        for text in (
            award_reason(passings),
            (
                f"采购人自收到评标报告之日起{days}个工作日内未确定中标供应商，"
                f"视同按评标报告推荐的顺序确定排序在先的中标候选人为中标供应商（依据{DEEMED_ARTICLE}）"
            ),
        )
        if text
    )


def lateness(*, determine_by_on: date | None, now: datetime, rules: RuleBook, reason: str) -> str:
    """The reason kept for a late determination, empty when in time; raises `Invalid` (`determination-late`)."""
    if determine_by_on is None or now < end_of(determine_by_on):
        return ""
    if reason.strip():
        return reason.strip()
    rule = rules[Term.DETERMINE_DAYS]
    raise Invalid(
        code="determination-late",
        message=f"应自收到评标报告之日起{rule.count}个工作日内（截至{end_text(end_of(determine_by_on))}）确定中标供应商，"
        "已超过法定期限，请写明逾期原因",
        field="late_reason",
        article=rule.article,
        facts={"determine_by_on": determine_by_on.isoformat()},
    )
