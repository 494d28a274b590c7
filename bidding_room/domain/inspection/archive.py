"""ZIP files, office documents among them: macros, outside templates, embedded objects, bombs. Nothing is unpacked but
the small lists of references."""

from __future__ import annotations

import io
import re
import zlib
from lzma import LZMAError
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from bidding_room.domain.inspection.cautions import Caution

_MOST_ENTRIES = 10_000
_MOST_UNPACKED = 2 * 1024**3
_MOST_RATIO = 200
_LARGE = 64 * 1024 * 1024
_MOST_REFERENCES = 1024 * 1024  # of one list
_MOST_OF_ALL_LISTS = 16 * 1024 * 1024
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
    except (
        BadZipFile,
        NotImplementedError,
        ValueError,
        EOFError,
        OSError,
        RuntimeError,
        zlib.error,
        LZMAError,
    ):
        return {Caution.NOT_INSPECTED}


def _of_entries(archive: ZipFile, entries: list[ZipInfo]) -> set[Caution]:
    found = set()
    if any(_MACROS.search(entry.filename) for entry in entries):
        found.add(Caution.MACROS)
    if any(_OBJECTS.search(entry.filename) for entry in entries):
        found.add(Caution.EMBEDDED)
    if any(entry.flag_bits & 1 for entry in entries):
        return found | {Caution.ENCRYPTED}
    return found | _of_references(
        archive, [each for each in entries if each.filename.lower().endswith(".rels")]
    )


def _of_references(archive: ZipFile, lists: list[ZipInfo]) -> set[Caution]:
    """Each list is read once, to its end; one that is too long or no XML was not inspected."""
    found: set[Caution] = set()
    left = _MOST_OF_ALL_LISTS
    for entry in lists:
        with archive.open(entry) as file:
            data = file.read(_MOST_REFERENCES + 1)
        left -= len(data)
        if len(data) > _MOST_REFERENCES or left < 0:
            return found | {Caution.NOT_INSPECTED}
        found |= _of_list(data)
    return found


def _of_list(data: bytes) -> set[Caution]:
    found: set[Caution] = set()

    def begin(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2].lower() == "relationship" and _leads_outside(attributes):
            found.add(Caution.TEMPLATE)

    def refuse(*_: object) -> None:
        raise ValueError("a list of references declares nothing")

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003 - its C signature
    except (expat.ExpatError, ValueError):
        found.add(Caution.NOT_INSPECTED)
    return found


def _leads_outside(attributes: dict[str, str]) -> bool:
    said = {name.lower(): text for name, text in attributes.items()}
    is_link = "relationships/hyperlink" in said.get("type", "").lower()
    return said.get("targetmode", "").strip().lower() == "external" and not is_link


def _is_bomb(entries: list[ZipInfo]) -> bool:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    return (
        len(entries) > _MOST_ENTRIES
        or unpacked > _MOST_UNPACKED
        or (unpacked > _LARGE and unpacked / packed > _MOST_RATIO)
    )
