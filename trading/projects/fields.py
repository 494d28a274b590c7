"""What stands in addresses of projects."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from litestar.params import PathParameter, QueryParameter

from trading.projects.domain.draft import MOST_LOTS

LotNo: TypeAlias = Annotated[int, PathParameter(ge=1, le=MOST_LOTS)]
"""The number of a lot in its project."""

AfterLot: TypeAlias = Annotated[int, QueryParameter(ge=0, le=MOST_LOTS)]
"""The lot that was done; 0 before the first."""
