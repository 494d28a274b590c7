"""A range of bytes as a reader asks for it (RFC 9110, 14.2): one range, clipped, whatever the header holds."""

from __future__ import annotations

import pytest

from evaluation.pages.documents import range_of


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-9", (0, 10)),
        ("bytes=90-", (90, 10)),
        ("bytes=-5", (95, 5)),
        ("bytes=0-" + "9" * 18, (0, 100)),
    ],
)
def test_one_range_is_clipped_to_the_file(header: str, span: tuple[int, int]) -> None:
    assert range_of(header, size=100) == span


@pytest.mark.parametrize(
    "header",
    [None, "", "bytes=-", "bytes=0-" + "9" * 5000, "bytes=٣-٥", "bytes=1-2,4-5", "lines=1-2", "bytes=9-1"],
)
def test_what_is_no_range_is_none_and_no_failure(header: str | None) -> None:
    assert range_of(header, size=100) is None
