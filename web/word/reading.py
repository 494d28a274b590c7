"""Reading a Word document somebody brings back: which one it says it is, and its text.

The file is a stranger's: it is opened within bounds, and whatever is wrong with it is a refusal.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.table import CT_Tbl
from lxml.etree import LxmlError

from core.errors import Invalid

_MOST_BYTES, _MOST_PARTS = 8 * 1024 * 1024, 200


def read_document(data: bytes) -> WordDocument:
    """Raises `Invalid` (`document-unreadable`)."""
    try:
        _refuse_bomb(data)
        return Document(io.BytesIO(data))
    except (zipfile.BadZipFile, OpcError, InvalidXmlError, LxmlError, KeyError, ValueError, OSError):
        raise Invalid(code="document-unreadable", message="不是可读的 Word 文档（.docx）") from None


def document_identity(document: WordDocument) -> str:
    """What `new_document` was told; empty for a foreign document."""
    return document.core_properties.identifier or ""


def document_text(document: WordDocument) -> str:
    """The body as a reader sees it, line by line; the cells of a row stand on one line. Footers are left out."""
    return "\n".join(_lines(document))


def _lines(document: WordDocument) -> Iterator[str]:
    """Each cell once, as it is written: how many columns it says it spans is the file's word, and may be any number."""
    for block in document.element.body.inner_content_elements:
        if isinstance(block, CT_Tbl):
            for row in block.tr_lst:
                yield "\t".join("\n".join(line.text for line in cell.p_lst) for cell in row.tc_lst)
        else:
            yield block.text


def _refuse_bomb(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _MOST_BYTES:
            raise ValueError("too large when unpacked")
