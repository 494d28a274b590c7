"""Zones and how instants are told to people. Reads no clock.

Every instant inside the platform is an aware datetime in UTC; people read and type Beijing time
(《国务院关于在全国范围内统一时间》 practice: one legal time, UTC+8, no daylight saving).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.errors import Invalid

BEIJING = ZoneInfo("Asia/Shanghai")
YEARS = range(1900, 2200)
_WEEKDAYS = "一二三四五六日"
_LONGEST = 80
_WEEKDAY = re.compile(r" ?\((?:星期|周)([一二三四五六日天])\)")
_AROUND_UNITS = re.compile(r" ?([年月]) ?| (?=[日号])")
_DAY = re.compile(
    "|".join(
        (
            r"(\d{4})年(\d{1,2})月(\d{1,2})(?:[日号]|(?!\d))",
            *(rf"(\d{{4}}){sign}(\d{{1,2}}){sign}(\d{{1,2}})(?!\d)" for sign in ("-", "/", r"\.")),
            r"(\d{4})(\d{2})(\d{2})(?!\d)",
        )
    ),
    re.ASCII,
)
_WITHOUT_SECONDS = ("", ":00")
_HOUR = re.compile(r"([0-9]{1,2})(?::|时|点)([0-9]{1,2})?分?")


def local_day(moment: datetime) -> date:
    """The Beijing calendar day `moment` falls on."""
    return moment.astimezone(BEIJING).date()


def plain_date_text(text: str) -> str:
    """What is typed as a day or a time in one form: half-width, single blanks, none around 年 and 月, no weekday."""
    folded = " ".join(_WEEKDAY.sub(" ", unicodedata.normalize("NFKC", text)).split())
    return _AROUND_UNITS.sub(r"\1", folded)


def read_day(text: str, *, field: str | None = None) -> date:
    """A day from `2026-12-01`, `2026/12/1`, `2026.12.1`, `20261201` or `2026年12月1日（星期二）`, in either width.

    A weekday beside it must be that day's. Raises `Invalid` (`day-unreadable`, `weekday-differs`,
    `moment-out-of-range`).
    """
    found = _DAY.fullmatch(plain_date_text(text)) if len(text) <= _LONGEST else None
    try:
        day = date.fromisoformat(_iso_day(found)) if found else None
    except ValueError:
        day = None
    if day is None:
        raise Invalid(code="day-unreadable", message="日期格式应为 2026-12-01", field=field)
    check_year(day, field=field)
    check_weekday(text, day, field=field)
    return day


def from_local(text: str, *, field: str | None = None) -> datetime:
    """An instant (UTC) from `2026-12-01T09:30` or `2026年12月1日 9时30分` typed in Beijing time, or with an offset.

    The day may be written as `read_day` takes it; `24:00` is its end. A day alone is no instant.
    Raises `Invalid` (`moment-unreadable`, `moment-without-hour`, `weekday-differs`, `moment-out-of-range` outside the
    years 1900 … 2199).
    """
    plain = plain_date_text(text) if len(text) <= _LONGEST else ""
    if _DAY.fullmatch(plain):
        raise Invalid(code="moment-without-hour", message="请写明时刻，例如 2026-12-01 09:30", field=field)
    iso, is_end = _as_iso(plain)
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        raise Invalid(
            code="moment-unreadable", message="时间格式应为 2026-12-01 09:30", field=field
        ) from None
    check_year(moment, field=field)
    check_weekday(text, moment, field=field)
    local = moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)
    return (local + timedelta(days=is_end)).astimezone(UTC)


def _as_iso(plain: str) -> tuple[str, bool]:
    """And whether it is the end of its day, 24:00, which is written here as its beginning."""
    day = _DAY.match(plain)
    if day is None:
        return plain, False
    rest = plain[day.end() :].strip().removeprefix("T")
    hour = _HOUR.match(rest)
    if hour is None:
        return f"{_iso_day(day)}T{rest}", False
    hours, minutes = int(hour[1]), int(hour[2] or 0)
    is_end = (hours, minutes) == (24, 0) and rest[hour.end() :] in _WITHOUT_SECONDS
    told = "00:00" if is_end else f"{hours:02}:{minutes:02}{rest[hour.end() :]}"
    return f"{_iso_day(day)}T{told}", is_end


def _iso_day(found: re.Match[str]) -> str:
    year, month, day = (int(part) for part in found.groups() if part)
    return f"{year:04}-{month:02}-{day:02}"


def check_weekday(text: str, day: date, *, field: str | None = None) -> None:
    """Refuse (`weekday-differs`) a day with another's weekday typed beside it: one of the two is a slip."""
    said = _WEEKDAY.search(unicodedata.normalize("NFKC", text))
    if said is not None and not is_weekday(said[1], day):
        raise Invalid(
            code="weekday-differs", message=f"{day_text(day)}不是星期{said[1]}，请核对", field=field
        )


def is_weekday(name: str, day: date) -> bool:
    """Whether `name`, one of 一二三四五六日天, is the day's."""
    return name.replace("天", "日") == _WEEKDAYS[day.weekday()]


def check_year(day: date, *, field: str | None = None) -> None:
    """Refuse (`moment-out-of-range`) a day or an instant no calendar, zone or database is asked about."""
    if day.year not in YEARS:
        message = f"年份应在{YEARS[0]}年至{YEARS[-1]}年之间"
        raise Invalid(code="moment-out-of-range", message=message, field=field)


def moment_text(moment: datetime) -> str:
    """`2026年12月1日（星期二）09:30` in Beijing time."""
    local = moment.astimezone(BEIJING)
    return f"{day_text(local.date())}{local:%H:%M}"


def zoned_text(moment: datetime) -> str:
    """`2026年12月1日（星期二）09:30（北京时间）`, for what travels: documents say whose time theirs is."""
    return f"{moment_text(moment)}（北京时间）"


def day_text(day: date) -> str:
    """`2026年12月1日（星期二）`."""
    return f"{day.year}年{day.month}月{day.day}日（星期{_WEEKDAYS[day.weekday()]}）"


def instant_text(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds, for what is signed: `2026-12-01T01:30:00.000000Z`."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
