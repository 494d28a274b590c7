"""Division codes told by name."""

from __future__ import annotations

import pytest

from core.regions import region_name, region_prefix, regions


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("510116", "四川省成都市双流区"),
        ("510100", "四川省成都市"),
        ("5101", "四川省成都市"),
        ("51", "四川省"),
        ("110101", "北京市东城区"),
        ("422826", "湖北省恩施土家族苗族自治州咸丰县"),
        ("419001", "河南省济源市"),
        ("510199", "四川省成都市（510199）"),
        ("990000", "990000"),
        ("", ""),
    ],
)
def test_a_region_is_told_by_its_whole_name(code: str, name: str) -> None:
    assert region_name(code) == name


@pytest.mark.parametrize(
    ("code", "prefix"), [("510116", "510116"), ("510100", "5101"), ("510000", "51"), ("100000", "10")]
)
def test_a_division_holds_all_whose_codes_begin_like_its_own(code: str, prefix: str) -> None:
    assert region_prefix(code) == prefix


def test_the_table_holds_whole_codes_of_provinces_cities_and_counties() -> None:
    codes = regions()
    assert all(len(code) == 6 and code.isdigit() and name for code, name in codes.items())
    assert sum(code.endswith("0000") for code in codes) == 34
    assert len(codes) > 3000
