"""Look into a stranger's document in a process of its own, which is ended when it takes too long.

Whatever the document is made to do there, nobody but its own reader waits for it.
"""

from __future__ import annotations

import asyncio
import os
import sys

import msgspec

from bidding_room.domain.inspection import Inspection, uninspected

_MOST_SECONDS = 60.0  # by the clock; the process itself may use a third of it
_AT_ONCE = asyncio.Semaphore(2)
_PROGRAM = ("-m", "bidding_room.domain.inspection")


async def inspect_apart(
    *, name: str, head: bytes, size: int, most_seconds: float = _MOST_SECONDS
) -> Inspection:
    """What was found; `not-inspected` where the process did not come to an end within its limits."""
    asked = msgspec.json.encode({"name": name, "size": size})
    async with _AT_ONCE:
        said = await _said(b"\n".join((asked, head)), most_seconds=most_seconds)
    try:
        return msgspec.json.decode(said, type=Inspection)
    except msgspec.DecodeError:
        return uninspected(name)


async def _said(asked: bytes, *, most_seconds: float) -> bytes:
    """Its answer, nothing when it failed. Neither settings nor secrets go with it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *_PROGRAM,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        async with asyncio.timeout(most_seconds):
            said, _ = await process.communicate(asked)
    except TimeoutError:
        return b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return said if process.returncode == 0 else b""
