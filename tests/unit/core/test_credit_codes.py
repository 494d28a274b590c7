"""Unified social credit codes read once, by vectors that the browser's twin is held to as well."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.credit_codes import ALPHABET, TYPES, check_character, read_credit_code, read_credit_code_if_any
from core.errors import Invalid
from core.organisation_names import read_organisation_name

VECTORS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "credit_codes.json").read_text(encoding="utf-8")
)
SYNTHETIC = "91990100MA0000015X"  # of a region that does not exist


@pytest.mark.parametrize("right", VECTORS["right"], ids=lambda one: repr(one["typed"]))
def test_a_right_code_is_read_however_it_is_typed(right: dict[str, str]) -> None:
    assert read_credit_code(right["typed"]) == right["code"]


@pytest.mark.parametrize("wrong", VECTORS["wrong"], ids=lambda one: repr(one["typed"]))
def test_a_wrong_code_is_refused_with_what_is_wrong_with_it(wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refusal:
        read_credit_code(wrong["typed"], field="employer_uscc")
    said = refusal.value
    assert (said.code, said.field, said.message) == ("uscc-wrong", "employer_uscc", wrong["message"])
    assert said.article == "GB 32100—2015"


def test_the_departments_of_armed_forces_of_farming_and_of_all_others_are_read_too() -> None:
    read = {read_credit_code(one["typed"])[0] for one in VECTORS["right"]}
    assert read == set(TYPES) >= {"A", "N", "Y"}


@pytest.mark.parametrize("place", range(17))
def test_no_other_character_at_any_place_keeps_the_check_character(place: int) -> None:
    others = (c for c in ALPHABET if c != SYNTHETIC[place])
    changed = [SYNTHETIC[:place] + other + SYNTHETIC[place + 1 : 17] for other in others]
    assert SYNTHETIC[17] not in [check_character(one) for one in changed]


def test_a_code_may_be_left_out_where_it_may() -> None:
    assert read_credit_code_if_any("  ") == ""
    with pytest.raises(Invalid, match="uscc-wrong"):
        read_credit_code_if_any("9")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("思迁科技(成都)有限公司", "思迁科技（成都）有限公司"),
        (" 思迁 科技 （ 成都 ） 有限公司\u3000", "思迁科技（成都）有限公司"),
        ("ＡＢＢ 中国有限公司", "ABB中国有限公司"),
        ("Siemens  Energy Co., Ltd. (China)", "Siemens Energy Co., Ltd.（China）"),
        ("思迁⼭科技", "思迁山科技"),
        ("\u200b", ""),
    ],
)
def test_a_name_is_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert read_organisation_name(typed) == kept
    assert read_organisation_name(kept) == kept
