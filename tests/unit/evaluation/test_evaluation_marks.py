"""Reading marks, knowing when they are whole, and the hash that binds them."""

from decimal import Decimal

import pytest

from core.errors import Conflict, Invalid
from evaluation.domain.marks import check_whole, marks_hash, read_mark

D = Decimal


@pytest.mark.parametrize(
    ("text", "mark"), [("8.5", "8.50"), (" 10 ", "10.00"), ("0", "0.00"), ("8。5", "8.50")]
)
def test_a_mark_is_read_as_typed(text: str, mark: str):
    assert str(read_mark(text, max_points=D(10), article="《测试规则》第一条")) == mark


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "mark-unreadable"),
        ("八", "mark-unreadable"),
        ("10.01", "mark-out-of-range"),
        ("1.234", "mark-too-fine"),
        ("inf", "mark-unreadable"),
        ("8，5", "mark-unreadable"),
        ("٨", "mark-unreadable"),
        ("1e400", "mark-unreadable"),
    ],
)
def test_what_is_no_mark_is_refused(text: str, code: str):
    with pytest.raises(Invalid) as refusal:
        read_mark(text, max_points=D(10), article="《测试规则》第一条")
    assert refusal.value.code == code


def test_every_criterion_of_every_bid_needs_a_mark_before_locking():
    whole = {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}
    check_whole(marks=whole, bids={"a", "b"}, criteria={"x", "y"})
    with pytest.raises(Conflict) as refusal:
        check_whole(marks=whole - {("b", "y")}, bids={"a", "b"}, criteria={"x", "y"})
    assert refusal.value.facts == {"missing": 1}


def test_marks_for_bids_no_longer_valid_do_not_count():
    with pytest.raises(Conflict):
        check_whole(marks={("gone", "x")}, bids={"a"}, criteria={"x"})


def test_the_hash_binds_session_member_and_marks_but_not_the_order_or_the_spelling():
    base = marks_hash(session="s", number=1, marks={("a", "x"): D("8.5"), ("b", "x"): D(7)})
    assert base == marks_hash(session="s", number=1, marks={("b", "x"): D("7.00"), ("a", "x"): D("8.50")})
    assert base != marks_hash(session="s", number=2, marks={("a", "x"): D("8.5"), ("b", "x"): D(7)})
    assert base != marks_hash(session="t", number=1, marks={("a", "x"): D("8.5"), ("b", "x"): D(7)})
    assert base != marks_hash(session="s", number=1, marks={("a", "x"): D("8.51"), ("b", "x"): D(7)})
