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
from functools import partial
from statistics import median

from app.runtime import runtime
from app.settings import Settings
from core.canonical import canonical_bytes
from core.clock import instant_text
from core.ids import new_id
from storage import audit, outbox
from storage.audit.sequence import NODE
from storage.clock import platform_now
from storage.database import beside_the_pool, execute, fetch_one, spawn, transaction
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


async def acting(work: Work, *, writers: int) -> tuple[float, int]:
    """Seconds that as many writers at once went on for, and how many transactions they did."""
    done, began = 0, time.perf_counter()

    async def write() -> None:
        nonlocal done
        while time.perf_counter() < began + SECONDS:
            async with transaction():
                await work()
            done += 1

    await asyncio.gather(*(spawn(write()) for _ in range(writers)))
    return time.perf_counter() - began, done


async def cost(work: Work, *, writers: int) -> float:
    """Seconds for one transaction of `work` with all that it leaves sequenced."""
    began = time.perf_counter()
    _, done = await acting(work, writers=writers)
    await audit.caught_up()
    return (time.perf_counter() - began) / done


async def cost_before_its_place(work: Work, *, writers: int) -> float:
    """The same without the sequencing, which waits meanwhile: what an act itself is longer for."""
    async with beside_the_pool(), transaction():
        await execute(_LOCK)
        seconds, done = await acting(work, writers=writers)
    await audit.caught_up()
    return seconds / done


async def measure(writers: int, now: datetime) -> None:
    """All ways by turns, so that whatever else the machine does falls on each of them."""
    append = partial(
        audit.record, "bench:entry:append", actor="system", subject="bench", facts={"n": 1}, now=now
    )
    ways: dict[str, Callable[[], Awaitable[float]]] = {
        "one plain row": lambda: cost(lambda: outbox.emit("bench.row", subject_id=new_id()), writers=writers),
        "signed append": lambda: cost(append, writers=writers),
        "… before its place": lambda: cost_before_its_place(append, writers=writers),
        "the former way": lambda: cost(lambda: append_the_former_way(now), writers=writers),
    }
    rounds = [{name: await way() for name, way in ways.items()} for _ in range(ROUNDS)]
    print(f"writers: {writers}")
    for name in ways:
        ratios = [costs[name] / costs["one plain row"] for costs in rounds]
        print(
            f"  {name:20} {1 / median(costs[name] for costs in rounds):5.0f} a second",
            told(ratios),
            "the plain row",
        )
    print(
        "  appends over the former way:",
        told([costs["the former way"] / costs["signed append"] for costs in rounds]),
    )


def told(ratios: list[float]) -> str:
    """The median of the rounds, and how far they differ."""
    return f"{median(ratios):5.2f} × ({min(ratios):.2f} to {max(ratios):.2f})"


async def main() -> None:
    async with runtime(Settings.from_environment()):
        for writers in (1, 16):
            await measure(writers, await platform_now())


if __name__ == "__main__":
    asyncio.run(main())
