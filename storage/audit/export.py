"""The whole log as JSON Lines, for `storage.log_verify` and for anybody's own verifier."""

from __future__ import annotations

from collections.abc import AsyncIterator

from core.canonical import Json, canonical_bytes
from storage.audit.proofs import head
from storage.audit.reading import entries_from
from storage.clock import instance_kind
from storage.keys import platform_keys
from storage.log_verify.lines import FORMAT
from storage.tree_head import LOG_NAME

_BATCH = 500


async def export_lines() -> AsyncIterator[bytes]:
    """A header line, then one line per entry up to the head as it was at the first line."""
    size = (await head()).size
    header: dict[str, Json] = {
        "format": FORMAT,
        "log": LOG_NAME,
        "public_key": platform_keys().public_key.hex(),
        "instance": await instance_kind() or "unmarked",
    }
    yield canonical_bytes(header) + b"\n"
    for start in range(0, size, _BATCH):
        for entry in await entries_from(seq=start, count=min(_BATCH, size - start)):
            yield canonical_bytes(entry.as_json()) + b"\n"
