"""Whether a file's name says something else than its bytes."""

from __future__ import annotations

import re

from bidding_room.domain.inspection.cautions import Caution

_EXTENSIONS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}
_PROGRAMS = frozenset(
    {
        "exe",
        "com",
        "scr",
        "bat",
        "cmd",
        "ps1",
        "vbs",
        "vbe",
        "js",
        "jse",
        "wsf",
        "hta",
        "msi",
        "lnk",
        "jar",
        "sh",
    }
    | {"app", "cpl", "reg", "chm", "html", "htm", "svg", "xhtml", "mht"}
)
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def cautions(name: str, recognised: str | None) -> set[Caution]:
    """`NAME` for another type than the extension's, a hidden direction; `PROGRAM` for what a double click runs.

    `recognised` is None where nobody could look into the bytes.
    """
    extension = name.rpartition(".")[2].strip().lower()
    found = set()
    other = recognised is not None and _EXTENSIONS.get(extension, recognised) != recognised
    if other or _DIRECTIONS.search(name):
        found.add(Caution.NAME)
    if extension in _PROGRAMS:
        found.add(Caution.PROGRAM)
    return found
