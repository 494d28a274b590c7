"""Signed appends to the audit log, by one writer and by sixteen, against the same transactions writing one plain row.

The yardstick beside it is the former way: a lock from the append to the commit, the head signed in the act's own
transaction. An append counts once its head is signed: the time of the queued ones ends when the queue is empty. The
platform's own processes sequence meanwhile, as they always do.

.venv/bin/python deploy/bench/audit_append.py
"""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from statistics import median

from app.runtime import runtime
from app.settings import Settings
from core.canonical import canonical_bytes
from core.clock import instant_text
from core.ids import new_id
from storage import audit, outbox
from storage.audit.sequence import NODE
from storage.clock import platform_now
from storage.database import execute, fetch_one, spawn, transaction
from storage.keys import platform_keys
from storage.merkle import Tree, frontier_places, leaf_hash
from storage.tree_head import head_bytes

os.environ.setdefault("PICCOLO_CONF", "app.piccolo_conf")

SECONDS, ROUNDS = 2.0, 5
_LOCK = (
    "LOCK TABLE storage_audit_turn IN EXCLUSIVE MODE"  # the log's own: both ways may run beside each other
)
_APPEND = """
INSERT INTO storage_audit_entry (seq, payload, leaf_hash, tag, subject, digests, public, at, root, signature, nodes)
VALUES ($1, $2, $3, 'bench:entry:append', 'bench', '{}', true, $4, $5, $6, $7)
"""
_FRONTIER = f"""
SELECT array_agg({NODE} ORDER BY level DESC) AS hashes
FROM unnest($1::int[], $2::bigint[]) AS place (level, index)
JOIN storage_audit_entry entry ON seq = ((index + 1) << level) - 1
"""
Work = Callable[[], Awaitable[object]]


async def append_the_former_way(now: datetime) -> None:
    """What every act did until its entries queued."""
    await execute(_LOCK)
    size = (await audit.last_head()).size
    places = frontier_places(size)
    known = await fetch_one(_FRONTIER, [level for level, _ in places], [index for _, index in places])
    assert known is not None
    tree = Tree(size=size, frontier=list(known["hashes"] or ()))
    said = {"tag": "bench:entry:append", "actor": "system", "subject": "bench", "facts": {"n": 1}}
    salted = {"v": 1, "seq": size, "at": instant_text(now), "salt": secrets.token_hex(16)}
    payload = canonical_bytes(said | salted)
    leaf, *nodes = tree.append(leaf_hash(payload))
    root = tree.root()
    signature = platform_keys().sign(head_bytes(size=tree.size, root=root, at=now))
    await execute(_APPEND, size, payload, leaf, now, root, signature, b"".join(nodes))


async def cost(work: Work, *, writers: int) -> float:
    """Seconds for one transaction of `work`, with as many writers at once and all that it leaves sequenced."""
    done, began = 0, time.perf_counter()

    async def write() -> None:
        nonlocal done
        while time.perf_counter() < began + SECONDS:
            async with transaction():
                await work()
            done += 1

    await asyncio.gather(*(spawn(write()) for _ in range(writers)))
    await audit.caught_up()
    return (time.perf_counter() - began) / done


async def measure(ways: dict[str, Work], *, writers: int) -> None:
    """All ways by turns, so that whatever else the machine does falls on each of them."""
    costs: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, work in ways.items():
            costs[name].append(await cost(work, writers=writers))
    plain, former, queued = (median(costs[name]) for name in ways)
    print(f"writers: {writers}")
    print(f"  limit: one plain row     {1 / plain:5.0f} transactions a second")
    print(f"  signed append            {1 / queued:5.0f}  = {queued / plain:.2f} × the time of the plain row")
    print(f"  the former way           {1 / former:5.0f}  = {former / plain:.2f} × the time of the plain row")
    print(f"  signed append over the former way: {former / queued:.2f} ×")


async def main() -> None:
    async with runtime(Settings.from_environment()):
        now = await platform_now()
        ways: dict[str, Work] = {
            "plain": lambda: outbox.emit("bench.row", subject_id=new_id()),
            "former": lambda: append_the_former_way(now),
            "queued": lambda: audit.record(
                "bench:entry:append", actor="system", subject="bench", facts={"n": 1}, now=now
            ),
        }
        for writers in (1, 16):
            await measure(ways, writers=writers)


if __name__ == "__main__":
    asyncio.run(main())
