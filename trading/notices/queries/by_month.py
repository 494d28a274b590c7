"""Figures of the year for the home page, from what is published only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.clock import BEIJING, local_day
from storage.database import fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class YearByMonth:
    """The Beijing months of the year so far: notices published, and sums awarded in 万元 by month of the notice."""

    notices: tuple[tuple[str, int], ...]
    awarded_wan: tuple[tuple[str, Decimal], ...]


async def year_by_month(*, now: datetime) -> YearByMonth:
    """The year `now` is in."""
    today = local_day(now)
    rows = await fetch(
        "SELECT extract(month FROM notice.published_at AT TIME ZONE 'Asia/Shanghai')::int AS month,"
        " count(*) AS notices,"
        " coalesce(sum(award.amount) FILTER (WHERE notice.kind = 'award_notice'), 0) AS awarded"
        " FROM trading_notice notice LEFT JOIN trading_award award ON award.lot = notice.lot"
        " WHERE notice.state = 'published' AND notice.published_at >= $1 GROUP BY 1",
        datetime(today.year, 1, 1, tzinfo=BEIJING),
    )
    by_month = {row["month"]: row for row in rows}
    months = range(1, today.month + 1)
    return YearByMonth(
        notices=tuple(
            (f"{month}月", by_month[month]["notices"] if month in by_month else 0) for month in months
        ),
        awarded_wan=tuple(
            (f"{month}月", by_month[month]["awarded"] / 10_000 if month in by_month else Decimal(0))
            for month in months
        ),
    )
