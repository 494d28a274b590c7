"""How values are told to people on pages: the template filters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from core.clock import BEIJING, day_text, from_local, instant_text, local_day, moment_text
from core.errors import Invalid
from core.money import grouped, in_capitals, yuan
from core.periods import last_whole_day
from core.regions import region_name

_DAY = 86_400
_UNITS = ("B", "KB", "MB", "GB", "TB")


def money(value: Decimal | None) -> str:
    """`1,234,567.50`; a dash for nothing."""
    return "—" if value is None else grouped(value)


def capitals(value: Decimal | None) -> str:
    """大写; a dash for nothing."""
    return "—" if value is None else in_capitals(value)


def wan(value: Decimal | None) -> str:
    """In 万元, as figures and lists tell it: `123.46 万元`."""
    return "—" if value is None else f"{value / 10_000:,.2f} 万元"


def points(value: Decimal | None) -> str:
    """A score to two decimals, as reports state it."""
    return "—" if value is None else f"{value:.2f}"


def moment(value: datetime | None) -> str:
    """`2026年12月1日（星期二）09:30`, Beijing time."""
    return "—" if value is None else moment_text(value)


def short_moment(value: datetime | None) -> str:
    """`2026-12-01 09:30` in Beijing time, for tables."""
    return "—" if value is None else f"{value.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def exact_moment(value: datetime | None) -> str:
    """`2026-12-01 09:30:00` in Beijing time, for records."""
    return "—" if value is None else f"{value.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"


def hour(value: datetime | None) -> str:
    """`09:30` in Beijing time."""
    return "—" if value is None else f"{value.astimezone(BEIJING):%H:%M}"


def day(value: date | datetime | None) -> str:
    """`2026年12月1日（星期二）`."""
    if value is None:
        return "—"
    return day_text(local_day(value) if isinstance(value, datetime) else value)


def short_day(value: date | datetime | None) -> str:
    """`2026-12-01`."""
    if value is None:
        return "—"
    return f"{local_day(value) if isinstance(value, datetime) else value:%Y-%m-%d}"


def local_input(value: datetime | str | None) -> str:
    """For `<input type=datetime-local>`: `2026-12-01T09:30`, Beijing time; typed text passes unchanged."""
    if isinstance(value, datetime):
        return f"{value.astimezone(BEIJING):%Y-%m-%dT%H:%M}"
    return value or ""


def instant(value: datetime) -> str:
    """Machine-readable, for `<time datetime=…>`."""
    return instant_text(value)


def span(value: timedelta) -> str:
    """`3天4小时`, `2小时5分`, `1分20秒`, `0秒`: the two largest units."""
    seconds = max(0, int(value.total_seconds()))
    parts = (
        (seconds // _DAY, "天"),
        (seconds % _DAY // 3600, "小时"),
        (seconds % 3600 // 60, "分"),
        (seconds % 60, "秒"),
    )
    start = next((index for index, (count, _) in enumerate(parts) if count), len(parts) - 1)
    return "".join(f"{count}{unit}" for count, unit in parts[start : start + 2] if count) or "0秒"


def left(due_at: datetime | None, now: datetime) -> str:
    """How long is left until `due_at`: `还有3天4小时`, `已过2小时`."""
    if due_at is None:
        return "—"
    return f"还有{span(due_at - now)}" if due_at > now else f"已过{span(now - due_at)}"


def file_size(value: int | None) -> str:
    """`8.0 MB`."""
    if value is None:
        return "—"
    size, unit = float(value), 0
    while size >= 1024 and unit < len(_UNITS) - 1:
        size, unit = size / 1024, unit + 1
    return f"{value} B" if unit == 0 else f"{size:.1f} {_UNITS[unit]}"


def hexadecimal(value: bytes | str | None) -> str:
    """Bytes as lower-case hexadecimal."""
    return value.hex() if isinstance(value, bytes) else value or "—"


def typed(value: object) -> Markup:
    """What somebody wrote, in the lines they wrote it in; markup of a macro stays as it is."""
    told = escape(value)
    return told if hasattr(value, "__html__") else told.replace("\n", Markup("<br>"))


def capitals_typed(value: Decimal | str | None) -> str:
    """大写 for what stands in a money field; nothing while it cannot be read."""
    try:
        return in_capitals(yuan(value)) if value else ""
    except Invalid:
        return ""


@pass_context
def moment_typed(context: Context, value: datetime | str | None, since: datetime | None = None) -> str:
    """Weekday for what stands in a time field and, counted from `since`, whole days and working days."""
    try:
        at = from_local(value) if isinstance(value, str) and value else value
    except Invalid:
        return ""
    if not isinstance(at, datetime):
        return ""
    told = moment_text(at)
    if since is None:
        return told
    start = local_day(since)
    end = max(last_whole_day(at), start)
    working = context["working_days"](start, end)
    return f"{told}，自{day_text(start)}起满 {(end - start).days} 日" + (
        f"、{working} 个工作日" if working is not None else ""
    )


FILTERS: dict[str, Callable[..., Any]] = {
    "money": money,
    "region": region_name,
    "capitals": capitals,
    "wan": wan,
    "points": points,
    "moment": moment,
    "short_moment": short_moment,
    "exact_moment": exact_moment,
    "hour": hour,
    "day": day,
    "short_day": short_day,
    "local_input": local_input,
    "instant": instant,
    "span": span,
    "left": left,
    "capitals_typed": capitals_typed,
    "typed": typed,
    "moment_typed": moment_typed,
    "file_size": file_size,
    "hex": hexadecimal,
}
