"""What was given out is found by a passage of its text, through the index, and by the hash of its file."""

from __future__ import annotations

import secrets
from hashlib import sha256

from storage.database import execute, fetch, transaction
from storage.given_out import MOST_FOUND, Held, file_with, remember_file, remember_text, texts_of, texts_with


def some_text(*, length: int) -> str:
    return "".join(chr(0x4E00 + secrets.randbelow(2000)) for _ in range(length))


async def test_any_passage_leads_to_its_document_and_no_other_does(now: object) -> None:
    text, other = some_text(length=3000), some_text(length=3000)
    await remember_text("test:one", text)
    await remember_text("test:other", other)
    for start, end in ((0, 12), (500, 1000), (0, 3000), (2988, 3000)):
        assert await texts_with(text[start:end]) == Held(identities=("test:one",))
    assert await texts_with(text[:20] + other[:20]) == Held()
    assert await texts_with(text[10:20] + text[30:40]) == Held(), "the pairs are there, the passage is not"


async def test_a_phrase_that_many_hold_leads_to_none_of_them(now: object) -> None:
    phrase = some_text(length=14)
    texts = {f"test:many:{place}": some_text(length=50) + phrase for place in range(MOST_FOUND + 1)}
    for identity, text in list(texts.items())[:-1]:
        await remember_text(identity, text)
    assert sorted((await texts_with(phrase)).identities) == sorted(texts)[:-1]
    await remember_text(*list(texts.items())[-1])
    assert await texts_with(phrase) == Held(common=True)


async def test_what_is_written_down_is_read_again(now: object) -> None:
    text = some_text(length=100)
    await remember_text("test:legible", text)
    await remember_text("test:illegible", "")
    assert await texts_of(["test:legible", "test:illegible", "test:unknown"]) == {"test:legible": text}


async def test_a_text_is_written_down_once(now: object) -> None:
    first = some_text(length=100)
    await remember_text("test:once", first)
    await remember_text("test:once", some_text(length=100))
    assert await texts_with(first[:50]) == Held(identities=("test:once",))


async def test_passages_are_looked_for_through_the_index(now: object) -> None:
    async with transaction():
        await execute("SET LOCAL enable_seqscan = off")
        plan = await fetch(
            "EXPLAIN SELECT identity FROM storage_published_text WHERE pairs @> $1::varchar[]",
            ["公告"],
        )
    assert any("storage_published_text_pairs" in row[0] for row in plan)


async def test_a_file_is_known_by_its_hash(now: object) -> None:
    file = secrets.token_bytes(100)
    await remember_file("test:file", file)
    await remember_file("test:file", file)
    assert await file_with(sha256(file).digest()) == "test:file"
    assert await file_with(sha256(file + b"!").digest()) is None
