"""What a piece of work asks of the database: every statement, and how many connections it took from the pool."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import asyncpg
import pytest

# The pool's own tidying at release, and asyncpg's asking for types it meets for the first time.
_NOT_ASKED_FOR = (
    "SELECT pg_advisory_unlock_all()",
    "SET SESSION AUTHORIZATION",
    "WITH RECURSIVE typeinfo_tree",
)


@dataclass(kw_only=True)
class Traffic:
    """Counted so far."""

    statements: list[str] = field(default_factory=list)
    connections: int = 0


Counting: TypeAlias = Callable[[], AbstractContextManager[Traffic]]


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    """`with counting() as traffic: await client.get(...)`; BEGIN and COMMIT count as statements."""
    open_counts: list[Traffic] = []
    acquire = asyncpg.pool.Pool._acquire

    def note(query: Any) -> None:
        if not query.query.startswith(_NOT_ASKED_FOR):
            for traffic in open_counts:
                traffic.statements.append(query.query)

    async def acquiring(pool: Any, timeout: Any) -> Any:  # noqa: ASYNC109 - as the pool has it
        connection = await acquire(pool, timeout)
        for traffic in open_counts:
            traffic.connections += 1
        connection.add_query_logger(note)
        return connection

    monkeypatch.setattr(asyncpg.pool.Pool, "_acquire", acquiring)

    @contextmanager
    def count() -> Iterator[Traffic]:
        traffic = Traffic()
        open_counts.append(traffic)
        try:
            yield traffic
        finally:
            open_counts.remove(traffic)

    return count
