"""One value, one byte string; and nothing else is taken for it."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.canonical import canonical_bytes, parse_canonical

LIMIT = 2**53 - 1
values = st.recursive(
    st.none() | st.booleans() | st.integers(-LIMIT, LIMIT) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="ascii")), inner),
    max_leaves=20,
)


def test_keys_are_sorted_and_nothing_is_padded() -> None:
    assert canonical_bytes({"b": [1, True, None], "a": "天平\n"}) == (
        '{"a":"天平\\n","b":[1,true,null]}'.encode()
    )


@given(values)
def test_what_is_written_is_read_and_written_again(value: Any) -> None:
    data = canonical_bytes(value)
    assert canonical_bytes(parse_canonical(data)) == data


class Colour(StrEnum):
    RED = "red"


def test_names_of_enums_are_strings() -> None:
    assert canonical_bytes([Colour.RED]) == b'["red"]'


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        LIMIT + 1,
        -LIMIT - 1,
        b"bytes",
        Decimal(1),
        {1: "x"},
        {"键": "x"},
        [{"a": [1.5]}],
        {"a": {"b": {1, 2}}},
        "\ud800",
    ],
)
def test_what_the_subset_does_not_hold_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - UnicodeEncodeError is one too
        canonical_bytes(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1,"a":1}',
        b'"\\u5929"',
        b"1.0",
        b"1e3",
        b"[1,]",
        b"",
        b"\xff",
        b"NaN",
        b" 1",
        b"9007199254740992",
    ],
)
def test_other_spellings_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the reason does not matter to anybody
        parse_canonical(data)
