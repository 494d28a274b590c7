"""The audit log for programs: everything an independent verifier or a mirror needs. Public, bounded."""

from __future__ import annotations

from typing import Annotated, Any

from litestar.params import QueryParameter
from litestar.response import Stream

from app.transparency.proofs import prove_entry
from storage import audit
from storage.clock import instance_kind
from storage.keys import platform_keys
from storage.tree_head import LOG_NAME
from web.guards import PUBLIC
from web.views import told

MOST_ENTRIES = 500
JSON_LINES = "application/x-ndjson"

_LARGEST = audit.FIRST_TICKET - 1  # strangers ask by place

# The bounds stand in the parameter: Litestar does not look at msgspec.Meta beside it.
Number = Annotated[int, QueryParameter(ge=0, le=_LARGEST)]
OptionalNumber = Annotated[int | None, QueryParameter(ge=0, le=_LARGEST)]
First = Annotated[int, QueryParameter(name="from", ge=0, le=_LARGEST)]
Count = Annotated[int, QueryParameter(ge=1, le=MOST_ENTRIES)]


async def key() -> dict[str, Any]:
    """The platform's Ed25519 public key. Compare it with the one published elsewhere before trusting it."""
    return {
        "log": LOG_NAME,
        "instance": await instance_kind(),
        "algorithm": "Ed25519",
        "public_key": platform_keys().public_key.hex(),
    }


async def head() -> dict[str, Any]:
    """The current signed head."""
    return (await audit.head()).as_json()


async def inclusion(seq: Number, size: OptionalNumber = None) -> dict[str, Any]:
    """The proof that entry `seq` is in the log of `size` entries, or in the current one."""
    return (await prove_entry(seq=seq, size=size)).as_json()


async def consistency(first: Number, second: OptionalNumber = None) -> dict[str, Any]:
    """The proof that the log of `first` entries is a prefix of that of `second`, or of the current one."""
    later = await (audit.head() if second is None else audit.head_at(size=second))
    proof = await audit.consistency(first=first, second=later.size)
    earlier = await audit.head_at(size=first)
    return {
        "first": earlier.as_json(),
        "second": later.as_json(),
        "proof": [step.hex() for step in proof],
    }


async def entries(start: First = 0, count: Count = 100) -> dict[str, Any]:
    """Up to `count` entries in order from number `from` on; a withheld one has a null payload."""
    return {"entries": [entry.as_json() for entry in await audit.entries_from(seq=start, count=count)]}


async def export() -> Stream:
    """The whole log as JSON Lines, for `tianping log verify`."""
    return Stream(
        audit.export_lines(),
        media_type=JSON_LINES,
        headers={"Content-Disposition": 'attachment; filename="tianping-log.jsonl"'},
    )


KEY = told("/api/log/key", key, needs=PUBLIC)
HEAD = told("/api/log/head", head, needs=PUBLIC)
INCLUSION = told("/api/log/inclusion", inclusion, needs=PUBLIC)
CONSISTENCY = told("/api/log/consistency", consistency, needs=PUBLIC)
ENTRIES = told("/api/log/entries", entries, needs=PUBLIC)
EXPORT = told("/api/log/export", export, needs=PUBLIC)
