"""One transaction per write, and the few raw statements the query builder cannot say.

Not for: choosing the database — the engine comes from `PICCOLO_CONF` — nor for business queries.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from asyncpg import UniqueViolationError
from piccolo.engine.finder import engine_finder
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from core.errors import Conflict, DomainError

if TYPE_CHECKING:
    from asyncpg import Connection, Record

T = TypeVar("T")
OwnConnection: TypeAlias = "Callable[[PostgresEngine], AbstractAsyncContextManager[Connection]]"


class Engine(PostgresEngine):
    """Piccolo's engine, whose own queries use the connection of `one_connection` too."""

    async def _run_in_pool(self, query: str, args: Sequence[Any] | None = None) -> list[Record]:
        async with _own_connection(self) as connection:
            return cast("list[Record]", await connection.fetch(query, *(args or ())))


class _Transaction(PostgresTransaction):
    """Piccolo's transaction, which also knows its task and whether a block inside it has failed."""

    __slots__ = ("failed", "task")

    def __init__(self, engine: PostgresEngine) -> None:
        super().__init__(engine)
        self.task = asyncio.current_task()
        self.failed = False


def engine() -> PostgresEngine:
    """The engine named by `PICCOLO_CONF`."""
    found = engine_finder()
    if not isinstance(found, PostgresEngine):
        raise RuntimeError("PICCOLO_CONF names no PostgreSQL engine")  # noqa: TRY004 - a setting, not a type
    return found


def in_transaction() -> bool:
    """Whether the calling context is inside a transaction."""
    return engine().current_transaction.get() is not None


class Lease:
    """A connection taken at its first use and kept until it is given back."""

    def __init__(self, own: OwnConnection) -> None:
        self._own = own
        self._stack = AsyncExitStack()
        self._lock = asyncio.Lock()
        self._connection: Connection | None = None
        self.is_over = False

    @asynccontextmanager
    async def use(self, db: PostgresEngine) -> AsyncIterator[Connection]:
        """The connection, for one statement or one transaction at a time."""
        async with self._lock:
            if self._connection is None:
                self._connection = await self._stack.enter_async_context(self._own(db))
            yield self._connection

    async def give_back(self) -> None:
        """From now on every statement takes a connection of its own again."""
        async with self._lock:
            self.is_over, self._connection = True, None
            await self._stack.aclose()


_lease: contextvars.ContextVar[Lease | None] = contextvars.ContextVar("database_lease", default=None)


@asynccontextmanager
async def one_connection() -> AsyncIterator[Lease]:
    """All statements and transactions inside share one connection: a request costs the pool one, not thirty.

    Give it back before something slow that needs no database, such as a long answer to a slow reader.
    """
    async with _leased(Lease(_any_connection)) as lease:
        yield lease


@asynccontextmanager
async def beside_the_pool() -> AsyncIterator[Lease]:
    """The same with a connection that the pool does not count.

    For what others wait for while each of them holds one of the pool's: it must not wait for one itself.
    """
    async with _leased(Lease(_new_connection)) as lease:
        yield lease


@asynccontextmanager
async def _leased(lease: Lease) -> AsyncIterator[Lease]:
    token = _lease.set(lease)
    try:
        yield lease
    finally:
        _lease.reset(token)
        await lease.give_back()


async def give_back_connection() -> None:
    """Before slow work that needs no database: whoever waits for the processor keeps no connection from others."""
    lease = _lease.get()
    if lease is not None and not in_transaction():
        await lease.give_back()


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """Everything inside commits together, or nothing does. A nested use joins the outer one.

    When a joined block raises, the outer one cannot commit any more even if the exception is caught:
    half an operation must not be stored. Use `savepoint` for a part that may fail alone.
    Raises `RuntimeError` in a child task that inherited its parent's transaction.
    """
    current = engine().current_transaction.get()
    if current is None:
        async with _begun():
            yield
        return
    _refuse_foreign_task(current)
    try:
        yield
    except BaseException:
        if isinstance(current, _Transaction):
            current.failed = True
        raise


