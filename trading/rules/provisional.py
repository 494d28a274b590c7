"""Arrangements made up for training instances, before the State Council has published the year.

Not for: production — there a provisional arrangement is refused by the operation and by the database.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


def provisional_body(year: int) -> dict[str, Any] | None:
    """The JSON body of `PUT /api/calendar/{year}`; None when nothing is prepared for that year."""
    path = _FOLDER / f"provisional_{year}.toml"
    if not path.exists():
        return None
    row = tomllib.loads(path.read_text("utf-8"))
    return {
        "days_off": [day.isoformat() for day in row["days_off"]],
        "days_worked": [day.isoformat() for day in row["days_worked"]],
        "source": row["source"],
        "provisional": True,
    }
