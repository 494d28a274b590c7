"""What somebody wrote in lines is shown in lines: a template tells running text by `typed`, or by a macro that does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markupsafe import Markup

from web.telling import typed

PROJECT = Path(__file__).parents[2]
#: Attributes filled from a text area.
RUNNING = r"\w*reason|guide|statement|explanation|requirement|qualification|dissent"
SWALLOWED = re.compile(rf"\{{\{{ ?[\w.]+\.(?:{RUNNING})\b(?! or [^}}]*\|typed)(?:(?!\|typed)[^}}])*\}}\}}")


def templates() -> list[Path]:
    return [path for path in PROJECT.glob("**/templates/*.html") if ".venv" not in path.parts]


def test_no_template_swallows_the_line_breaks_of_running_text() -> None:
    found = [
        f"{path.relative_to(PROJECT)}: {one[0]}"
        for path in templates()
        for one in SWALLOWED.finditer(path.read_text())
    ]
    assert len(templates()) > 50
    assert found == []


@pytest.mark.parametrize("planted", ["{{ one.statement }}", '{{ bid.reason or "—" }}', "{{ row.guide }}"])
def test_the_search_finds_what_was_once_there(planted: str) -> None:
    assert SWALLOWED.search(planted)


@pytest.mark.parametrize("right", ["{{ one.statement|typed }}", '{{ (bid.reason or "—")|typed }}'])
def test_it_lets_the_right_way_be(right: str) -> None:
    assert not SWALLOWED.search(right)


def test_lines_are_lines_and_nothing_else_is_markup() -> None:
    assert typed("档案\n<b>质保</b>") == "档案<br>&lt;b&gt;质保&lt;/b&gt;"
    assert typed(Markup("<i>\n</i>")) == "<i>\n</i>"
