"""Instants are UTC inside and Beijing time for people."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.clock import day_text, from_local, instant_text, local_day, moment_text, read_day
from core.errors import Invalid

HALF_PAST_NINE = datetime(2026, 12, 1, 1, 30, tzinfo=UTC)


def test_what_is_typed_is_beijing_time() -> None:
    assert from_local("2026-12-01T09:30") == HALF_PAST_NINE
    assert from_local(" 2026-12-01 09:30 ") == HALF_PAST_NINE
    assert from_local("2026-12-01T01:30+00:00") == HALF_PAST_NINE


@pytest.mark.parametrize("text", ["", "明天", "2026-13-01T00:00", "09:30"])
def test_what_is_no_time_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        from_local(text, field="bids_due_at")
    assert (refusal.value.code, refusal.value.field) == ("moment-unreadable", "bids_due_at")


@pytest.mark.parametrize(
    "text",
    [
        "２０２６－１２－０１　０９：３０",
        "2026年12月1日9时30分",
        "2026 年 12 月 1 日（星期二）09:30",
        "2026/12/1 9:30",
        "2026.12.01 9点30分",
        "2026-12-01T09:30:00.000+08:00",
    ],
)
def test_a_time_is_read_as_people_write_it(text: str) -> None:
    assert from_local(text) == HALF_PAST_NINE


@pytest.mark.parametrize(
    "text",
    ["2026-12-01", "２０２６／１２／１", "2026.12.1", "20261201", " 2026年12月1日（周二） ", "2026年12月1号"],
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert read_day(text) == date(2026, 12, 1)


@pytest.mark.parametrize(
    "text", ["", "明天", "2026-13-01", "2026-12/01", "12月1日", "2026121", "1" * 100_000]
)
def test_what_is_no_day_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_day(text, field="since")
    assert (refusal.value.code, refusal.value.field) == ("day-unreadable", "since")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026年12月1日（星期六）9:30", "weekday-differs"),
        ("2026-12-01（周一）09:30", "weekday-differs"),
        ("2026-12-01", "moment-without-hour"),
        ("2026年12月1日（星期二）", "moment-without-hour"),
        ("2026-12-123:00", "moment-unreadable"),
        ("2026年12月123:00", "moment-unreadable"),
        ("2026-12-01 24:01", "moment-unreadable"),
        ("2026-12-01 25:00", "moment-unreadable"),
    ],
)
def test_nothing_of_a_time_is_guessed_or_thrown_away(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        from_local(text, field="bids_due_at")
    assert (refusal.value.code, refusal.value.field) == (code, "bids_due_at")


@pytest.mark.parametrize("text", ["2026-11-30 24:00", "2026年11月30日（星期一）24时", "2026-11-30T24:00:00"])
def test_the_end_of_a_day_is_read_as_it_is_told(text: str) -> None:
    assert from_local(text) == datetime(2026, 11, 30, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026年12月1日（星期六）", "2026-12-01 (周天)"])
def test_a_day_with_the_weekday_of_another_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_day(text, field="since")
    assert (refusal.value.code, refusal.value.field) == ("weekday-differs", "since")
    assert "（星期二）不是星期" in refusal.value.message


def test_the_day_is_beijings() -> None:
    assert local_day(datetime(2026, 11, 30, 16, 0, tzinfo=UTC)) == date(2026, 12, 1)
    assert local_day(datetime(2026, 11, 30, 15, 59, tzinfo=UTC)) == date(2026, 11, 30)


def test_telling() -> None:
    assert moment_text(HALF_PAST_NINE) == "2026年12月1日（星期二）09:30"
    assert day_text(date(2026, 12, 6)) == "2026年12月6日（星期日）"
    assert instant_text(HALF_PAST_NINE) == "2026-12-01T01:30:00.000000Z"
