"""Instants are UTC inside and Beijing time for people."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.clock import day_text, from_local, instant_text, local_day, moment_text
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


def test_the_day_is_beijings() -> None:
    assert local_day(datetime(2026, 11, 30, 16, 0, tzinfo=UTC)) == date(2026, 12, 1)
    assert local_day(datetime(2026, 11, 30, 15, 59, tzinfo=UTC)) == date(2026, 11, 30)


def test_telling() -> None:
    assert moment_text(HALF_PAST_NINE) == "2026年12月1日（星期二）09:30"
    assert day_text(date(2026, 12, 6)) == "2026年12月6日（星期日）"
    assert instant_text(HALF_PAST_NINE) == "2026-12-01T01:30:00.000000Z"
