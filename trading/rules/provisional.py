"""Arrangements made up for training instances, before the State Council has published the year.

Not for: production — there a provisional arrangement is refused by the operation and by the database.
"""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
_METONIC_YEARS = 19  # after so many years the moon comes back to the same days, give or take one


def provisional_body(year: int) -> dict[str, Any] | None:
    """What is sent to `POST /api/calendar/{year}`, days line by line; None for years long arranged.

    There is one for every year to come, however far a training clock is moved.
    """
    path = _FOLDER / f"provisional_{year}.toml"
    row = tomllib.loads(path.read_text("utf-8")) if path.exists() else _made_up(year)
    if row is None:
        return None
    return {
        "days_off": "\n".join(map(date.isoformat, row["days_off"])),
        "days_worked": "\n".join(map(date.isoformat, row["days_worked"])),
        "source": row["source"],
        "provisional": True,
    }


def _made_up(year: int) -> dict[str, Any] | None:
    """The holidays as usual, without exchanged weekends."""
    book = _book()
    festivals: dict[str, list[date]] = book["festivals"]
    if year < int(min(festivals)):
        return None
    known = year
    while str(known) not in festivals:
        known -= _METONIC_YEARS
    spring, *others = [day.replace(year=year) for day in festivals[str(known)]]
    days = {*_run(spring - timedelta(days=1), 8), *others}
    for first, count in ((date(year, 1, 1), 3), (date(year, 5, 1), 5), (date(year, 10, 1), 7)):
        days |= _run(first, count)
    return {"days_off": sorted(days), "days_worked": [], "source": book["source"]}


def _run(first: date, count: int) -> set[date]:
    return {first + timedelta(days=number) for number in range(count)}


@cache
def _book() -> dict[str, Any]:
    return tomllib.loads((_FOLDER / "provisional.toml").read_text("utf-8"))
