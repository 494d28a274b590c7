"""Reading a payload for people. Not for: trusting it — its leaf hash and a proof do that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from storage.tree_head import parse_instant


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The fields of a payload, version 1. `at` is exact, also where the line of the log says the hour alone."""

    seq: int
    at: datetime
    tag: str
    actor: str
    subject: str
    facts: dict[str, Any]


class _Payload(msgspec.Struct, forbid_unknown_fields=True):
    v: int
    seq: int
    at: str
    tag: str
    actor: str
    subject: str
    facts: dict[str, Any]
    salt: str
    exactly_at: str | None = None


def facts_of(payload: bytes) -> Facts:
    """Raises `ValueError` for bytes that are no payload of version 1."""
    read = msgspec.json.decode(payload, type=_Payload)
    if read.v != 1:
        raise ValueError(f"unknown payload version {read.v}")
    return Facts(
        seq=read.seq,
        at=parse_instant(read.exactly_at or read.at),
        tag=read.tag,
        actor=read.actor,
        subject=read.subject,
        facts=read.facts,
    )
