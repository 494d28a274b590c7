"""Counting days and working days as the law does.

《民法典》第二百零一条: the starting day is not counted. A working day is a weekday or a 调休上班日, and not a
放假日. Not for: knowing which days those are — the calendar is data, handed in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from core.errors import Invalid


@dataclass(frozen=True)
class Calendar:
    """The official arrangement: days off on weekdays, weekend days worked, and the years it speaks of.

    `remedy` is the sentence that tells somebody refused for an unknown year who can enter it, and where.
    """

    days_off: AbstractSet[date]
    days_worked: AbstractSet[date]
    years: AbstractSet[int]
    remedy: str = ""

    def is_working_day(self, day: date) -> bool:
        """Raises `Invalid` (`calendar-unknown-year`) for a year the official arrangement is not known for."""
        if day.year not in self.years:
            raise Invalid(
                code="calendar-unknown-year",
                message=f"尚未录入{day.year}年国务院办公厅节假日安排，无法计算工作日"
                + (f"；{self.remedy}" if self.remedy else ""),
                article="《全国年节及纪念日放假办法》第七条",
                facts={"year": day.year},
            )
        if day in self.days_worked:
            return True
        return day.weekday() < 5 and day not in self.days_off

    def version_of(self, *days: date) -> str:
        """Which arrangements a count over these days used: `2026@1f0c7a9b24de`, one a year, by the days themselves.

        Kept with what was computed: when a year is amended, everybody sees which count came before and which after.
        """
        years = range(min(days).year, max(days).year + 1)
        return " ".join(f"{year}@{self._fingerprint(year)}" for year in years)

    def _fingerprint(self, year: int) -> str:
        if year not in self.years:
            return "none"
        off, worked = (
            ",".join(sorted(day.isoformat() for day in days if day.year == year))
            for days in (self.days_off, self.days_worked)
        )
        return hashlib.sha256(f"{off};{worked}".encode()).hexdigest()[:12]

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself is not counted; `count` ≥ 1."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie in (start, end]."""
        span = (end - start).days
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, span + 1))
