"""Typed words and the text they are looked for in meet in one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.searching import like_patterns, search_pieces, search_words, searchable


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("废标公告", ("废标公告",)),
        ("厨房 设备", ("厨房", "设备")),
        ("厨房\u3000设备，采购、咸丰；", ("厨房", "设备", "采购", "咸丰")),
        ("５１０１１６－２０２６", ("510116-2026",)),
        ("ABC公司 abc公司", ("abc公司",)),
        ("\u200b废\u200b标\x00", ("废标",)),
        ("\ud800标", ("标",)),
        (" ,，\u3000", ()),
    ],
)
def test_words_are_told_apart_and_brought_to_one_form(typed: str, words: tuple[str, ...]) -> None:
    assert search_words(typed) == words


def test_wildcards_are_taken_literally() -> None:
    assert like_patterns("100% a_b") == ["%100\\%%", "%a\\_b%"]


def test_pieces_are_pairs_within_a_word_or_its_only_character() -> None:
    assert search_pieces("废标公告 标") == ["废标", "标公", "公告", "标"]


@given(st.text(), st.text(), st.text())
def test_a_word_cut_out_of_a_text_is_found_in_it(before: str, word: str, after: str) -> None:
    whole = searchable(f"{before} {word} {after}")
    assert all(found in whole for found in search_words(word))


@given(st.text(alphabet=st.characters()))
def test_the_form_is_stable_and_storable(text: str) -> None:
    form = searchable(text)
    assert "\0" not in form
    form.encode()
    assert searchable(form) == form
