"""The times of a notice: what the law demands of them, and what it is wise to point out.

Periods are whole days and end at an instant, see `core.periods`. Not for: reading any clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from core.calendar import Calendar
from core.clock import day_text, local_day, moment_text
from core.errors import Invalid
from core.periods import day_ending_with
from core.rules import RuleBook
from trading.rules import Term
from trading.rules.working_days import working_deadline

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


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesLaw:
    """What a kind calls the times of its notices, and the periods it demands between them.

    `titles` are by field, with that of the opening's place; `days` name the days the two deadlines end with, `hints`
    stand beside the fields. `begins` says what begins with the middle time, where anything does, by which article.
    `periods`
    is asked when planning and again with the real time of publication; lateness within the day breaks nothing, for that
    day is not counted.
    """

    titles: Mapping[str, str]
    days: Mapping[str, str]
    hints: Callable[[RuleBook], Mapping[str, str]]
    periods: Callable[[NoticeTimes, RuleBook, Calendar], Iterator[Invalid]]
    begins: str = ""
    begins_article: str = ""


def time_faults(
    *, times: NoticeTimes, law: TimesLaw, now: datetime, rules: RuleBook, calendar: Calendar
) -> Iterator[Invalid]:
    """Every reason these times cannot be planned."""
    if times.publish_at <= now:
        yield Invalid(
            code="publication-past",
            message=f"{law.titles['publish_at']}应晚于当前时间，现定为{moment_text(times.publish_at)}",
            field="publish_at",
        )
    yield from law.periods(times, rules, calendar)
    if times.documents_until > times.bids_due_at:
        yield Invalid(
            code="documents-after-deadline",
            message=f"{law.titles['documents_until']}不得晚于{law.titles['bids_due_at']}",
            field="documents_until",
        )


def time_remarks(*, times: NoticeTimes, law: TimesLaw, calendar: Calendar) -> Iterator[Remark]:
    """Deadlines whose day is off, or of a year whose arrangement is not published yet.

    Like the periods beside them they end with a day, so 00:00 of a Saturday is a Friday's.
    """
    for field, moment in (("documents_until", times.documents_until), ("bids_due_at", times.bids_due_at)):
        day, title = day_ending_with(moment), law.days[field]
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
    """The last day to determine the winner; None where none is set, and while it runs into a year not entered."""
    rule = rules.rules.get(Term.DETERMINE_DAYS)
    if rule is None:
        return None
    return working_deadline(local_day(received_at), count=rule.count, calendar=calendar)


def publish_by(*, determined_at: datetime, rules: RuleBook, calendar: Calendar) -> date | None:
    """The last day for result notice and 中标通知书 (TG16); None while it runs into a year not entered."""
    count = rules[Term.PUBLISH_AWARD_DAYS].count
    return working_deadline(local_day(determined_at), count=count, calendar=calendar)
