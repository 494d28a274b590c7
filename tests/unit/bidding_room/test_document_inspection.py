"""What an opened document is, by its bytes; what is not recognised as harmless is never shown in place."""

from __future__ import annotations

import io
import zipfile
import zlib

import pikepdf
import pytest
from factories.pdf import PAGES, PLAIN_PDF, stream, whole
from hypothesis import given
from hypothesis import strategies as st

from bidding_room.domain.inspection import Caution
from bidding_room.domain.inspection.judging import inspect
from bidding_room.domain.inspection.naming import cautions as of_name

JAVASCRIPT = pikepdf.Dictionary(S=pikepdf.Name.JavaScript)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def pdf(inside: bytes) -> bytes:
    return whole(b"<</Type/Catalog/Pages 2 0 R" + inside + b">>", *PAGES)


def object_stream(inside: bytes) -> bytes:
    return stream(b"/Type/ObjStm/Filter/FlateDecode", zlib.compress(inside))


def packed(**entries: pikepdf.Object) -> bytes:
    """As today's writers save: objects in object streams, a cross-reference stream with a predictor."""
    document = pikepdf.new()
    document.add_blank_page()
    for name, value in entries.items():
        document.Root[f"/{name}"] = value
    buffer = io.BytesIO()
    document.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return buffer.getvalue()


def zipped(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return buffer.getvalue()


EXTERNAL = b'<Relationships><Relationship Id="r1" Type="x/attachedTemplate" Target="http://x/t.dotm" TargetMode="External"/></Relationships>'  # noqa: E501 - one element
LINK = b'<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="http://x/" TargetMode="External"/></Relationships>'  # noqa: E501 - one element


@pytest.mark.parametrize(
    ("name", "data", "shown", "cautions"),
    [
        ("方案.pdf", PLAIN_PDF, True, set()),
        ("方案.pdf", packed(), True, set()),
        ("方案.pdf", packed(OpenAction=pikepdf.Array([0, pikepdf.Name.Fit])), True, set()),
        ("方案.pdf", packed(OpenAction=pikepdf.Dictionary(S=pikepdf.Name.URI)), False, {Caution.SCRIPT}),
        ("方案.pdf", packed(AA=pikepdf.Dictionary(O=JAVASCRIPT)), False, {Caution.SCRIPT}),
        ("方案.pdf", PLAIN_PDF[:-40], False, {Caution.NOT_INSPECTED}),
        ("方案.pdf", stream(b"/Subtype/Image", b"/JS /AA"), True, set()),
        ("照片.png", PNG, True, set()),
        ("照片.jpg", b"\xff\xd8\xff\xe0" + bytes(20), True, set()),
        ("说明.txt", "说明".encode(), False, set()),
        ("方案.docx", zipped(**{"word/document.xml": b"<w/>", "word/_rels/document.xml.rels": LINK}), False, set()),
        ("方案.pdf", pdf(b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"), False, {Caution.SCRIPT}),
        ("方案.pdf", pdf(b"/AA<</O<</S/J#61vaScript>>>>"), False, {Caution.SCRIPT}),
        ("方案.pdf", object_stream(b"1 0 <</S/Launch/F(cmd.exe)>>"), False, {Caution.SCRIPT}),
        ("方案.pdf", object_stream(b"1 0 <</Names<</EmbeddedFiles 4 0 R>>>>"), False, {Caution.EMBEDDED}),
        ("方案.pdf", object_stream(b" " * (65 * 1024 * 1024)), False, {Caution.BOMB}),
        ("方案.pdf", b"no PDF", False, {Caution.NAME}),
        ("营业执照.pdf", PNG, False, {Caution.NAME}),
        ("报价\u202efdp.exe", b"MZ" + bytes(20), False, {Caution.NAME, Caution.PROGRAM}),
        ("报价.pdf.exe", b"MZ" + bytes(20), False, {Caution.PROGRAM}),
        ("图.svg", b"<svg onload='x()'/>", False, {Caution.SCRIPT, Caution.PROGRAM}),
        ("说明", b"<!DOCTYPE html><script>x()</script>", False, {Caution.SCRIPT}),
        ("方案.docm", zipped(**{"word/vbaProject.bin": b"x"}), False, {Caution.MACROS}),
        ("方案.docx", zipped(**{"word/_rels/settings.xml.rels": EXTERNAL}), False, {Caution.TEMPLATE}),
        ("方案.docx", zipped(**{"word/embeddings/a.bin": b"x"}), False, {Caution.EMBEDDED}),
        ("方案.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), False, {Caution.MACROS}),
        ("附件.zip", zipped(a=bytes(70 * 1024 * 1024)), False, {Caution.BOMB}),
        ("附件.zip", b"PK\x03\x04 cut off", False, {Caution.NOT_INSPECTED}),
    ],
)  # fmt: skip
def test_documents_are_judged_by_their_bytes(
    name: str, data: bytes, shown: bool, cautions: set[Caution]
) -> None:
    found = inspect(name=name, head=data, size=len(data))
    assert found.in_place is shown
    assert set(found.cautions) == cautions


def test_a_document_too_large_to_read_whole_is_not_shown_in_place() -> None:
    found = inspect(name="方案.pdf", head=PLAIN_PDF, size=len(PLAIN_PDF) + 1)
    assert not found.in_place
    assert found.cautions == (Caution.NOT_INSPECTED,)


ACTIVE = b"9 0 obj<</S/JavaScript/JS(x)>>endobj"
HIDING = (
    b"%%stream\n%s\n%%endstream\n",
    b"(stream\n%s\nendstream)\n",
    b"%s\n",
    b"8 0 obj<</Length 99>>stream\n%s\nendstream endobj\n",
)


@pytest.mark.parametrize("hiding", HIDING)
@pytest.mark.parametrize("active", [ACTIVE, ACTIVE.replace(b"JavaScript", b"J#61v#61Script")])
def test_nothing_active_is_hidden_by_where_it_stands(hiding: bytes, active: bytes) -> None:
    data = PLAIN_PDF.replace(b"xref\n0", hiding % active + b"xref\n0", 1)
    found = inspect(name="方案.pdf", head=data, size=len(data))
    assert not found.in_place
    assert Caution.SCRIPT in found.cautions


def test_an_object_stream_no_table_leads_to_keeps_the_document_from_being_shown() -> None:
    lost = (
        b"9 0 obj<</Type/ObjStm/Filter/FlateDecode/Length 9>>stream\n"
        + zlib.compress(b"")
        + b"\nendstream endobj\n"
    )
    data = PLAIN_PDF.replace(b"%PDF-1.7\n", b"%PDF-1.7\n" + lost, 1)
    assert not inspect(name="方案.pdf", head=data, size=len(data)).in_place


def test_a_list_of_references_that_is_no_xml_or_declares_something_is_not_inspected() -> None:
    for text in (
        b"<Relationship ",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><Relationships/>",
        b" " * (1024 * 1024 + 1),
    ):
        data = zipped(**{"word/_rels/document.xml.rels": text})
        assert inspect(name="a.docx", head=data, size=len(data)).cautions == (Caution.NOT_INSPECTED,)


@given(
    st.text(max_size=30), st.binary(max_size=500), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4 stream\n"])
)
def test_no_bytes_at_all_make_the_inspection_fail(name: str, data: bytes, start: bytes) -> None:
    found = inspect(name=name, head=start + data, size=len(start + data))
    assert found.recognised
    assert of_name(name, found.recognised) <= set(found.cautions)
