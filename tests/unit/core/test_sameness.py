"""Spellings people read as one name are one; names that differ to a reader stay two."""

from __future__ import annotations

import pytest

from core.sameness import is_same, same_key

NAME = "蓝山（成都）科技有限公司ABC-1"


@pytest.mark.parametrize(
    "spelling",
    [
        "蓝⼭（成都）科技有限公司ABC-1",  # U+2F2D, a Kangxi radical
        "蓝山(成都)科技有限公司ABC-1",
        "蓝山［成都］科技有限公司ABC-1",
        "蓝山【成都】科技有限公司ABC-1",
        "蓝山〔成都〕科技有限公司ABC-1",
        "蓝山（成都）科技有限公司ＡＢＣ－１",
        "蓝山（成都）科技有限公司abc-1",
        "蓝山（成都）科技有限公司АВС-1",  # Cyrillic
        "蓝山（成都）科技有限公司ΑΒC—1",  # Greek, and a dash
        "蓝\u200b山（成都）科技\u2060有限\ufeff公司ABC-1",
        "蓝山\ufe00（成都）科技有限公司\U000e0100ABC-1",
        "\u202e蓝山（成都）科技有限公司ABC-1\u202c",
        " 蓝山 （成都）\u3000科技有限公司\u00a0ABC-1 ",
        "蓝山（成都）科技有限公司ABC\u00ad-1",
        "蓝山（成都）科技有限\u3164公司ABC-1",
    ],
)
def test_a_spelling_that_reads_the_same_is_the_same(spelling: str) -> None:
    assert spelling != NAME
    assert is_same(NAME, spelling)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("⺠生银行", "民生银行"),  # U+2EA0 of the radicals supplement, which NFKC leaves
        ("⻢上科技", "马上科技"),
        ("⻓江电力", "长江电力"),
        ("⿓⾺", "龍馬"),
        ("金\uf90a", "金金"),  # CJK compatibility ideograph
        ("エ程公司", "工程公司"),  # katakana E
        ("ハ一公司", "八一公司"),
        ("㈱东方", "(株)东方"),
        ("东方·西方", "东方•西方"),
        ("“光明”厂", '"光明"厂'),
        ("○一研究所", "〇一研究所"),
    ],
)
def test_look_alikes_of_one_character_are_that_character(one: str, other: str) -> None:
    assert is_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("成都思乾科技有限公司", "成都思迁科技有限公司"),
        ("未来科技", "末来科技"),
        ("大士科技", "大土科技"),
        ("己方公司", "已方公司"),
        ("日新公司", "曰新公司"),
        ("国华公司", "國華公司"),
        ("一公司", "二公司"),
        ("公司10", "公司1O"),
        ("公司（一）", "公司（二）"),
        ("\U00020000公司", "\U00020001公司"),
        ("\ue000公司", "\ue001公司"),
        ("𰀀公司", "公司"),
        ("", ""),
        ("\u200b", "\u200b"),
    ],
)
def test_names_that_differ_to_a_reader_stay_two_and_nothing_is_the_same_as_nothing(
    one: str, other: str
) -> None:
    assert not is_same(one, other)


@pytest.mark.parametrize("text", [NAME, "ǅ", "ﬀ", "İ", "ß", "ſ", "㎏", "①"])
def test_a_key_is_its_own_key(text: str) -> None:
    assert same_key(same_key(text)) == same_key(text)
