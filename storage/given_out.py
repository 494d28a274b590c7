"""What the platform has given out, found again by a passage of its text or by the hash of its file.

Not for: proving anything: rows may be added by whoever has the application's role. They lead to a document, which is
made anew and compared; the audit log vouches for what it is made from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from asyncpg import QueryCanceledError

from storage.database import execute, fetch, fetch_one, transaction

MOST_FOUND = 8
_MOST_PAIRS = 64  # of a longer passage, pairs from all over it
_MOST_MILLISECONDS = 1000

# Ends at the last one that is told of: a phrase every document has is not read in all of them.
_HOLDING = """
SELECT identity FROM storage_published_text
WHERE pairs @> $1::varchar[] AND position($2 IN text) > 0 LIMIT $3
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The documents that hold a passage, unless `common` (more than `MOST_FOUND`) or `unsought` (not in time)."""

    identities: tuple[str, ...] = ()
    common: bool = False
    unsought: bool = False


async def remember_text(identity: str, text: str) -> None:
    """Let passages of `text` lead to the document `identity`; a document's text is written down once."""
    await execute(
        "INSERT INTO storage_published_text (identity, text, pairs) VALUES ($1, $2, $3)"
        " ON CONFLICT (identity) DO NOTHING",
        identity,
        text,
        _pairs(text),
    )


async def remember_file(identity: str, file: bytes) -> None:
    """Let the hash of `file` lead to the document `identity`."""
    await execute(
        "INSERT INTO storage_given_file (sha256, identity) VALUES ($1, $2) ON CONFLICT (sha256) DO NOTHING",
        sha256(file).digest(),
        identity,
    )


async def not_remembered(published: str, *values: object, limit: int) -> list[str]:
    """Some identities of `published` whose text is not written down: a relation of one column `identity`, whose own
    parameters begin at $2."""
    rows = await fetch(
        f"SELECT identity FROM {published} published WHERE NOT EXISTS ("  # noqa: S608 — fixed texts
        "SELECT FROM storage_published_text known WHERE known.identity = published.identity) LIMIT $1",
        limit,
        *values,
    )
    return [row["identity"] for row in rows]


async def texts_with(passage: str) -> Held:
    """The documents whose text holds `passage`, which must be in the form the texts are kept in.

    The index is asked for pairs of characters, as Chinese has no words to ask for; then the passage itself is compared.
    """
    try:
        async with transaction():
            # The planner counts neither the texts kept apart from their rows nor what comparing long arrays costs.
            await execute("SET LOCAL enable_seqscan = off")
            await execute(f"SET LOCAL statement_timeout = {_MOST_MILLISECONDS}")
            rows = await fetch(_HOLDING, _pairs(passage, most=_MOST_PAIRS), passage, MOST_FOUND + 1)
    except QueryCanceledError:
        return Held(unsought=True)
    if len(rows) > MOST_FOUND:
        return Held(common=True)
    return Held(identities=tuple(sorted((row["identity"] for row in rows), reverse=True)))


async def texts_of(identities: Sequence[str]) -> dict[str, str]:
    """What is written down of these documents; nothing of those not written down yet or that could not be shown."""
    rows = await fetch(
        "SELECT identity, text FROM storage_published_text WHERE identity = ANY ($1::varchar[]) AND text <> ''",
        list(identities),
    )
    return {row["identity"]: row["text"] for row in rows}


async def file_with(digest: bytes) -> str | None:
    """The identity of the document given out as a file of this SHA-256."""
    row = await fetch_one("SELECT identity FROM storage_given_file WHERE sha256 = $1", digest)
    return None if row is None else str(row["identity"])


def _pairs(text: str, *, most: int | None = None) -> list[str]:
    """The pairs of neighbours, each once; of a longer text about `most`, from all over it."""
    places = len(text) - 1
    step = max(1, places // most) if most else 1
    return list(dict.fromkeys(text[place : place + 2] for place in range(0, places, step)))
