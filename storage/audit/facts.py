"""Reading a payload for people. Not for: trusting it — its leaf hash and a proof do that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from storage.log_verify.lines import says_place
from storage.tree_head import parse_instant


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The fields of a payload. `at` is exact, also where the line of the log says the hour alone.

    `number` is the entry's place, or its ticket where what the platform recorded may have no place yet.
    """

    number: int
    at: datetime
    tag: str
    actor: str
    subject: str
    facts: dict[str, Any]


class _Payload(msgspec.Struct, forbid_unknown_fields=True):
    v: int
    at: str
    tag: str
    actor: str
    subject: str
    facts: dict[str, Any]
    salt: str
    seq: int | None = None
    exactly_at: str | None = None


def facts_of(payload: bytes, *, number: int) -> Facts:
    """Of the entry with this number. Raises `ValueError` for bytes that are no payload, or that of another place."""
    read = msgspec.json.decode(payload, type=_Payload)
    if not says_place(version=read.v, said=read.seq, place=number):
        raise ValueError("no known payload, or that of another place")
    return Facts(
        number=number,
        at=parse_instant(read.exactly_at or read.at),
        tag=read.tag,
        actor=read.actor,
        subject=read.subject,
        facts=read.facts,
    )
