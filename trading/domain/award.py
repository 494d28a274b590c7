"""Determining the winner in the order of the report (《政府采购法实施条例》第四十三条).

Not for: ranking, which the evaluation package has done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from core.calendar import Calendar
from core.clock import BEIJING, day_text, local_day
from core.errors import Invalid
from core.rules import RuleBook
from trading.domain.times import working_deadline
from trading.kinds import Kind

_ORDER_ARTICLE = "《政府采购法实施条例》第四十三条"
DEEMED_ARTICLE = "《政府采购货物和服务招标投标管理办法》第六十八条"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A valid bidder as the report ranks them."""

    bidder_id: UUID
    name: str
    price: Decimal
    rank: int


def chosen_candidate(*, candidates: tuple[Candidate, ...], bidder_id: UUID, reason: str) -> Candidate:
    """The candidate to award; a later rank needs a lawful reason why each better one falls away.

    Raises `Invalid` (`winner-not-a-candidate`, `winner-out-of-order`).
    """
    chosen = next((candidate for candidate in candidates if candidate.bidder_id == bidder_id), None)
    if chosen is None:
        raise Invalid(
            code="winner-not-a-candidate",
            message="只能从评标报告推荐的中标候选人中确定中标供应商",
            field="bidder_id",
            article=_ORDER_ARTICLE,
        )
    if chosen.rank > 1 and not reason.strip():
        first = next(candidate for candidate in candidates if candidate.rank == 1)
        raise Invalid(
            code="winner-out-of-order",
            message=f"应当按评标报告中推荐的中标候选供应商顺序确定；排名第一的{first.name}"
            "放弃中标、因不可抗力不能履行合同或者被依法认定中标无效的，请写明理由和依据",
            field="reason",
            article=_ORDER_ARTICLE,
            facts={"rank": chosen.rank},
        )
    return chosen


def determine_by(*, received_at: datetime, kind: Kind, rules: RuleBook, calendar: Calendar) -> date | None:
    """The last day to determine the winner (TG15); None while it runs into a year not entered."""
    count = rules[kind.determine_days].count
    return working_deadline(local_day(received_at), count=count, calendar=calendar)


def publish_by(*, determined_at: datetime, kind: Kind, rules: RuleBook, calendar: Calendar) -> date | None:
    """The last day for result notice and 中标通知书 (TG16); None while it runs into a year not entered."""
    count = rules[kind.publish_award_days].count
    return working_deadline(local_day(determined_at), count=count, calendar=calendar)


def end_of(day: date) -> datetime:
    """24:00 Beijing time, when a period that ends with `day` is over (《民法典》第二百零三条)."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=BEIJING)


def deemed_candidate(candidates: tuple[Candidate, ...]) -> Candidate | None:
    """Whom the law deems determined when the tenderer lets the days pass: the first, unless several share the place.

    Among equals the tenderer chooses as the documents say; nobody does it for them (87令第六十八条).
    """
    first = [candidate for candidate in candidates if candidate.rank == 1]
    return first[0] if len(first) == 1 else None


def deemed_reason(*, kind: Kind, rules: RuleBook) -> str:
    """What the result notice says of it."""
    days = rules[kind.determine_days].count
    return (
        f"采购人自收到评标报告之日起{days}个工作日内未确定中标供应商，"
        f"视同按评标报告推荐的顺序确定排名第一的中标候选人为中标供应商（依据{DEEMED_ARTICLE}）"
    )


def lateness(*, determine_by_on: date | None, now: datetime, kind: Kind, rules: RuleBook, reason: str) -> str:
    """The reason kept for a late determination, empty when in time; raises `Invalid` (`determination-late`)."""
    if determine_by_on is None or local_day(now) <= determine_by_on:
        return ""
    if reason.strip():
        return reason.strip()
    rule = rules[kind.determine_days]
    raise Invalid(
        code="determination-late",
        message=f"应自收到评标报告之日起{rule.count}个工作日内（{day_text(determine_by_on)}前）确定中标供应商，"
        "已超过法定期限，请写明逾期原因",
        field="late_reason",
        article=rule.article,
        facts={"determine_by_on": determine_by_on.isoformat()},
    )
