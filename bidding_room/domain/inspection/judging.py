"""One document judged by its bytes. Run it in a process that may be ended (`bidding_room.inspecting`): the bytes are a
stranger's, and a library that follows their structure stops for nobody."""

from __future__ import annotations

from bidding_room.domain.inspection import PDF, PICTURES, Inspection, archive, naming, pdf
from bidding_room.domain.inspection.cautions import Caution

_TEXT_MOST = 2 * 1024 * 1024
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_MACROS = tuple(name.encode("utf-16-le") for name in ("_VBA_PROJECT", "Macros"))
_OLE_OBJECT = "\x01Ole10Native".encode("utf-16-le")
_SCRIPT_MARKS = (b"<script", b"<svg", b"<html", b"<!doctype html", b"javascript:")


def inspect(*, name: str, head: bytes, size: int) -> Inspection:
    """`head` is the whole document, or its first `MOST_BYTES`. Takes a while."""
    recognised = recognise(head)
    found = set(naming.cautions(name, recognised))
    if size > len(head):
        found.add(Caution.NOT_INSPECTED)
    if recognised == PDF:
        found |= pdf.cautions(head)
    elif head.startswith(b"PK"):
        found |= archive.cautions(head)
    elif head.startswith(_OLE):
        found |= _ole_cautions(head)
    elif head.startswith((b"MZ", b"\x7fELF", b"#!")):
        found.add(Caution.PROGRAM)
    elif recognised not in PICTURES and any(mark in head[:65536].lower() for mark in _SCRIPT_MARKS):
        found.add(Caution.SCRIPT)
    return Inspection(recognised=recognised, cautions=tuple(sorted(found)))


def recognise(head: bytes) -> str:
    """The type by content alone."""
    if b"%PDF-" in head[:1024]:
        return PDF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    return "text/plain" if _is_text(head) else "application/octet-stream"


def _is_text(head: bytes) -> bool:
    if len(head) > _TEXT_MOST:
        return False
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(ord(letter) < 0x20 and letter not in "\t\r\n\f" for letter in text)


def _ole_cautions(data: bytes) -> set[Caution]:
    """Names of the compound file's directory stand in it as UTF-16, never compressed."""
    found = {Caution.MACROS} if any(name in data for name in _OLE_MACROS) else set()
    return found | ({Caution.EMBEDDED} if _OLE_OBJECT in data else set())
