"""The file of a Word document: what it starts from, and the bytes it becomes.

The template is plain XML beside this file, so a document names no foreign program, has no thumbnail and no remark.
The bytes depend on the content alone: entries in the order of their names, one time, nothing compressed, because
two versions of a compressor make two files of one text. Two downloads of one document are one file.
"""

from __future__ import annotations

import io
import zipfile
from functools import cache
from importlib.resources import files

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.packuri import PackURI
from docx.opc.part import Part

_CONTENT_TYPES = "[Content_Types].xml"
_PARTS = {
    _CONTENT_TYPES: "content_types.xml",
    "_rels/.rels": "package_rels.xml",
    "word/document.xml": "document.xml",
    "word/_rels/document.xml.rels": "document_rels.xml",
    "word/styles.xml": "styles.xml",
    "word/settings.xml": "settings.xml",
    "docProps/core.xml": "core.xml",
}
_SIGNED, _SIGNED_NAME = "urn:tianping:signed-statement", "/docProps/signed.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment a ZIP can hold


def blank() -> WordDocument:
    """A4, empty, with the styles offices use."""
    return Document(io.BytesIO(_template()))


def attach(document: WordDocument, signed: bytes) -> None:
    """Put the signed text the document restates inside its file; readers do not see it."""
    part = Part(PackURI(_SIGNED_NAME), "application/json", signed, document.part.package)
    document.part.relate_to(part, _SIGNED)


def attached(document: WordDocument) -> bytes | None:
    """What `attach` put in, unless a word processor has dropped it since."""
    found = (
        rel.target_part.blob
        for rel in document.part.rels.values()
        if rel.reltype == _SIGNED and not rel.is_external
    )
    return next(found, None)


def to_bytes(document: WordDocument) -> bytes:
    """The .docx file; the same document gives the same bytes everywhere and always."""
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as saved:
        return _packed({name: saved.read(name) for name in saved.namelist()})


@cache
def _template() -> bytes:
    folder = files("web.word").joinpath("template")
    return _packed({name: folder.joinpath(file).read_bytes() for name, file in _PARTS.items()})


def _packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts, key=lambda name: (name != _CONTENT_TYPES, name)):
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.create_system, entry.external_attr = 0, 0
            archive.writestr(entry, parts[name])
    return buffer.getvalue()
