"""The lines of an export, read and typed. Nothing in them is trusted here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from storage.merkle import leaf_hash
from storage.tree_head import LOG_NAME, parse_instant

FORMAT = "tianping-log/1"


class Header(msgspec.Struct, forbid_unknown_fields=True):
    """The first line."""

    format: str
    log: str
    public_key: str
    instance: str


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    seq: int
    leaf_hash: str
    payload: str | None
    root: str
    at: str
    signature: str


class _Claims(msgspec.Struct):
    """The two fields of a payload that its line repeats."""

    seq: int
    at: str


class Unreadable(Exception):
    """A line is not what an export holds."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, kw_only=True)
class Row:
    """One entry's line; `line` counts from 1 with the header."""

    line: int
    seq: int
    leaf: bytes
    payload: bytes | None
    root: bytes
    at: str
    signature: bytes

    @property
    def payload_fits_leaf(self) -> bool:
        return self.payload is None or leaf_hash(self.payload) == self.leaf

    @property
    def payload_agrees(self) -> bool:
        """Whether the payload, if there, says the number and time of its line."""
        return self.payload is None or (self.claimed_seq == self.seq and self._claims_at == self.at)

    @property
    def claimed_seq(self) -> int | None:
        """The number inside the payload, which its hash protects."""
        claims = self._claims()
        return None if claims is None else claims.seq

    @property
    def _claims_at(self) -> str | None:
        claims = self._claims()
        return None if claims is None else claims.at

    def _claims(self) -> _Claims | None:
        try:
            return None if self.payload is None else msgspec.json.decode(self.payload, type=_Claims)
        except msgspec.DecodeError:
            return None


def read_header(number: int, text: bytes) -> Header:
    """Raises `Unreadable`."""
    try:
        header = msgspec.json.decode(text, type=Header)
        bytes.fromhex(header.public_key)
    except (msgspec.DecodeError, ValueError) as fault:
        raise Unreadable(number, f"not a log's first line: {fault}") from None
    if (header.format, header.log) != (FORMAT, LOG_NAME):
        raise Unreadable(number, f"not a {FORMAT} export of the log {LOG_NAME}")
    return header


def read_rows(numbered: Iterable[tuple[int, bytes]]) -> Iterator[Row]:
    """The entries in order. Raises `Unreadable` on reaching a line that is none."""
    for number, text in numbered:
        try:
            read = msgspec.json.decode(text, type=_Line)
            parse_instant(read.at)
            yield Row(
                line=number,
                seq=read.seq,
                leaf=bytes.fromhex(read.leaf_hash),
                payload=None if read.payload is None else read.payload.encode("utf-8"),
                root=bytes.fromhex(read.root),
                at=read.at,
                signature=bytes.fromhex(read.signature),
            )
        except (msgspec.DecodeError, ValueError) as fault:
            raise Unreadable(number, f"not an entry: {fault}") from None
