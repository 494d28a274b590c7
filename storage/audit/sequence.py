"""Giving queued entries their places: one order, a signed head after each, a batch in one transaction.

Whoever holds the log's lock does it for everybody, so nothing depends on one process being alive; what is committed
in the queue gets its place once, whoever dies when. Not for: acts — they queue and wait for nobody.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import structlog

from core.errors import Busy, Conflict
from storage.audit.vouching import VOUCHED, genuine
from storage.database import beside_the_pool, execute, fetch, fetch_one, spawn, transaction
from storage.keys import PlatformKeys, platform_keys
from storage.merkle import Tree
from storage.tree_head import head_bytes

if TYPE_CHECKING:
    from asyncpg import Record

log = structlog.get_logger()

PAUSE_SECONDS = 0.5  # between two looks at the queue when nobody asks
LATE_SECONDS = 10
RETRY_SECONDS = 5
BATCH = 256

# One sequencer at a time, and one that stands still lets go. What has left the queue lies in its table for a while:
# only the indexes lead past it.
_ALONE = """
SET LOCAL idle_in_transaction_session_timeout = '5s';
SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;
LOCK TABLE storage_audit_turn IN EXCLUSIVE MODE
"""

#: The hash of the subtree of `2^level` leaves that `entry` completes.
NODE = "CASE level WHEN 0 THEN entry.leaf_hash ELSE substr(entry.nodes, level * 32 - 31, 32) END"

_FRONTIER = f"""
SELECT head.size, {NODE} AS hash
FROM (SELECT coalesce(max(seq) + 1, 0) AS size FROM storage_audit_entry) head
LEFT JOIN LATERAL generate_series(62, 0, -1) AS bit (level) ON (head.size >> bit.level) & 1 = 1
LEFT JOIN storage_audit_entry entry ON entry.seq = ((head.size >> bit.level) << bit.level) - 1
ORDER BY bit.level DESC
"""  # noqa: S608 — fixed texts

# Tickets are drawn when an act appends: of two acts of which one saw the other's outcome, that one's is higher.
# What can have no place, for its leaf or its ticket has one, keeps nobody behind it from theirs.
_WAITING = f"""
SELECT {VOUCHED},
       coalesce((SELECT seq FROM storage_audit_entry entry WHERE entry.leaf_hash = queued.leaf_hash),
                (SELECT seq FROM storage_audit_entry entry WHERE entry.ticket = queued.ticket)) AS doubles
FROM storage_audit_queue queued WHERE ticket > $1 ORDER BY ticket LIMIT $2
"""  # noqa: S608 — fixed texts

# A trigger takes what has its place out of the queue.
_PLACE = """
INSERT INTO storage_audit_entry
    (seq, ticket, payload, leaf_hash, tag, subject, digests, public, at, nodes, root, signature)
SELECT place.seq, ticket, payload, leaf_hash, tag, subject, digests, public, at, nodes, root, signature
FROM unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[])
     AS place (ticket, seq, nodes, root, signature)
JOIN storage_audit_queue USING (ticket) ORDER BY place.seq
"""


class _Rounds:
    """The rounds of one event loop: one at a time, and who comes during one shares the next."""

    def __init__(self) -> None:
        self._running: asyncio.Task[None] | None = None
        self._next: asyncio.Task[None] | None = None

    async def whole_one(self) -> None:
        """Returns when a round has ended that began after this call; raises what it failed of."""
        if self._next is None:
            self._next = spawn(self._after(self._running))
        await asyncio.shield(self._next)

    async def _after(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        self._running, self._next = self._next, None
        async with beside_the_pool():
            await _sequence()


_rounds: WeakKeyDictionary[asyncio.AbstractEventLoop, _Rounds] = WeakKeyDictionary()


async def caught_up() -> None:
    """Return when everything committed before this call has its place and its signed head.

    Raises `Busy` (`log-stands-still`) when that takes longer than `LATE_SECONDS`, and at once while it is known to.
    """
    if not await _is_waiting():
        return
    if stands_still():
        raise _standing_still()
    try:
        async with asyncio.timeout(LATE_SECONDS):
            await _rounds.setdefault(asyncio.get_running_loop(), _Rounds()).whole_one()
    except (TimeoutError, Conflict):  # a conflict of the round's own is none of the caller's
        raise _standing_still() from None


def _standing_still() -> Busy:
    return Busy(
        code="log-stands-still",
        message="审计日志暂时停顿，回执和证明稍后才能取得；已办理的事项不受影响",
        retry_after=RETRY_SECONDS,
    )


class _Progress:
    """When a batch or a look at the queue last came to its end; None while this process runs no loop."""

    at: float | None = None

    def made(self) -> None:
        if self.at is not None:
            self.at = time.monotonic()


_progress = _Progress()


def stands_still() -> bool:
    """Whether the rounds of this process have failed or come to no end for `LATE_SECONDS`."""
    return _progress.at is not None and time.monotonic() - _progress.at > LATE_SECONDS


async def sequence_for_ever() -> None:
    """What nobody waits for gets its place all the same, within the second."""
    _progress.at = time.monotonic()
    try:
        while True:
            await _look()
            await asyncio.sleep(PAUSE_SECONDS)
    finally:
        _progress.at = None


async def _look() -> None:
    try:
        if await _is_waiting():
            await _sequence()
        _progress.made()
    except Exception as error:  # noqa: BLE001 - the outermost frame: a lost server must not end the loop
        log.warning("audit.round_failed", error=type(error).__name__)


async def _is_waiting() -> bool:
    return await fetch_one("SELECT FROM storage_audit_queue ORDER BY ticket LIMIT 1") is not None


async def _sequence() -> None:
    after: int | None = 0
    while after is not None:
        after = await _place_batch(after)
        _progress.made()


async def _place_batch(after: int) -> int | None:
    """The next of the queue, up to a batch; returns the last ticket looked at while there may be more."""
    async with transaction():
        await execute(_ALONE)
        waiting = await fetch(_WAITING, after, BATCH)
        keys = platform_keys()
        own = genuine((row for row in waiting if row["doubles"] is None), keys=keys)
        if own:
            # Some milliseconds of signing: off the event loop.
            await execute(_PLACE, *await asyncio.to_thread(_grown, await _tree(), own, keys))
    if len(own) < len(waiting):
        log.error("audit.queue_forged", count=len(waiting) - len(own))
    return waiting[-1]["ticket"] if len(waiting) == BATCH else None


async def _tree() -> Tree:
    """The tree as it stands; only under the lock, in a statement after it, is it the latest."""
    rows = await fetch(_FRONTIER)
    size = rows[0]["size"]
    return Tree(size=size, frontier=[row["hash"] for row in rows] if size else [])


def _grown(tree: Tree, rows: Sequence[Record], keys: PlatformKeys) -> tuple[list[object], ...]:
    """The parameters of `_PLACE`: each entry with its place, the nodes it completes, and its head."""
    places: list[tuple[object, ...]] = []
    for row in rows:
        seq, (_, *nodes) = tree.size, tree.append(row["leaf_hash"])
        root = tree.root()
        signature = keys.sign(head_bytes(size=tree.size, root=root, at=row["at"]))
        places.append((row["ticket"], seq, b"".join(nodes), root, signature))
    return tuple(list(column) for column in zip(*places, strict=True))
