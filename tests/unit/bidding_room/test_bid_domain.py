"""Deadline, limits, frozen set and attribution at their boundaries."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from bidding_room.domain import attribution, deadline, limits, panel
from bidding_room.domain.parts import check_name, check_parts
from bidding_room.states import Side
from core.errors import Conflict, Invalid
from sealing.labels import CHUNK_BYTES, TAG_BYTES, Envelope
from sealing.stream import SEALED_CHUNK_BYTES, chunk_count, sealed_size
from trading import choices
from trading.kinds import KINDS

DUE = datetime(2026, 12, 15, 1, 30, tzinfo=UTC)
TICK = timedelta(microseconds=1)
PARTS = KINDS["procurement"].offer.parts
RULES = KINDS["procurement"].rules_on(date(2026, 12, 1))
TERMS = KINDS["procurement"].terms
ARTICLE = "《测试规则》第一条"


def test_one_tick_before_the_deadline_is_in_time_and_the_deadline_itself_is_late() -> None:
    assert deadline.is_open(now=DUE - TICK, bids_due_at=DUE)
    assert not deadline.is_open(now=DUE, bids_due_at=DUE)


def test_the_refusal_names_the_deadline_and_the_article() -> None:
    refusal = deadline.bids_closed(bids_due_at=DUE, terms=TERMS, article=ARTICLE)
    assert refusal.code == "bids-closed"
    assert "2026年12月15日（星期二）09:30" in refusal.message
    assert refusal.article == ARTICLE


def test_two_bidders_are_too_few_and_three_are_enough() -> None:
    assert not deadline.enough_bidders(2, least=RULES["O03"])
    assert deadline.enough_bidders(3, least=RULES["O03"])


def test_the_set_root_does_not_depend_on_the_order_but_on_every_bid() -> None:
    roots = [random.Random(n).randbytes(32) for n in range(4)]
    whole = deadline.frozen_set_root(roots)
    assert deadline.frozen_set_root(roots[::-1]) == whole
    assert deadline.frozen_set_root(roots[:3]) != whole
    assert deadline.frozen_set_root([*roots[:3], bytes(32)]) != whole


@pytest.mark.parametrize(
    ("size", "chunks"), [(1, 1), (CHUNK_BYTES, 1), (CHUNK_BYTES + 1, 2), (3 * CHUNK_BYTES, 3)]
)
def test_a_file_has_as_many_chunks_as_its_size_says(size: int, chunks: int) -> None:
    limits.check_file(size=size, chunks=chunks)
    with pytest.raises(Invalid, match="file-size-wrong"):
        limits.check_file(size=size, chunks=chunks + 1)


def test_an_empty_file_is_no_file() -> None:
    with pytest.raises(Invalid, match="file-empty"):
        limits.check_file(size=0, chunks=1)


def test_a_bid_without_a_required_part_and_a_file_nobody_can_read_are_refused() -> None:
    whole = [Envelope.QUALIFICATION, Envelope.TECHNICAL]
    check_parts(whole, parts=PARTS)
    for missing in whole:
        with pytest.raises(Invalid, match="part-missing"):
            check_parts([part for part in [*whole, Envelope.PRICE] if part != missing], parts=PARTS)
    check_name("技术方案.PDF")
    with pytest.raises(Invalid, match="file-format"):
        check_name("安装程序.exe")


def test_part_sizes_add_up_to_the_sealed_file() -> None:
    size = CHUNK_BYTES * 2 + 5
    sizes = [limits.expected_part_size(n, size=size, chunks=3) for n in (1, 2, 3)]
    assert sizes == [SEALED_CHUNK_BYTES, SEALED_CHUNK_BYTES, 5 + TAG_BYTES]
    assert sum(sizes) == sealed_size(size)


def test_the_largest_file_is_allowed_and_one_byte_more_is_refused() -> None:
    most = limits.MAX_FILE_BYTES
    limits.check_file(size=most, chunks=chunk_count(most))
    with pytest.raises(Invalid, match="file-too-large"):
        limits.check_file(size=most + 1, chunks=chunk_count(most + 1))


def test_a_bid_holds_two_hundred_files_and_not_one_more() -> None:
    limits.check_room_for_file(files=199, bytes_so_far=0, size=1)
    with pytest.raises(Conflict, match="too-many-files"):
        limits.check_room_for_file(files=200, bytes_so_far=0, size=1)


def test_a_bid_may_be_filled_to_the_last_byte() -> None:
    limits.check_room_for_file(files=1, bytes_so_far=limits.MAX_BID_BYTES - 1, size=1)
    with pytest.raises(Conflict, match="bid-too-large"):
        limits.check_room_for_file(files=1, bytes_so_far=limits.MAX_BID_BYTES, size=1)


@pytest.mark.parametrize("numbers", [[0], [4], [1, 2, 3, 4], list(range(1, 102))])
def test_parts_outside_the_file_are_refused(numbers: list[int]) -> None:
    with pytest.raises(Invalid, match="part-unknown"):
        limits.check_part_numbers(numbers, chunks=3)


@pytest.mark.parametrize(
    ("failure", "side"),
    [
        (attribution.Failure.BYTES_ALTERED, Side.PLATFORM),
        (attribution.Failure.SHARES_MISSING, Side.PLATFORM),
        (attribution.Failure.KEY_MISMATCH, Side.BIDDER),
        (attribution.Failure.FORM_UNREADABLE, Side.BIDDER),
    ],
)
def test_each_failure_is_attributed_to_one_side(failure: attribution.Failure, side: Side) -> None:
    found = attribution.attribute(failure, terms=TERMS)
    assert found.side == side
    assert ("视为撤销" in found.consequence) == (side == Side.BIDDER)
    assert ("视为撤回" in found.consequence) == (side == Side.PLATFORM)


def test_nobody_opens_before_the_deadline() -> None:
    with pytest.raises(Conflict, match="opening-too-early"):
        panel.check_may_begin(now=DUE - TICK, bids_due_at=DUE, terms=TERMS, article=ARTICLE)
    panel.check_may_begin(now=DUE, bids_due_at=DUE, terms=TERMS, article=ARTICLE)


def test_an_opening_begins_at_the_deadline_or_says_why_not_or_not_at_all() -> None:
    """招标投标法第三十四条, 87令第三十九条: at the same time; an opening thirty days later is none."""
    ask = {
        "bids_due_at": DUE,
        "tolerance": RULES["O01-tolerance"],
        "latest": RULES["O01-latest"],
        "terms": TERMS,
    }
    in_time, last = DUE + timedelta(minutes=30), DUE + timedelta(hours=24)
    why = "交易中心停电，四十分钟后恢复"
    assert panel.lateness(now=in_time, reason="", **ask) == ""
    with pytest.raises(Invalid, match="opening-late"):
        panel.lateness(now=in_time + TICK, reason="x", **ask)
    assert panel.lateness(now=last, reason=why, **ask) == why
    for later in (last + TICK, DUE + timedelta(days=30)):
        with pytest.raises(Conflict, match="opening-too-late"):
            panel.lateness(now=later, reason=why, **ask)


@pytest.mark.parametrize(("left", "seconds"), [(7200, 3600), (90.9, 90), (0.4, 1), (-5, 1)])
def test_leave_to_upload_ends_with_the_deadline(left: float, seconds: int) -> None:
    given = deadline.good_for(timedelta(hours=1), now=DUE - timedelta(seconds=left), bids_due_at=DUE)
    assert given == timedelta(seconds=seconds)


def test_an_opening_ends_when_all_is_open_or_the_window_is_over() -> None:
    until = panel.decrypt_until(begun_at=DUE, window=RULES["E06-window"])
    panel.check_may_finish(all_open=True, now=DUE, until=until, terms=TERMS, article=ARTICLE)
    panel.check_may_finish(all_open=False, now=until, until=until, terms=TERMS, article=ARTICLE)
    with pytest.raises(Conflict, match="opening-unfinished"):
        panel.check_may_finish(all_open=False, now=until - TICK, until=until, terms=TERMS, article=ARTICLE)


def test_kinds_and_the_sealed_format_mean_the_same_envelopes() -> None:
    assert [one.value for one in choices.Envelope] == [one.value for one in Envelope]
