"""Tender documents: what must be in them, and what stands in place of a reference."""

from __future__ import annotations

import msgspec
import pytest

from core.errors import Invalid
from trading.kinds import KINDS
from trading.papers.domain.filling import Filling, ModelTexts, filled_document
from trading.papers.forms import ChapterForm, ClauseForm
from trading.projects.domain.document import (
    MOST_CLAUSES,
    Chapter,
    Clause,
    Document,
    DocumentLaw,
    document_faults,
    filled_in,
    references_in,
)

LAW = DocumentLaw(
    called="泊位文件",
    model=(
        Chapter(code="one", title="须知", clauses=(Clause(title="期限", text="{{期限}}", substantive=True),)),
    ),
    references=frozenset({"期限"}),
    article="《测试规则》第一条",
    marking="《测试规则》第二条",
)


def codes(document: Document | None) -> list[str]:
    return [fault.code for fault in document_faults(document, LAW)]


def with_clauses(*clauses: Clause) -> Document:
    return Document(chapters=(Chapter(code="one", title="须知", clauses=clauses),))


def test_the_model_of_the_law_is_without_fault() -> None:
    assert codes(Document(chapters=LAW.model)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_model_of_every_kind_is_without_fault(kind: str) -> None:
    law = KINDS[kind].drafting.documents
    assert law is not None
    assert list(document_faults(Document(chapters=law.model), law)) == []
    used = {name for one in law.model for clause in one.clauses for name in references_in(clause.text)}
    assert used, "what the project says is referred to"
    assert len(law.model) * MOST_CLAUSES <= 300


def test_documents_nobody_begun_are_missing() -> None:
    assert codes(None) == ["documents-missing"]


def test_a_kind_without_documents_asks_for_none() -> None:
    assert list(document_faults(None, None)) == []


def test_a_chapter_without_clauses_is_refused_with_its_article() -> None:
    faults = list(document_faults(with_clauses(), LAW))
    assert [fault.code for fault in faults] == ["chapter-empty", "substantive-missing"]
    assert [fault.article for fault in faults] == ["《测试规则》第一条", "《测试规则》第二条"]


def test_nothing_marked_is_refused() -> None:
    assert codes(with_clauses(Clause(title="期限", text="三日"))) == ["substantive-missing"]


def test_a_reference_to_what_no_project_says_is_refused() -> None:
    clause = Clause(title="期限", text="{{期限}}和{{期现}}", substantive=True)
    (fault,) = document_faults(with_clauses(clause), LAW)
    assert fault.code == "reference-unknown"
    assert fault.field == "clauses-0-text"
    assert "期现" in fault.message


def test_what_stands_in_place_of_a_reference_refers_to_nothing_further() -> None:
    assert filled_in("{{甲}}", {"甲": "{{乙}}", "乙": "不可见"}) == "{{乙}}"


@pytest.mark.parametrize("text", ["{甲}", "{{}}", "{{甲\n}}", "{{" + "长" * 31 + "}}", "{% 甲 %}", "{{{甲"])
def test_what_is_no_reference_stands_as_typed(text: str) -> None:
    assert filled_in(text, {"甲": "乙"}) == text


def test_clauses_are_numbered_by_chapter() -> None:
    chapters = tuple(replace_code(LAW.model[0], code) for code in ("one", "two"))
    texts = ModelTexts(title="文件", filling=lambda _: Filling())
    filled = filled_document(document=Document(chapters=chapters), texts=texts, given=None)
    assert [clause.no for chapter in filled.chapters for clause in chapter.clauses] == ["1.1", "2.1"]
    assert [chapter.title for chapter in filled.chapters] == ["第一章　须知", "第二章　须知"]
    assert filled.chapters[0].clauses[0].text == "{{期限}}", "open until the times are set"


def replace_code(chapter: Chapter, code: str) -> Chapter:
    return msgspec.structs.replace(chapter, code=code)


def rows(*titles: str, **moved: int) -> ChapterForm:
    return ChapterForm(
        clauses=tuple(ClauseForm(title=one, text="文", before=moved.get(one)) for one in titles)
    )


def test_a_clause_moves_before_another() -> None:
    assert [clause.title for clause in rows("a", "b", "c", c=1).worded()] == ["c", "a", "b"]
    assert [clause.title for clause in rows("a", "b", "c", a=4).worded()] == ["b", "c", "a"]
    assert [clause.title for clause in rows("a", "b").worded()] == ["a", "b"]


def test_an_emptied_row_is_a_clause_gone() -> None:
    form = ChapterForm(clauses=(ClauseForm(), ClauseForm(title="留", text="文")))
    assert [clause.title for clause in form.worded()] == ["留"]


@pytest.mark.parametrize(
    ("row", "field"),
    [(ClauseForm(title="只有标题"), "clauses-0-text"), (ClauseForm(text="只有内容"), "clauses-0-title")],
)
def test_half_a_clause_is_refused_beside_what_lacks(row: ClauseForm, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        ChapterForm(clauses=(row,)).worded()
    assert (refused.value.code, refused.value.field) == ("clause-incomplete", field)
