"""Above `trading` a page names the lot it is of: two lots of one project share the project's number and name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
ABOVE = ("bidding_room", "expert_pool", "evaluation", "app/desk", "app/transparency")
_BY_PROJECT = re.compile(r"\b(?:project_no|project_name|lot_no)\b")


@pytest.mark.parametrize("package", ABOVE)
def test_a_template_calls_a_lot_by_its_own_number_and_name(package: str) -> None:
    templates = list((PROJECT / package).rglob("*.html"))
    assert templates
    assert {path.name: found for path in templates if (found := _BY_PROJECT.findall(path.read_text()))} == {}


def test_the_search_finds_what_was_once_there() -> None:
    assert len(_BY_PROJECT.findall('ui.head(lot.project_name, note="第" ~ lot.lot_no ~ lot.lot_note)')) == 2
