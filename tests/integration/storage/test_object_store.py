"""The object store, for real: whole objects, ranges, and parts put by presigned URL as a browser does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from storage.objects import ObjectMissing, UploadMissing, store

PART = 5 * 1024 * 1024
SOON = timedelta(minutes=5)


@pytest.fixture
def key() -> str:
    return f"tests/{uuid4()}"


async def test_what_is_put_is_got(key: str) -> None:
    await store().put(key, b"hello", "text/plain")
    assert await store().get(key) == b"hello"
    assert await store().size(key) == 5
    assert await store().exists(key)
    assert await store().keys("tests/") != []


async def test_ranges(key: str) -> None:
    data = bytes(range(256)) * 10
    await store().put(key, data)
    assert await store().get_range(key, 100, 50) == data[100:150]
    assert await store().get_range(key, 2550, 50) == data[2550:]
    assert await store().get_range(key, 0, 0) == b""


async def test_what_is_not_there_is_missing(key: str) -> None:
    assert not await store().exists(key)
    for wanted in (store().get(key), store().size(key), store().get_range(key, 0, 1)):
        with pytest.raises(ObjectMissing):
            await wanted
    await store().remove(key)


async def test_removed_is_gone(key: str) -> None:
    await store().put(key, b"x")
    await store().remove(key)
    assert not await store().exists(key)


async def test_parts_put_by_presigned_url_make_the_object(key: str) -> None:
    upload = await store().create_multipart(key)
    bodies = [b"a" * PART, b"b" * PART, b"c" * 17]
    async with httpx.AsyncClient() as browser:
        for number in (2, 1, 3):
            url = await store().presign_part(key, upload, number, SOON, size=len(bodies[number - 1]))
            answer = await browser.put(url, content=bodies[number - 1])
            assert answer.status_code == 200
            assert answer.headers["etag"]
    assert not await store().exists(key)
    parts = await store().list_parts(key, upload)
    assert [(part.number, part.size) for part in parts] == [(1, PART), (2, PART), (3, 17)]
    await store().complete_multipart(key, upload, parts)
    assert await store().size(key) == 2 * PART + 17
    assert await store().get_range(key, PART - 1, 2) == b"ab"


async def test_a_part_may_be_put_again_after_a_broken_upload(key: str) -> None:
    upload = await store().create_multipart(key)
    async with httpx.AsyncClient() as browser:
        for body in (b"half", b"whole part"):
            url = await store().presign_part(key, upload, 1, SOON, size=len(body))
            assert (await browser.put(url, content=body)).status_code == 200
            await asyncio.sleep(1.1)  # the store dates parts to the second
    parts = await store().list_parts(key, upload)
    assert [part.size for part in parts] == [10]
    assert await store().uploaded_bytes(key, upload) in (10, 14)  # SeaweedFS keeps the former one beside it
    await store().complete_multipart(key, upload, parts)
    assert await store().get(key) == b"whole part"


async def test_a_presigned_part_serves_no_other_part(key: str) -> None:
    upload = await store().create_multipart(key)
    url = await store().presign_part(key, upload, 1, SOON, size=1)
    async with httpx.AsyncClient() as browser:
        answer = await browser.put(url.replace("partNumber=1", "partNumber=2"), content=b"x")
    assert answer.status_code == 403


async def test_a_presigned_part_takes_the_announced_length_and_no_other(key: str) -> None:
    upload = await store().create_multipart(key)
    url = await store().presign_part(key, upload, 1, SOON, size=26)

    async def in_pieces() -> AsyncIterator[bytes]:
        yield bytes(26)

    async with httpx.AsyncClient() as browser:
        for body in (bytes(27), bytes(25), b"", bytes(60 * 1024 * 1024), in_pieces()):
            answer = await browser.put(url, content=body)
            assert answer.status_code == 403
        assert await store().uploaded_bytes(key, upload) == 0
        assert (await browser.put(url, content=bytes(26))).status_code == 200
    assert await store().uploaded_bytes(key, upload) == 26


async def test_without_a_signature_the_store_gives_and_takes_nothing(key: str) -> None:
    await store().put(key, b"secret")
    url = f"{store().endpoint}/{store().bucket}/{key}"
    async with httpx.AsyncClient() as stranger:
        assert (await stranger.get(url)).status_code == 403
        assert (await stranger.put(url, content=b"x")).status_code == 403
        assert (await stranger.delete(url)).status_code == 403
    assert await store().get(key) == b"secret"


async def test_an_aborted_upload_is_gone(key: str) -> None:
    upload = await store().create_multipart(key)
    await store().abort_multipart(key, upload)
    await store().abort_multipart(key, upload)
    with pytest.raises(UploadMissing):
        await store().list_parts(key, upload)


async def test_pages_of_the_site_may_put_parts_and_read_their_etag(key: str, settings) -> None:
    upload = await store().create_multipart(key)
    url = await store().presign_part(key, upload, 1, SOON, size=1)
    origin = {"Origin": settings.public_url}
    async with httpx.AsyncClient() as browser:
        preflight = await browser.options(url, headers=origin | {"Access-Control-Request-Method": "PUT"})
        assert preflight.headers["access-control-allow-origin"] in {settings.public_url, "*"}
        answer = await browser.put(url, content=b"x", headers=origin)
        assert "etag" in answer.headers["access-control-expose-headers"].lower()
        other = await browser.options(
            url, headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "PUT"}
        )
        assert "access-control-allow-origin" not in other.headers
