"""ZIP files, office documents among them: macros, outside templates, embedded objects, bombs. Nothing is unpacked but
the small lists of references."""

from __future__ import annotations

import io
import re
from zipfile import BadZipFile, ZipFile, ZipInfo

from bidding_room.domain.inspection.cautions import Caution

_MOST_ENTRIES = 10_000
_MOST_UNPACKED = 2 * 1024**3
_MOST_RATIO = 200
_LARGE = 64 * 1024 * 1024
_MOST_REFERENCES = 1024 * 1024
_EXTERNAL = re.compile(
    rb"<Relationship\b(?=[^>]*TargetMode=[\"']External)(?![^>]*relationships/hyperlink)[^>]*>", re.IGNORECASE
)
_MACROS = re.compile(r"vbaProject\.bin$|vbaData\.xml$|^Basic/|^Scripts/|macrosheets/", re.IGNORECASE)
_OBJECTS = re.compile(r"/embeddings/|/activeX/|\.(exe|js|vbs|scr|bat|cmd|ps1|lnk|hta|dll)$", re.IGNORECASE)


def cautions(data: bytes) -> set[Caution]:
    """What the archive holds besides what one expects."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if _is_bomb(entries):
                return {Caution.BOMB}
            return _of_entries(archive, entries)
    except (BadZipFile, NotImplementedError, ValueError, EOFError, OSError, RuntimeError):
        return {Caution.NOT_INSPECTED}


def _of_entries(archive: ZipFile, entries: list[ZipInfo]) -> set[Caution]:
    found = set()
    if any(_MACROS.search(entry.filename) for entry in entries):
        found.add(Caution.MACROS)
    if any(_OBJECTS.search(entry.filename) for entry in entries):
        found.add(Caution.EMBEDDED)
    if any(entry.flag_bits & 1 for entry in entries):
        return found | {Caution.ENCRYPTED}
    for entry in entries:
        if entry.filename.endswith(".rels") and _EXTERNAL.search(_start(archive, entry)):
            found.add(Caution.TEMPLATE)
    return found


def _start(archive: ZipFile, entry: ZipInfo) -> bytes:
    with archive.open(entry) as file:
        return file.read(_MOST_REFERENCES)


def _is_bomb(entries: list[ZipInfo]) -> bool:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    return (
        len(entries) > _MOST_ENTRIES
        or unpacked > _MOST_UNPACKED
        or (unpacked > _LARGE and unpacked / packed > _MOST_RATIO)
    )
