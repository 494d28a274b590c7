"""What stands in addresses of tender documents."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from litestar.params import PathParameter

ChapterNo: TypeAlias = Annotated[int, PathParameter(ge=1, le=10)]
"""The number of a chapter in the documents."""
