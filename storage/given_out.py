"""What the platform has given out, found again by a passage of its text or by the hash of its file.

Not for: proving anything. What is found here is compared with the document itself, and the audit log vouches for that.
"""

from __future__ import annotations

from hashlib import sha256

from storage.database import execute, fetch, fetch_one, transaction

_MOST_PAIRS = 64  # of a longer passage, pairs from all over it
_MOST_FOUND = 8

_HOLDING = """
WITH likely AS MATERIALIZED (SELECT identity, text FROM storage_published_text WHERE pairs @> $1::varchar[])
SELECT identity FROM likely WHERE position($2 IN text) > 0 ORDER BY identity DESC LIMIT $3
"""


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


async def texts_with(passage: str) -> list[str]:
    """Identities of the documents whose text holds `passage`, which must be in the form the texts are kept in.

    The index is asked for pairs of characters, as Chinese has no words to ask for; then the passage itself is compared.
    """
    async with transaction():
        # The planner counts neither the texts kept apart from their rows nor what comparing long arrays costs.
        await execute("SET LOCAL enable_seqscan = off")
        rows = await fetch(_HOLDING, _pairs(passage, most=_MOST_PAIRS), passage, _MOST_FOUND)
    return [row["identity"] for row in rows]


async def file_with(digest: bytes) -> str | None:
    """The identity of the document given out as a file of this SHA-256."""
    row = await fetch_one("SELECT identity FROM storage_given_file WHERE sha256 = $1", digest)
    return None if row is None else str(row["identity"])


def _pairs(text: str, *, most: int | None = None) -> list[str]:
    """The pairs of neighbours, each once; of a longer text about `most`, from all over it."""
    places = len(text) - 1
    step = max(1, places // most) if most else 1
    return list(dict.fromkeys(text[place : place + 2] for place in range(0, places, step)))
