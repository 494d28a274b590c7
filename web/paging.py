"""Lists in pages: `?page=2`. Not for: cursors over the audit log, which has sequence numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Generic, TypeAlias, TypeVar
from urllib.parse import urlencode

from litestar.params import QueryParameter

from web.visitor import Connection

T = TypeVar("T")

DEFAULT_SIZE = 20
LARGEST_SIZE = 100
LARGEST_NUMBER = 10_000

# Over JSON. The bounds stand in the parameter: Litestar does not look at msgspec.Meta beside it.
PageNumber: TypeAlias = Annotated[int, QueryParameter(ge=1, le=LARGEST_NUMBER)]
RowsWanted: TypeAlias = Annotated[int, QueryParameter(ge=1, le=200)]
RowsSkipped: TypeAlias = Annotated[int, QueryParameter(ge=0, le=200 * LARGEST_NUMBER)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """Which page is wanted; `number` starts at 1."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    def within(self, total: int) -> PageRequest:
        """The same, or the last page of a list of `total`: a list that has something never looks empty."""
        return replace(self, number=min(self.number, max(1, -(-total // self.size))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """One page of a longer list; `total` counts the whole list."""

    items: tuple[T, ...]
    total: int
    number: int
    size: int

    @property
    def last(self) -> int:
        """The number of the last page; 1 for an empty list."""
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        """The position of the first item in the whole list, from 1; 0 when there is none."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last_row(self) -> int:
        return self.first_row + len(self.items) - 1 if self.items else 0

    def numbers(self) -> tuple[int | None, ...]:
        """Page numbers to link to; None stands for a gap: 1 … 4 5 6 … 20."""
        near = {1, self.last, *range(self.number - 1, self.number + 2)}
        shown = sorted(n for n in near if 1 <= n <= self.last)
        row: list[int | None] = []
        for number in shown:
            if row and (previous := row[-1]) is not None and number > previous + 1:
                row.append(None if number > previous + 2 else previous + 1)
            row.append(number)
        return tuple(row)


def page_request(connection: Connection, *, size: int = DEFAULT_SIZE) -> PageRequest:
    """From the query string; nonsense asks for the first page rather than an error."""
    return PageRequest(
        number=_whole(connection.query_params.get("page"), otherwise=1, largest=LARGEST_NUMBER),
        size=_whole(connection.query_params.get("size"), otherwise=size, largest=LARGEST_SIZE),
    )


def with_query(connection: Connection, **changes: str | int | None) -> str:
    """This page's address with some query parameters changed; None removes one."""
    kept = [(k, v) for k, v in connection.query_params.multi_items() if k not in changes]
    new = [(k, str(v)) for k, v in changes.items() if v is not None]
    query = urlencode([*kept, *new])
    return f"{connection.url.path}?{query}" if query else connection.url.path


def _whole(text: str | None, *, otherwise: int, largest: int) -> int:
    if text is None or not text.isascii() or not text.isdigit():
        return otherwise
    return min(max(int(text[:9]), 1), largest)
