"""What a lot is called: like its project while it is the only one, with a serial of its own among several."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from trading.kinds import KINDS
from trading.projects.domain.named_lot import NamedLot
from trading.terms import Terms


@dataclass(frozen=True, kw_only=True)
class Called(NamedLot):
    project_no: str = "510116-2026-00053"
    project_name: str = "中小学食堂设备采购"
    lot_no: int = 2
    lot_name: str = "冷藏设备"
    lots: int = 3
    kind: str = "procurement"

    @property
    def terms(self) -> Terms:
        return KINDS[self.kind].terms


def test_an_only_lot_goes_by_its_project() -> None:
    only = Called(lot_no=1, lots=1)
    assert (only.lot_ref, only.lot_title) == ("510116-2026-00053", "中小学食堂设备采购")
    assert only.lot_page == "/projects/510116-2026-00053"
    assert only.lot_note == "510116-2026-00053 第1包 冷藏设备"


def test_one_of_several_has_a_serial_of_three_digits_and_says_which_it_is() -> None:
    second = Called()
    assert second.lot_ref == second.lot_note == "510116-2026-00053-002"
    assert second.lot_page == "/projects/510116-2026-00053/lots/2"
    assert second.lot_title == "中小学食堂设备采购（第2包 冷藏设备）"


@pytest.mark.parametrize(("kind", "label"), [("procurement", "第2包"), ("land_listing", "第2宗")])
def test_it_is_counted_in_the_word_of_its_kind(kind: str, label: str) -> None:
    assert Called(kind=kind, lot_name="").lot_title == f"中小学食堂设备采购（{label}）"
