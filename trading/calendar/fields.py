"""What comes in at the doors of the calendar. Not for: judging it."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from litestar.params import PathParameter
from msgspec import Meta

from core.clock import YEARS

Year: TypeAlias = Annotated[int, PathParameter(ge=YEARS[0], le=YEARS[-1])]
"""A year in an address; the bounds stand where Litestar looks."""

DayLines: TypeAlias = Annotated[str, Meta(max_length=4000)]
"""Days line by line, as notices print them or as plain dates; see `days_typed`."""
