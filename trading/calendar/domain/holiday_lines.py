"""Days off and days worked as people type them: line by line, in the words of the yearly notice or as plain dates.

What cannot be taken is told with the line as it was typed and what is wrong with it, all lines at once.
Not for: judging whether the days make a lawful year, see `trading.calendar.domain.holidays`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from core.clock import day_text, is_weekday, plain_date_text, read_day
from core.errors import Invalid

_NAMED = re.compile(r" ?[(（](?:[^()（）]*[、，,])?(?:星期|周)([一二三四五六日天])[)）]")
_ITS_NAME = re.compile(r"(.+)周([一二三四五六日天])")
_ASIDE = re.compile(r" ?\([^()]*\)")
_LABEL = re.compile(r"^[^0-9:]{1,20}: ?")
_TOTAL = re.compile(r"共 ?([0-9]{1,2}) ?天")
_WORDS = re.compile(r"放假调休|放假|调休|补休|与周末连休|上班|共 ?[0-9]{1,2} ?天")
_RANGE = re.compile(r" ?(?:\.\.|至|到|~|—+|–) ?")
_BETWEEN = re.compile(r"[\s,、]+")
_SENTENCES = re.compile(r"[。;]")
_IN_THE_YEAR = re.compile(r"(?:([0-9]{1,2})月)?([0-9]{1,2})[日号]")
_WHOLE = re.compile(r"[0-9]{4}(?:年|[-/.])[0-9]{1,2}(?:月|[-/.])[0-9]{1,2}[日号]?")
_LONGEST_RANGE = timedelta(days=31)
_OTHERWISE = {"days_off": ("上班", "调休上班日期"), "days_worked": ("放假", "放假日期")}
"""By field: the word of the notice that says a day belongs to the other one, and what that is called."""
_QUOTED, _TOLD = 60, 5


class _Wrong(Exception):
    """What is wrong with a line; without words, that nobody could read it."""

    def __init__(self, code: str = "days-unreadable", said: str = "") -> None:
        super().__init__(code)
        self.code, self.said = code, said


def days_typed(text: str, *, field: str, year: int) -> tuple[tuple[date, ...], tuple[Invalid, ...]]:
    """Days as notices print them, `元旦：1月1日（周五）至3日（周日）放假调休，共3天。`, or `2027-01-01..2027-01-03`.

    A day without its year is one of `year`, or of the year its run began in. With them what is wrong: a fault for each
    line (`days-reversed`, `day-impossible`, `days-over-the-year`, `days-too-long`, `days-miscounted`,
    `weekday-differs`, `days-of-the-other-kind`), and one for all lines nobody can read (`days-unreadable`).
    """
    days: set[date] = set()
    faults: list[Invalid] = []
    unreadable: list[str] = []
    for line in text.splitlines():
        try:
            days.update(_days_of_line(line, field=field, year=year))
        except _Wrong as wrong:
            if wrong.said:
                faults.append(Invalid(code=wrong.code, message=f"“{_quoted(line)}”{wrong.said}", field=field))
            else:
                unreadable.append(_quoted(line))
    return tuple(sorted(days)), (*faults, *_unreadable(unreadable, field=field))


def _days_of_line(line: str, *, field: str, year: int) -> Iterator[date]:
    for sentence in _SENTENCES.split(_ASIDE.sub("", plain_date_text(_NAMED.sub(r"周\1 ", line)))):
        said = _LABEL.sub("", sentence.strip())
        other, its_name = _OTHERWISE.get(field, ("", ""))
        if other and other in said:
            raise _Wrong("days-of-the-other-kind", f"含有{other}的日期，请填入“{its_name}”")
        days = list(_days_of_sentence(said, year=year))
        total = _TOTAL.search(said)
        if total and int(total[1]) != len(days):
            raise _Wrong("days-miscounted", f"写明共{int(total[1])}天，所列日期为{len(days)}天")
        yield from days


def _days_of_sentence(said: str, *, year: int) -> Iterator[date]:
    for piece in _BETWEEN.split(_RANGE.sub("..", _WORDS.sub(" ", said).strip())):
        if piece:
            yield from _days_of(piece, year=year)


def _days_of(piece: str, *, year: int) -> Iterator[date]:
    first_text, is_run, last_text = piece.partition("..")
    first = _day(first_text, since=date(year, 1, 1))
    last = _day(last_text, since=first) if is_run else first
    if last < first:
        raise _backwards(first, last)
    if last - first > _LONGEST_RANGE:
        raise _Wrong("days-too-long", f"连续{(last - first).days + 1}天，超过一次放假的天数，请核对起止日期")
    for count in range((last - first).days + 1):
        yield first + timedelta(days=count)


def _backwards(first: date, last: date) -> _Wrong:
    if (first.month, last.month) == (12, 1):
        return _Wrong("days-over-the-year", "跨年，请将两年的日期分别录入其所属年度的安排")
    return _Wrong("days-reversed", "的止日早于起日，请核对")


def _day(text: str, *, since: date) -> date:
    """A whole day, or `3日` and `1月3日` in the month and year of `since`; a weekday behind it must be that day's."""
    named = _ITS_NAME.fullmatch(text)
    day = _day_alone(named[1] if named else text, since=since)
    if named and not is_weekday(named[2], day):
        raise _Wrong("weekday-differs", f"中的{day_text(day)}不是星期{named[2]}，请核对")
    return day


def _day_alone(text: str, *, since: date) -> date:
    found = _IN_THE_YEAR.fullmatch(text)
    try:
        if found is None:
            return read_day(text)
        return date(since.year, int(found[1] or since.month), int(found[2]))
    except (ValueError, Invalid):
        if found is not None:
            raise _impossible(f"{int(found[1] or since.month)}月{int(found[2])}日") from None
        if _WHOLE.fullmatch(text):
            raise _impossible(text) from None
        raise _Wrong from None


def _impossible(day: str) -> _Wrong:
    return _Wrong("day-impossible", f"中的{day}不存在，请核对")


def _unreadable(lines: list[str], *, field: str) -> Iterator[Invalid]:
    if not lines:
        return
    named = "、".join(f"“{line}”" for line in lines[:_TOLD]) + (
        f"等{len(lines)}行" if len(lines) > _TOLD else ""
    )
    yield Invalid(
        code="days-unreadable",
        message=f"{named}无法识别，日期应写作 2027年1月1日 或 2027-01-01，连续日期应写作 2027年1月1日至1月3日",
        field=field,
    )


def _quoted(line: str) -> str:
    said = line.strip()
    return f"{said[:_QUOTED]}…" if len(said) > _QUOTED else said
