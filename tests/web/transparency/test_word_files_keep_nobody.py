"""Word files that wait to be read keep no database connection from anybody, and no more wait than there is room for."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator

import httpx
import pytest

from app.transparency.lane import lane
from storage import apart
from storage.apart import said_apart
from storage.database import engine, fetch_one, one_connection

READERS = 2


@pytest.fixture
async def readers_busy() -> AsyncIterator[None]:
    """As if two others were being read for the whole test."""
    for _ in range(READERS):
        await apart._AT_ONCE.acquire()
    assert apart._AT_ONCE.locked()
    yield
    for _ in range(READERS):
        apart._AT_ONCE.release()


def some_zip(number: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", f"<w:p>{number}</w:p>")
    return buffer.getvalue()


def most_connections() -> int:
    pool = engine().pool
    assert pool is not None
    return int(pool.get_max_size())


async def until_full() -> None:
    while lane._waiting < lane._most_waiting:  # noqa: ASYNC110 - the lane tells nobody
        await asyncio.sleep(0.01)


async def test_word_files_that_wait_leave_the_site_its_connections(
    client: httpx.AsyncClient, readers_busy: None
) -> None:
    def brought(number: int) -> asyncio.Task[httpx.Response]:
        return asyncio.create_task(
            client.post("/verify", files={"file": ("some.docx", some_zip(number))}, timeout=60)
        )

    room = 2 + lane._most_waiting
    assert room > most_connections()
    waiting = [brought(number) for number in range(room)]
    try:
        await asyncio.wait_for(until_full(), 30)
        async with asyncio.timeout(30):
            assert (await client.get("/log")).status_code == 200
            refused = await brought(room)
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) > 0
        assert not any(task.done() for task in waiting)
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


async def test_whoever_waits_for_a_reader_of_any_kind_holds_no_connection(
    database: None, readers_busy: None
) -> None:
    asked = asyncio.Semaphore(0)

    async def request() -> None:
        async with one_connection():
            await fetch_one("SELECT 1")
            asked.release()
            await said_apart("app.transparency.word_apart", b"", most_seconds=60)

    waiting = [asyncio.create_task(request()) for _ in range(2 * most_connections())]
    try:
        async with asyncio.timeout(30):
            for _ in waiting:
                await asked.acquire()
            assert await fetch_one("SELECT 1")
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
