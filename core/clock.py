"""Zones and how instants are told to people. Reads no clock.

Every instant inside the platform is an aware datetime in UTC; people read and type Beijing time
(《国务院关于在全国范围内统一时间》 practice: one legal time, UTC+8, no daylight saving).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from core.errors import Invalid

BEIJING = ZoneInfo("Asia/Shanghai")
YEARS = range(1900, 2200)
_WEEKDAYS = "一二三四五六日"


def local_day(moment: datetime) -> date:
    """The Beijing calendar day `moment` falls on."""
    return moment.astimezone(BEIJING).date()


def from_local(text: str, *, field: str | None = None) -> datetime:
    """An instant (UTC) from `2026-12-01T09:30` typed in Beijing time, or from text with an offset.

    Raises `Invalid` (`moment-unreadable`, `moment-out-of-range` outside the years 1900 … 2199).
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(
            code="moment-unreadable", message="时间格式应为 2026-12-01 09:30", field=field
        ) from None
    check_year(moment, field=field)
    return (moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)).astimezone(UTC)


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
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