@asynccontextmanager
async def savepoint() -> AsyncIterator[None]:
    """A part of the running transaction that may be undone alone; the exception goes on upwards."""
    current = engine().current_transaction.get()
    if current is None:
        raise RuntimeError("a savepoint needs a transaction")
    before = isinstance(current, _Transaction) and current.failed
    try:
        async with current.connection.transaction():
            yield
    except BaseException:
        if isinstance(current, _Transaction):
            current.failed = before
        raise


@contextmanager
def doubled_as(refusal: Callable[[], DomainError]) -> Iterator[None]:
    """Tell a broken uniqueness rule inside as this refusal: of two who asked "is it there?" at once, one loses."""
    try:
        yield
    except UniqueViolationError:
        raise refusal() from None


def _done_meanwhile() -> DomainError:
    return Conflict(code="done-meanwhile", message="同一事项刚刚已经办理，本次未重复受理，请刷新页面查看")


@asynccontextmanager
async def _begun() -> AsyncIterator[None]:
    """Own handling of begin and end: Piccolo's leaks the connection when COMMIT itself fails.

    A double that no operation has told more exactly is a refusal here, in every package: never an incident.
    """
    db = engine()
    current = _Transaction(db)
    with doubled_as(_done_meanwhile):
        async with _own_connection(db) as connection:
            current.connection = connection
            async with connection.transaction():
                token = db.current_transaction.set(current)
                try:
                    yield
                finally:
                    db.current_transaction.reset(token)
                if current.failed:
                    raise RuntimeError("a block joined to this transaction failed; nothing was committed")


def _refuse_foreign_task(current: object) -> None:
    if isinstance(current, _Transaction) and current.task is not asyncio.current_task():
        raise RuntimeError("this task inherited its parent's transaction")


def spawn(coroutine: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Start a task that inherits neither transaction nor connection (contexts are copied into tasks)."""
    context = contextvars.copy_context()
    context.run(engine().current_transaction.set, None)
    context.run(_lease.set, None)
    return asyncio.get_running_loop().create_task(coroutine, context=context)


async def fetch(sql: str, *values: object) -> list[Record]:
    """Rows of one statement with `$1` parameters, in the running transaction if there is one."""
    async with _connection() as connection:
        return cast("list[Record]", await connection.fetch(sql, *values))


async def fetch_one(sql: str, *values: object) -> Record | None:
    """The first row of one statement, or None."""
    async with _connection() as connection:
        return await connection.fetchrow(sql, *values)


async def execute(sql: str, *values: object) -> None:
    """One statement without rows; without `values` it may hold several statements."""
    async with _connection() as connection:
        await connection.execute(sql, *values)


async def execute_many(sql: str, rows: Sequence[Sequence[object]]) -> None:
    """One statement for many rows of parameters, sent in one go."""
    async with _connection() as connection:
        await connection.executemany(sql, rows)


@asynccontextmanager
async def _connection(own: OwnConnection | None = None) -> AsyncIterator[Connection]:
    db = engine()
    current = db.current_transaction.get()
    if current is not None:
        yield current.connection
        return
    async with (own or _own_connection)(db) as connection:
        yield connection


@asynccontextmanager
async def _own_connection(db: PostgresEngine) -> AsyncIterator[Connection]:
    lease = _lease.get()
    held = lease.use(db) if lease is not None and not lease.is_over else _any_connection(db)
    async with held as connection:
        yield connection


@asynccontextmanager
async def _any_connection(db: PostgresEngine) -> AsyncIterator[Connection]:
    if db.pool is not None:
        async with db.pool.acquire() as connection:
            yield connection
        return
    async with _new_connection(db) as connection:
        yield connection


@asynccontextmanager
async def _new_connection(db: PostgresEngine) -> AsyncIterator[Connection]:
    connection = await db.get_new_connection()
    try:
        yield connection
    finally:
        await connection.close()
