"""A process of the platform that appends or sequences, to be killed by a test.

Run as a program with what it shall do; it says in a line when it has come so far. Settings from the environment.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from storage import audit, keys
from storage.audit import sequence
from storage.clock import platform_now
from storage.database import execute, transaction


def say(word: str) -> None:
    print(word, flush=True)  # noqa: T201 - the test reads it


async def append(count: int) -> None:
    """Acts that are committed, and nobody sequences."""
    for number in range(count):
        async with transaction():
            await audit.record(
                "test:killed", actor="system", subject="x", facts={"n": number}, now=await platform_now()
            )
    say("committed")
    await asyncio.Event().wait()


async def go_on_sequencing() -> None:
    say("ready")
    await audit.caught_up()
    say("done")


async def hold() -> None:
    """As a process that is stopped between two statements of a round."""
    async with transaction():
        await execute(sequence._ALONE)
        say("holding")
        await asyncio.Event().wait()


async def main(what: str) -> None:
    acts = {"append": lambda: append(40), "sequence": go_on_sequencing, "hold": hold}
    keys.use(keys.load_or_create(Path(os.environ["PLATFORM_KEYS_FILE"])))
    await acts[what]()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
