"""Canonical JSON: one value, one byte string.

The subset of RFC 8785 the platform signs and hashes: objects with ASCII keys, arrays, strings, integers
within ±(2^53 − 1), booleans and null. No floats, so two implementations cannot differ over number
formatting; ASCII keys, so sorting by code point and by UTF-16 unit agree.
Not for: data that nobody signs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TypeAlias

Json: TypeAlias = Mapping[str, "Json"] | Sequence["Json"] | str | int | bool | None

_LIMIT = 2**53 - 1
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical_bytes(value: Json) -> bytes:
    """The canonical UTF-8 bytes of `value`; raises `ValueError` for what the subset does not hold."""
    _refuse_foreign(value)
    return _ENCODER.encode(value).encode("utf-8")


def fingerprint(value: Json) -> str:
    """SHA-256 over the canonical bytes, in hex: the one way a fingerprint of stated facts is computed."""
    return sha256(canonical_bytes(value)).hexdigest()


def parse_canonical(data: bytes) -> Json:
    """Parse bytes and refuse (`ValueError`) whatever is not the canonical form of what it says."""
    value: Json = json.loads(data)
    if canonical_bytes(value) != data:
        raise ValueError("not canonical JSON")
    return value


def _refuse_foreign(value: Json) -> None:
    match value:
        case None | str() | bool():
            return
        case int():
            if abs(value) > _LIMIT:
                raise ValueError("integer out of range for canonical JSON")
        case list() | tuple():
            for item in value:
                _refuse_foreign(item)
        case dict() | Mapping():  # asked last, for it takes long to say no
            _refuse_foreign_keys(value)
            for item in value.values():
                _refuse_foreign(item)
        case _:
            raise ValueError(f"canonical JSON does not hold {type(value).__name__}")


def _refuse_foreign_keys(value: Mapping[str, Json]) -> None:
    if not all(isinstance(key, str) and key.isascii() for key in value):
        raise ValueError("canonical JSON keys are ASCII strings")
