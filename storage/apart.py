"""Let a stranger's bytes be read in a process of its own, which is ended when it takes too long.

Whatever the bytes are made to do there, nobody but their own reader waits for it. Not for: what is read; a program is
named by its module, takes the bytes on standard input and says what it found on standard output.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sys

MOST_MEMORY = 1024**3
MOST_SECONDS = 20  # of the processor
_AT_ONCE = asyncio.Semaphore(2)


async def said_apart(module: str, asked: bytes, *, most_seconds: float) -> bytes | None:
    """What the program `module` says to `asked`; None when it did not come to a good end within its limits.

    `most_seconds` go by the clock. Neither settings nor secrets go with it. Whoever waits holds no database connection.
    """
    from storage.database import give_back_connection  # not for the programs, which import this module too

    await give_back_connection()
    async with _AT_ONCE:
        return await _said(module, asked, most_seconds=most_seconds)


def limit_oneself() -> None:
    """Called by the program before it looks at anything: then the system ends it where it asks for more."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


async def _said(module: str, asked: bytes, *, most_seconds: float) -> bytes | None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        async with asyncio.timeout(most_seconds):
            said, _ = await process.communicate(asked)
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return said if process.returncode == 0 else None
