"""The periods of a listing: how long it is announced before it begins, and how long it lasts.

Periods are whole days and end at an instant, see `core.periods`. The middle one of the three times is the beginning of
the listing, until when the documents are given out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from core.calendar import Calendar
from core.errors import Invalid
from core.periods import days_over, end_text
from core.rules import Rule, RuleBook
from trading.kinds.land_listing.names import REGULATION
from trading.projects.domain.times import NoticeTimes, TimesLaw


def period_faults(times: NoticeTimes, rules: RuleBook, calendar: Calendar) -> Iterator[Invalid]:
    """Periods that are not whole."""
    del calendar  # both are counted in days
    yield from _too_short(
        times.publish_at,
        times.documents_until,
        rule=rules["TL01"],
        code="listing-too-soon",
        field="documents_until",
        what="出让公告发布之日起至挂牌开始之日止",
    )
    yield from _too_short(
        times.documents_until,
        times.bids_due_at,
        rule=rules["TL02"],
        code="listing-too-short",
        field="bids_due_at",
        what="挂牌时间",
    )


def _too_short(
    start: datetime, end: datetime, *, rule: Rule, code: str, field: str, what: str
) -> Iterator[Invalid]:
    over = days_over(start, days=rule.count)
    if end < over:
        yield Invalid(
            code=code,
            message=f"{what}不得少于{rule.count}日：当日不计，满{rule.count}日为{end_text(over)}，不得早于此时",
            field=field,
            article=rule.article,
            facts={"least": rule.count, "earliest": over.isoformat()},
        )


def _hints(rules: RuleBook) -> dict[str, str]:
    notice, listing = rules["TL01"], rules["TL02"]
    return {
        "publish_at": "到时自动发布，公告发布即开始提供出让文件。",
        "documents_until": f"公告发布之日起不少于{notice.count}个整日，发布当日不计（{notice.article}）。",
        "bids_due_at": f"挂牌不少于{listing.count}个整日（{listing.article}）。",
    }


TIMES = TimesLaw(
    titles={
        "publish_at": "出让公告发布时间",
        "documents_until": "挂牌开始时间",
        "bids_due_at": "挂牌截止时间（报价开启时间）",
        "opening_place": "报价开启地点",
    },
    days={"documents_until": "挂牌开始日", "bids_due_at": "挂牌截止日"},
    hints=_hints,
    periods=period_faults,
    begins="挂牌开始",
    begins_article=f"{REGULATION}第十七条",
)
