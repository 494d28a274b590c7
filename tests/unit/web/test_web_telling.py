"""How spans, times left, sizes and pages are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from web import telling
from web.drawing import bars, line
from web.paging import Page
from web.responses import local_path

NOW = datetime(2026, 12, 1, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "told"),
    [
        (timedelta(), "0秒"),
        (timedelta(seconds=59.9), "59秒"),
        (timedelta(seconds=60), "1分"),
        (timedelta(hours=1, seconds=5), "1小时"),
        (timedelta(days=3, hours=4, minutes=5), "3天4小时"),
        (timedelta(days=2, minutes=5), "2天"),
    ],
)
def test_a_span_is_told_by_its_two_largest_units(span: timedelta, told: str) -> None:
    assert telling.span(span) == told


def test_time_left_turns_into_time_past_at_the_very_instant() -> None:
    assert telling.left(NOW + timedelta(seconds=1), NOW) == "还有1秒"
    assert telling.left(NOW, NOW) == "已过0秒"


def test_times_are_told_in_beijing() -> None:
    assert telling.moment(NOW) == "2026年12月1日（星期二）09:30"
    assert telling.short_moment(NOW) == "2026-12-01 09:30"
    assert telling.local_input(NOW) == "2026-12-01T09:30"


@pytest.mark.parametrize(
    ("size", "told"), [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KB"), (1073741824, "1.0 GB")]
)
def test_file_sizes(size: int, told: str) -> None:
    assert telling.file_size(size) == told


def test_capitals_stand_beside_a_money_field_only_while_it_can_be_read() -> None:
    assert telling.capitals_typed("1,320,000") == "壹佰叁拾贰万元整"
    assert telling.capitals_typed("很多") == ""
    assert telling.capitals_typed("") == ""


@pytest.mark.parametrize(
    ("number", "total", "shown"),
    [
        (1, 0, (1,)),
        (1, 45, (1, 2, 3)),
        (4, 173, (1, 2, 3, 4, 5, None, 9)),
        (9, 173, (1, None, 8, 9)),
    ],
)
def test_a_pager_shows_the_ends_the_neighbours_and_gaps_of_two_or_more(
    number: int, total: int, shown: tuple[int | None, ...]
) -> None:
    assert Page(items=(), total=total, number=number, size=20).numbers() == shown


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("/desk", "/desk"),
        ("/a?b=c", "/a?b=c"),
        (None, "/"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
    ],
)
def test_next_leads_nowhere_but_to_this_site(typed: str | None, path: str) -> None:
    assert local_path(typed) == path


def test_figures_escape_names_and_draw_nothing_from_nothing() -> None:
    drawn = bars([("<b>", 3), ("二", Decimal("1.5"))], label='"x"', unit="件")
    assert "<b>" not in drawn
    assert "&lt;b&gt;" in drawn
    assert bars([], label="x") == ""
    assert "polyline" in line([("一", 1), ("二", 2)], label="x")


def test_names_and_values_too_wide_for_their_bars_lie_beside_them_as_text() -> None:
    bidders = [("成都市云端信息技术有限责任公司（联合体）", Decimal("92.40")), ("蜀山集团", Decimal("88.10"))]
    drawn = bars(bidders, label="评审得分", unit="分")
    assert "<text" not in drawn
    assert "成都市云端信息技术有限责任公司（联合体）</span>" in drawn
    assert "92.40 分" in drawn
    sums = [(f"{month}月", Decimal("1234567.50")) for month in range(1, 12)]
    assert "<text" not in bars(sums, label="每月中标金额", unit="万元")
    assert "<text" in bars([(f"{month}月", month) for month in range(1, 12)], label="每月公告数")
