"""Every event and every named fact of the audit log has a Chinese label: no code stands in the Chinese log."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from app.transparency.fact_codes import IN_ENTRIES, OTHER, everywhere, words_of
from app.transparency.fact_labels import FACT_TITLES, facts_told, organisations_in
from app.transparency.labels import EVERY_KIND, TITLES, labels_in, title_of
from bidding_room.domain.attribution import Failure
from bidding_room.domain.reconciliation import Irregularity
from bidding_room.states import BidState, OpenedBy, Side
from evaluation.domain.consolidation import Cause as CorrectionCause
from evaluation.domain.signing import SignatureKind
from expert_pool.domain.duties import Cause as SeatCause
from expert_pool.domain.duties import Duty as DrawDuty
from expert_pool.domain.recusal import Party, Reason
from expert_pool.states import DrawState, ExpertEvent, ExpertState
from identity.roles import Role
from sealing.receipts import Action
from trading.choices import Duty as PanelDuty
from trading.choices import LetterKind, TieRule
from trading.kinds import KINDS
from trading.states import LotState, NoticeKind

PACKAGES = ("app", "bidding_room", "evaluation", "expert_pool", "identity", "sealing", "storage", "trading")
PROJECT = Path(__file__).parents[2]
WRITERS = {"record", "remember", "remember_of", "issue_notice", "NewEntry"}
COVER = "audit:cover"


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    for name in PACKAGES:
        for path in (PROJECT / name).rglob("*.py"):
            yield from ((path, node) for node in ast.walk(ast.parse(path.read_text())))


def tags() -> set[str]:
    """The values of every `AuditTag` the packages declare."""
    classes = [node for _, node in nodes() if isinstance(node, ast.ClassDef) and node.name == "AuditTag"]
    assigned = [line.value for one in classes for line in one.body if isinstance(line, ast.Assign)]
    return {str(value.value) for value in assigned if isinstance(value, ast.Constant)}


def named_facts() -> Iterator[tuple[str, str]]:
    """(fact, file) of every fact written by name where an entry is made."""
    for path, node in nodes():
        if isinstance(node, ast.Call) and _name(node.func) in WRITERS:
            yield from ((key, str(path)) for key in _keys(node))


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _keys(call: ast.Call) -> Iterator[str]:
    for keyword in call.keywords:
        if keyword.arg == "facts" and isinstance(keyword.value, ast.Dict):
            keys = (key.value for key in keyword.value.keys if isinstance(key, ast.Constant))
            yield from (key for key in keys if isinstance(key, str))


def test_every_tag_has_a_label_and_every_label_a_tag() -> None:
    declared = tags()
    assert len(declared) > 50
    assert declared - set(TITLES) == set()
    assert set(TITLES) - declared == {COVER}


def test_every_named_fact_has_a_label() -> None:
    found = list(named_facts())
    assert len(found) > 60
    assert sorted({one for one in found if one[0] not in FACT_TITLES}) == []


@pytest.mark.parametrize("labels", [TITLES, FACT_TITLES])
@pytest.mark.parametrize("kinds", [EVERY_KIND, ("procurement",)])
def test_labels_are_chinese(labels: dict[str, str], kinds: tuple[str, ...]) -> None:
    told = [label.format(**labels_in(kinds)) for label in labels.values()]
    assert [label for label in told if not re.search("[\u4e00-\u9fff]", label)] == []


def test_a_tag_of_a_later_release_is_not_shown_as_a_code() -> None:
    assert not title_of("future:thing:happen").isascii()


ANY = ""
#: What may stand as a value of each fact that is a code, by the kind of entry where that makes a difference.
CODES: dict[tuple[str, str], list[Iterable[str]]] = {
    (ANY, "action"): [Action],
    (ANY, "cause"): [SeatCause, CorrectionCause],
    (ANY, "duties"): [DrawDuty],
    (ANY, "duty"): [DrawDuty, PanelDuty],
    (ANY, "event"): [ExpertEvent],
    (ANY, "excluded"): [Reason],
    (ANY, "failure"): [Failure],
    (ANY, "from_state"): [DrawState],
    (ANY, "ground"): [kind.deciding.grounds for kind in KINDS.values()],
    (ANY, "kind"): [NoticeKind, LetterKind, SignatureKind],
    (ANY, "opened_by"): [OpenedBy],
    (ANY, "party"): [Party],
    (ANY, "role"): [Role],
    (ANY, "roles"): [Role],
    (ANY, "row"): [BidState],
    (ANY, "rule"): [TieRule],
    (ANY, "side"): [Side],
    (ANY, "state"): [LotState],
    (ANY, "what"): [Irregularity],
    ("bids:refuse-late", "code"): [["bids-closed"]],
    ("expert_pool:expert:state", "state"): [ExpertState],
    ("trading:procurement:end", "ground"): [kind.deciding.endings for kind in KINDS.values()],
}
#: How the code of a state, a kind, a cause … is named where an operation writes it down.
CODED = frozenset(
    {"value", "state", "kind", "duty", "cause", "ground", "side", "failure", "rule", "event", "role"}
)
REFUSALS = frozenset({"Conflict", "Forbidden", "Invalid", "NotFound", "emit"})


def coded_facts() -> Iterator[tuple[str, str]]:
    """(fact, file) of every code an operation puts beside the name of a fact the pages tell."""
    for path, node in nodes():
        if "operations" in path.parts and isinstance(node, ast.Module):
            yield from ((fact, str(path)) for fact in _coded(node) if fact in FACT_TITLES)


def _coded(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and _name(node.func) in REFUSALS:
        return
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str) and _is_code(value):
                yield key.value
    for child in ast.iter_child_nodes(node):
        yield from _coded(child)


def _is_code(value: ast.expr) -> bool:
    if isinstance(value, ast.ListComp):
        return _is_code(value.elt)
    return isinstance(value, ast.Attribute | ast.Name) and (_name(value) in CODED)


def test_every_fact_that_is_a_code_is_told_in_words() -> None:
    found = list(coded_facts())
    assert len(found) > 15
    told = {*everywhere(EVERY_KIND), *(fact for _, fact in IN_ENTRIES)}
    assert sorted({one for one in found if one[0] not in told}) == []


def test_every_code_has_its_word_and_every_word_a_code() -> None:
    assert {fact for tag, fact in CODES if tag == ANY} == set(everywhere(EVERY_KIND))
    assert {one for one in CODES if one[0] != ANY} == set(IN_ENTRIES)
    assert {tag for tag, _ in IN_ENTRIES} <= set(TITLES)
    for (tag, fact), values in CODES.items():
        words = words_of(fact, tag=tag)
        assert words is not None
        assert {str(code) for codes in values for code in codes} == set(words), fact
        assert [word for word in words.values() if not re.search("[\u4e00-\u9fff]", word)] == [], fact


def test_a_code_means_what_its_fact_says() -> None:
    told = facts_told({"ground": "declined"}, tag="trading:candidate:skip")
    assert told == [("法定情形", "中标候选人书面放弃中标")]
    assert facts_told({"cause": "declined"}, tag="expert_pool:seat:vacate") == [("原因", "因故不能参加")]
    assert facts_told({"name": "declined"}, tag="expert_pool:seat:vacate") == [("名称", "declined")]
    [(_, upheld)] = facts_told({"ground": "complaint-upheld"}, tag="trading:procurement:end")
    assert upheld == KINDS["procurement"].deciding.endings["complaint-upheld"].title


def test_a_code_of_a_later_release_is_not_shown() -> None:
    assert facts_told({"ground": "future-ground"}, tag="trading:candidate:skip") == [("法定情形", OTHER)]
    assert facts_told({"excluded": {"age": 2, "future": 1}}, tag="x") == [
        ("回避与排除（按原因计数）", f"已达评审专家的年龄上限 2，{OTHER} 1")
    ]


def test_every_actor_of_a_ranking_is_told() -> None:
    facts, tag = {"committee": ["甲", "乙"], "bids": []}, "trading:ranking:record"
    told = facts_told(facts, tag=tag, kinds=("procurement",))
    assert told == [("评标委员会", "甲；乙"), ("各投标人的评标结果", "无")]
    assert facts_told({**facts, "committee": []}, tag=tag, kinds=("land_listing",)) == [
        ("各竞买人的报价排序结果", "无")
    ]


def test_an_organisation_is_told_by_its_name() -> None:
    facts = {"bidder": "id-1", "ties": [{"rank": 1, "rule": "draw", "pool": ["id-1", "id-2"]}]}
    assert organisations_in(facts) == ["id-1", "id-1", "id-2"]
    names = {"id-1": "某某公司"}
    told = dict(facts_told(facts, tag="trading:candidate:skip", kinds=("procurement",), names=names))
    assert told["投标人"] == "某某公司（代号 id-1）"
    assert "并列者 某某公司（代号 id-1）；id-2" in told["并列及其处理"]
