"""Text at the door: what becomes a line break, what is refused, what is empty, what a name is."""

from __future__ import annotations

import io

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Invalid
from core.text import clause, fit_name, fit_paragraphs, fit_text, seen, shown

anything = st.text(alphabet=st.characters(exclude_categories=[])) | st.text(
    alphabet="\x00\x01\x0b\x0c\r\n\t\x7f\x85\u2028\u2029\u200b\ufeff\ufdd0\uffff\ud800\udfff\U0001ffff甲a "
)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\n"])
def test_line_like_controls_are_line_breaks(end: str) -> None:
    assert fit_text(f"一{end}二") == "一\n二"


def test_a_tab_stays() -> None:
    assert fit_text("一\t二") == "一\t二"


@pytest.mark.parametrize(
    "code",
    [
        *range(0x09),
        *range(0x0E, 0x20),
        *range(0x7F, 0x85),
        *range(0x86, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ],
)
def test_other_controls_are_refused_beside_the_field(code: int) -> None:
    with pytest.raises(Invalid) as refusal:
        fit_text(f"一{chr(code)}二", field="reason")
    assert (refusal.value.code, refusal.value.field) == ("text-control", "reason")


@pytest.mark.parametrize(
    "code",
    [
        0xD800,
        0xDBFF,
        0xDC00,
        0xDFFF,
        0xFDD0,
        0xFDEF,
        *(p * 0x10000 + e for p in range(17) for e in (0xFFFE, 0xFFFF)),
    ],
)
def test_what_is_no_character_is_refused(code: int) -> None:
    with pytest.raises(Invalid) as refusal:
        fit_text(f"一{chr(code)}二", field="reason")
    assert (refusal.value.code, refusal.value.field) == ("text-not-characters", "reason")


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "\ufeff\u200d\u2060", "\u3000\u00ad", "\u3164\u2800"])
def test_a_text_of_nothing_visible_is_empty(text: str) -> None:
    assert (fit_text(text), fit_paragraphs(text), fit_name(text)) == ("", "", "")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("\ufeff 青禾\u3000学校\u200b\n", "青禾 学校"),
        ("Ame\u0301lie", "Am\u00e9lie"),
        ("甲\x0b乙", "甲 乙"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ],
)
def test_a_name_is_composed_and_trimmed_to_one_line(typed: str, name: str) -> None:
    assert fit_name(typed) == name


@settings(deadline=None, max_examples=60)
@given(anything)
def test_what_is_fit_goes_anywhere_and_stays_what_it_is(text: str) -> None:
    try:
        fit = fit_text(text)
    except Invalid:
        return
    assert fit_text(fit) == fit
    assert fit.encode("utf-8").decode("utf-8") == fit
    document = Document()
    document.add_paragraph(fit)
    document.save(io.BytesIO())


@settings(deadline=None)
@given(anything)
def test_any_text_can_be_shown(text: str) -> None:
    assert fit_text("x" + shown(text)) == "x" + shown(text)


def test_least_lengths_count_what_is_seen() -> None:
    assert seen("放弃" + "\u200b" * 20 + " \u3000\n") == 2


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("已来函放弃。", "已来函放弃"),
        ("已来函放弃。\n\u200b", "已来函放弃"),
        ("已放弃；。", "已放弃"),
        ("甲。乙", "甲。乙"),
        ("真的？", "真的？"),
        ("", ""),
        ("。", "。"),
    ],
)
def test_what_was_typed_brings_no_stop_of_its_own_into_a_sentence(typed: str, part: str) -> None:
    assert clause(typed) == part
