"""The lines of an export, read and typed. Nothing in them is trusted here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, TypeVar

import msgspec

from core.canonical import canonical_bytes
from core.clock import instant_text
from storage.hexadecimal import Hex32, Hex64
from storage.merkle import leaf_hash
from storage.tree_head import LOG_NAME, parse_instant

FORMAT = "tianping-log/1"
LONGEST_LINE = 4_194_304
_T = TypeVar("_T", bound=msgspec.Struct)


class Header(msgspec.Struct, forbid_unknown_fields=True):
    """The first line."""

    format: str
    log: str
    public_key: Hex32
    instance: str


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    seq: Annotated[int, msgspec.Meta(ge=0)]
    leaf_hash: Hex32
    payload: str | None
    root: Hex32
    at: str
    signature: Hex64


class _Claims(msgspec.Struct):
    """What a payload says that its line says too; version 2 leaves its place to the line, the head and the tree."""

    v: int
    at: str
    seq: int | None = None


def says_place(*, version: object, said: object, place: int) -> bool:
    """Whether a payload says of its place what its version does: version 1 the number, version 2 nothing."""
    if isinstance(version, bool) or isinstance(said, bool):  # equal to numbers here, and not in a browser
        return False
    return (version, said) in ((1, place), (2, None))


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
        """Whether the payload, if there, says the time of its line and, in version 1, its number."""
        if self.payload is None:
            return True
        claims = self._claims()
        return (
            claims is not None
            and claims.at == self.at
            and says_place(version=claims.v, said=claims.seq, place=self.seq)
        )

    @property
    def claimed_seq(self) -> int | None:
        """The number inside a payload of version 1, which its hash protects."""
        claims = self._claims()
        return None if claims is None else claims.seq

    def _claims(self) -> _Claims | None:
        try:
            return None if self.payload is None else msgspec.json.decode(self.payload, type=_Claims)
        except (msgspec.DecodeError, RecursionError):
            return None


def read_header(number: int, text: bytes) -> Header:
    """Raises `Unreadable`."""
    try:
        header = _read(text, Header)
    except (ValueError, RecursionError) as fault:
        raise Unreadable(number, f"not a log's first line: {fault}") from None
    if (header.format, header.log) != (FORMAT, LOG_NAME):
        raise Unreadable(number, f"not a {FORMAT} export of the log {LOG_NAME}")
    return header


def read_rows(numbered: Iterable[tuple[int, bytes]]) -> Iterator[Row]:
    """The entries in order. Raises `Unreadable` on reaching a line that is none."""
    for number, text in numbered:
        try:
            yield _row(number, _read(text, _Line))
        except (ValueError, RecursionError) as fault:
            raise Unreadable(number, f"not an entry: {fault}") from None


def _read(text: bytes, form: type[_T]) -> _T:
    """One line as an export spells it and no other spelling; raises `ValueError`, `RecursionError`."""
    if not text.endswith(b"\n"):
        raise ValueError(f"no line end within {LONGEST_LINE} bytes; the file was cut, or this is no export")
    read = msgspec.json.decode(text, type=form)
    if canonical_bytes(msgspec.to_builtins(read)) + b"\n" != text:
        raise ValueError("not in canonical form: something is doubled, or spelt as no export spells it")
    return read


def _row(number: int, read: _Line) -> Row:
    if instant_text(parse_instant(read.at)) != read.at:
        raise ValueError("its time is not spelt as an export spells it")
    return Row(
        line=number,
        seq=read.seq,
        leaf=bytes.fromhex(read.leaf_hash),
        payload=None if read.payload is None else read.payload.encode("utf-8"),
        root=bytes.fromhex(read.root),
        at=read.at,
        signature=bytes.fromhex(read.signature),
    )
