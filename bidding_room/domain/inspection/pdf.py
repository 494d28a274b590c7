"""Active content of a PDF: by the names in its objects, those packed into object streams included.

Bytes of other streams are pictures and pages and are not looked into: they would match by chance.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from bidding_room.domain.inspection.cautions import Caution

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_NAME = re.compile(rb"/([A-Za-z0-9_#]{2,40})")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE = frozenset(
    (b"JavaScript", b"JS", b"Launch", b"AA", b"XFA", b"SubmitForm", b"ImportData", b"RichMedia", b"Rendition")
)
_EMBEDDED = frozenset((b"EmbeddedFile", b"EmbeddedFiles", b"GoToE", b"GoToR"))
_MOST_OBJECTS = 16 * 1024 * 1024
_MOST_UNPACKED = 256 * 1024 * 1024


def cautions(data: bytes) -> set[Caution]:
    """What the document could do besides being read."""
    plain, packed = _apart(data)
    names = _names(plain)
    found = {Caution.ENCRYPTED} if b"Encrypt" in names else set()
    unpacked = 0
    for stream in packed:
        objects = _unpacked(stream)
        if objects is None:
            found.add(Caution.ENCRYPTED)
            continue
        unpacked += len(objects)
        if unpacked > _MOST_UNPACKED or len(objects) >= _MOST_OBJECTS:
            return found | {Caution.BOMB}
        names |= _names(objects)
    if names & _ACTIVE:
        found.add(Caution.SCRIPT)
    if names & _EMBEDDED:
        found.add(Caution.EMBEDDED)
    return found


def _apart(data: bytes) -> tuple[bytes, list[bytes]]:
    """Everything outside of streams, and the object streams."""
    plain: list[bytes] = []
    packed: list[bytes] = []
    end = 0
    for match in _STREAM.finditer(data):
        before = data[end : match.start()]
        plain.append(before)
        if b"ObjStm" in _names(before[-2048:]):
            packed.append(match[1])
        end = match.end()
    return b"\n".join([*plain, data[end:]]), packed


def _names(data: bytes) -> set[bytes]:
    """Names as PDF means them: `/J#61vaScript` is `JavaScript`."""
    return set(_decoded(data))


def _decoded(data: bytes) -> Iterator[bytes]:
    for match in _NAME.finditer(data):
        yield _ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), match[1])


def _unpacked(stream: bytes) -> bytes | None:
    """The objects, at most `_MOST_OBJECTS` bytes of them; None when they are packed in a way not known here."""
    try:
        return zlib.decompressobj().decompress(stream, _MOST_OBJECTS)
    except zlib.error:
        return None
