"""One word per thing: what the glossary calls by one name is called by no other on pages, in documents or refusals."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PACKAGES = (
    "app",
    "bidding_room",
    "core",
    "evaluation",
    "expert_pool",
    "identity",
    "sealing",
    "storage",
    "trading",
    "web",
)
#: What must not be said, and the glossary's word for it.
OTHERWISE = {
    r"评审价(?!格)|评标价格(?!法)": "评审价格",
    r"中标决定书|成交通知书": "中标通知书",
    r"限高价|控制价": "最高限价",
    r"评审报告": "评标报告",
    r"评审委员会": "评标委员会",
    r"评分因素": "评审因素",
    r"评分办法": "评分标准",
    r"评标办法": "评审办法",
    r"中标人(?!民)": "中标供应商",
    r"(?<![标书面文件购个第])包(?:[0-9]|\{[^%]|\" ~)": "第几包",
    r"未设(?![定计立置施限])": "未设定",
    r"总得分|总评分": "评审得分",
    r"采购代理机构|代理公司": "代理机构",
    r"截标": "投标截止",
    r"散列": "指纹",
    r"(?<!投标文件)(?<!密封文件)(?<!集合)(?<=[一-龥])根哈希": "投标文件根哈希",  # or a kind's word
    r"总哈希": "集合根哈希",
    r"÷\s*投标报价|÷\s*评标价": "评标基准价÷评审价格×价格分值",
}


#: Words of an earlier time in what was signed then, and is read as it was.
AS_ONCE_SIGNED = {("trading/kinds/procurement/deciding.py", "总得分")}


@cache
def texts() -> tuple[tuple[Path, str], ...]:
    """Whatever people may read: templates, scripts' and programs' strings, rules' titles. Not docstrings."""
    return tuple(_texts())


def _texts() -> Iterator[tuple[Path, str]]:
    for package in PACKAGES:
        for path in (PROJECT / package).rglob("*"):
            if "piccolo_migrations" in path.parts:
                continue
            if path.suffix in {".html", ".toml", ".js"}:
                yield path, path.read_text()
            elif path.suffix == ".py":
                yield path, "\n".join(_strings(path.read_text()))


def _strings(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    silent = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{…}" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in silent:
            yield node.value


@pytest.mark.parametrize(("wrong", "right"), OTHERWISE.items())
def test_nothing_is_called_by_a_second_name(wrong: str, right: str) -> None:
    said = [
        f"{path.relative_to(PROJECT)}: {text[max(0, found.start() - 12) : found.end() + 12]!r}, say {right}"
        for path, text in texts()
        for found in re.finditer(wrong, text)
        if (str(path.relative_to(PROJECT)), found[0]) not in AS_ONCE_SIGNED
    ]
    assert said == []


@pytest.mark.parametrize("right", sorted(set(OTHERWISE.values())))
def test_the_glossary_has_the_word(right: str) -> None:
    assert right in (PROJECT / "docs/glossary.md").read_text()


@pytest.mark.parametrize(
    "planted",
    [
        'note="包" ~ lot.lot_no',
        "包{{ line.lot.lot_no }}",
        "包{…}",
        "评审价（元）",
        "评审报告",
        "未设",
        "已截标",
        "评标基准价 ÷ 投标报价 × 价格分",
    ],
)
def test_the_search_finds_what_was_once_there(planted: str) -> None:
    assert any(re.search(wrong, planted) for wrong in OTHERWISE)


def test_the_scan_sees_strings_and_templates() -> None:
    seen = {path.suffix for path, text in texts() if "递交" in text}
    assert {".html", ".py", ".js"} <= seen
    assert next(iter(_strings('"""doc"""\nx = f"包{n}"\ny = "z"'))) == "包{…}"
