"""A desk of twenty lines in which no sort of work hides another."""

from __future__ import annotations

from app.desk.due import MOST, DueLine, fitted


def _lines(act: str, count: int, *, is_offer: bool = False) -> list[DueLine]:
    return [
        DueLine(act=act, title=f"{number}", note="", href="/", is_offer=is_offer) for number in range(count)
    ]


def test_few_lines_stay_in_their_order_and_offers_come_last() -> None:
    offers = _lines("投标", 2, is_offer=True)
    shown = fitted([_lines("主持", 2), [*offers, *_lines("解密", 1)], _lines("释放", 1)])
    assert [line.act for line in shown] == ["主持", "主持", "解密", "释放", "投标", "投标"]


def test_a_long_sort_hides_no_other() -> None:
    shown = fitted([_lines("主持", 100), _lines("释放", 3), _lines("投标", 5, is_offer=True)])
    assert len(shown) == MOST
    assert [line.act for line in shown].count("释放") == 3
    assert [line.title for line in shown][:3] == ["0", "1", "2"]
