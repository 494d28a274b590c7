"""A Word document can be made of any text at all: what no document may hold is shown as U+FFFD."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from web import word

AT = datetime(2026, 11, 29, tzinfo=UTC)
anything = st.text(alphabet=st.characters(exclude_categories=[])) | st.text(
    alphabet="\x00\x01\x0b\x0c\r\n\t\x7f\x85\u2028\u2029\u200b\ufeff\ufdd0\uffff\ud800\udfff\U0001ffff甲a<&"
)


@settings(max_examples=40, deadline=None)
@given(anything)
def test_no_text_stops_a_document(text: str) -> None:
    document = word.new_document(title=text * 30, made_at=AT)
    word.add_heading(document, text)
    word.add_text(document, text)
    word.add_facts(document, [(text, text)])
    word.add_table(document, [text, text], [[text, text]])
    word.add_signatures(document, [(text, text, None)])
    word.add_issuer(document, text, text)
    assert Document(io.BytesIO(word.to_bytes(document)))


def test_what_word_puts_on_the_clipboard_for_a_soft_return_is_a_line_break() -> None:
    document = word.new_document(title="公告", made_at=AT)
    word.add_text(document, "一\x0b二\x00三")
    text = "\n".join(one.text for one in Document(io.BytesIO(word.to_bytes(document))).paragraphs)
    assert "一\n二\ufffd三" in text
