"""The times of a notice: what the law demands of them, and what it is wise to point out.

Periods are whole days and end at an instant, see `core.periods`. Not for: reading any clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from core.calendar import Calendar
from core.clock import day_text, local_day, moment_text
from core.errors import Invalid
from core.periods import day_ending_with, days_over, end_text, working_days_over
from core.rules import Rule, RuleBook
from trading.rules import Term
from trading.rules.working_days import working_deadline

#: However the days off of a year are arranged, twenty days hold five working days: the longest run of days off
#: so far has been nine, and weekends beside it are worked.
SURELY_ENOUGH_DAYS = 20

_DAY_OFF_ARTICLE = "《中华人民共和国民法典》第二百零三条"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeTimes:
    """When documents begin to be issued (the publication), until when, and the bid deadline = opening."""

    publish_at: datetime
    documents_until: datetime
    bids_due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something lawful that the drafter must see and give a reason for."""

    code: str
    message: str
    field: str
    article: str | None = None


def time_faults(
    *, times: NoticeTimes, now: datetime, rules: RuleBook, calendar: Calendar
) -> Iterator[Invalid]:
    """Every reason these times cannot be planned."""
    if times.publish_at <= now:
        yield Invalid(
            code="publication-past",
            message=f"公告发布时间应晚于当前时间，现定为{moment_text(times.publish_at)}",
            field="publish_at",
        )
    yield from publication_faults(times=times, rules=rules, calendar=calendar)
    if times.documents_until > times.bids_due_at:
        yield Invalid(
            code="documents-after-deadline",
            message="获取招标文件的截止时间不得晚于投标截止时间",
            field="documents_until",
        )


def publication_faults(*, times: NoticeTimes, rules: RuleBook, calendar: Calendar) -> Iterator[Invalid]:
    """Periods that are not whole, asked when planning and again with the real time of publication.

    Lateness within the day breaks nothing, for that day is not counted.
    """
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


def time_remarks(*, times: NoticeTimes, calendar: Calendar) -> Iterator[Remark]:
    """Deadlines whose day is off, or of a year whose arrangement is not published yet.

    Like the periods beside them they end with a day, so 00:00 of a Saturday is a Friday's.
    """
    for field, title, moment in (
        ("documents_until", "获取招标文件截止日", times.documents_until),
        ("bids_due_at", "投标截止及开标日", times.bids_due_at),
    ):
        day = day_ending_with(moment)
        working = is_working_day(day, calendar=calendar)
        if working is None:
            yield Remark(
                code="calendar-unknown-year",
                message=f"尚未录入{day.year}年节假日安排，无法核对{title}{day_text(day)}是否为工作日"
                + (f"；{calendar.remedy}" if calendar.remedy else ""),
                field=field,
            )
        elif not working:
            yield Remark(
                code="deadline-on-day-off",
                message=f"{title}{day_text(day)}是休息日或法定节假日",
                field=field,
                article=_DAY_OFF_ARTICLE,
            )


def is_working_day(day: date, *, calendar: Calendar) -> bool | None:
    """None when the year's arrangement is not known."""
    try:
        return calendar.is_working_day(day)
    except Invalid:
        return None


def determine_by(*, received_at: datetime, rules: RuleBook, calendar: Calendar) -> date | None:
    """The last day to determine the winner (TG15); None while it runs into a year not entered."""
    count = rules[Term.DETERMINE_DAYS].count
    return working_deadline(local_day(received_at), count=count, calendar=calendar)


def publish_by(*, determined_at: datetime, rules: RuleBook, calendar: Calendar) -> date | None:
    """The last day for result notice and 中标通知书 (TG16); None while it runs into a year not entered."""
    count = rules[Term.PUBLISH_AWARD_DAYS].count
    return working_deadline(local_day(determined_at), count=count, calendar=calendar)
