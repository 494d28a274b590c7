"""The same field has one name on every page and in every document: that of the glossary."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "bidding_room", "evaluation", "expert_pool", "identity", "trading", "web")

#: What must not be written → the glossary's word for it.
SYNONYMS = {
    r'(?<![号投文书])包(?:\{\{|\{lot|\{record|" ~)': "第N包",
    r"评审价(?!格)": "评审价格",
    r"评标价格(?!法)": "评审价格",
    r"中标决定书|成交通知书": "中标通知书",
    r"限高价|控制价": "最高限价",
}


def texts() -> list[tuple[Path, str]]:
    return [
        (path.relative_to(PROJECT), path.read_text("utf-8"))
        for package in PACKAGES
        for path in sorted((PROJECT / package).rglob("*"))
        if path.suffix in (".py", ".html", ".js") and "piccolo_migrations" not in path.parts
    ]


@pytest.mark.parametrize(("synonym", "word"), SYNONYMS.items())
def test_the_glossarys_word_is_used(synonym: str, word: str) -> None:
    found = [
        f"{path}: {line.strip()[:80]} — say {word}"
        for path, text in texts()
        for line in text.splitlines()
        if re.search(synonym, line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "planted", ['note="包" ~ lot.lot_no', "包{{ line.lot.lot_no }}", 'f"包{lot.lot_no}"', "评审价（元）"]
)
def test_the_search_finds_what_was_once_there(planted: str) -> None:
    assert any(re.search(synonym, planted) for synonym in SYNONYMS)
