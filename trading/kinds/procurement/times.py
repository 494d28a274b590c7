"""The periods of an open tender: how long documents are provided and bids awaited.

Periods are whole days and end at an instant, see `core.periods`. Not for: reading any clock.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.calendar import Calendar
from core.errors import Invalid
from core.periods import days_over, end_text, working_days_over
from core.rules import Rule, RuleBook
from trading.projects.domain.times import NoticeTimes, TimesLaw
from trading.rules import Term

#: However the days off of a year are arranged, twenty days hold five working days: the longest run of days off
#: so far has been nine, and weekends beside it are worked.
SURELY_ENOUGH_DAYS = 20


def publication_faults(times: NoticeTimes, rules: RuleBook, calendar: Calendar) -> Iterator[Invalid]:
    """Periods that are not whole."""
    yield from _bidding_days_faults(times=times, rule=rules[Term.BIDDING_DAYS])
    yield from provision_faults(times=times, rule=rules[Term.PROVISION_DAYS], calendar=calendar)


def _bidding_days_faults(*, times: NoticeTimes, rule: Rule) -> Iterator[Invalid]:
    over = days_over(times.publish_at, days=rule.count)
    if times.bids_due_at < over:
        yield Invalid(
            code="deadline-too-soon",
            message=f"自招标文件开始发出之日起至投标截止之日止不得少于{rule.count}日：发出当日不计，"
            f"满{rule.count}日为{end_text(over)}，投标截止时间不得早于此时",
            field="bids_due_at",
            article=rule.article,
            facts={"least": rule.count, "earliest": over.isoformat()},
        )


def provision_faults(*, times: NoticeTimes, rule: Rule, calendar: Calendar) -> Iterator[Invalid]:
    """Documents are provided for too few working days, or nobody can tell because a year is not entered."""
    try:
        over = working_days_over(times.publish_at, days=rule.count, calendar=calendar)
    except Invalid as unknown:
        if times.documents_until < days_over(times.publish_at, days=SURELY_ENOUGH_DAYS):
            yield Invalid(
                code=unknown.code,
                message=f"{unknown.message}；提供期限满{SURELY_ENOUGH_DAYS}日的，无论如何安排均不少于{rule.count}个工作日",
                field="documents_until",
                article=rule.article,
                facts=unknown.facts,
            )
        return
    if times.documents_until < over:
        yield Invalid(
            code="provision-too-short",
            message=f"招标文件的提供期限自开始发出之日起不得少于{rule.count}个工作日：发出当日不计，"
            f"满{rule.count}个工作日为{end_text(over)}，获取截止时间不得早于此时",
            field="documents_until",
            article=rule.article,
            facts={"least": rule.count, "earliest": over.isoformat()},
        )


def _hints(rules: RuleBook) -> dict[str, str]:
    provision, bidding = rules[Term.PROVISION_DAYS], rules[Term.BIDDING_DAYS]
    return {
        "publish_at": "到时自动发布，公告发布即开始发出招标文件。",
        "documents_until": f"自开始发出之日起不少于{provision.count}个完整的工作日，发出当日不计，最后一日至24时止，"
        f"可填次日00:00（{provision.article}）。",
        "bids_due_at": f"自开始发出之日起不少于{bidding.count}个整日，发出当日不计（{bidding.article}）。",
    }


TIMES = TimesLaw(
    titles={
        "publish_at": "公告发布时间",
        "documents_until": "获取招标文件截止时间",
        "bids_due_at": "投标截止时间（开标时间）",
        "opening_place": "开标地点",
    },
    days={"documents_until": "获取招标文件截止日", "bids_due_at": "投标截止及开标日"},
    hints=_hints,
    periods=publication_faults,
)
