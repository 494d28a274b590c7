"""The tender documents as they are drafted: chapters of clauses, some of which must be answered in substance.

What the project says itself is named in a text by reference, as `{{投标截止时间}}`, and never typed again.
Not for: what stands in place of a reference, which a kind's model text says (`trading.papers`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from core.errors import Invalid

MARK = "★"
MOST_CLAUSES = 50
"""Of one chapter; models have at most six, so that no documents have more than 300."""
REFERENCE = re.compile(r"\{\{([^{}\n]{1,30})\}\}")


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """One clause. `substantive`: a bid that does not answer it is invalid, so it is marked ★."""

    title: str
    text: str
    substantive: bool = False


class Chapter(msgspec.Struct, frozen=True, kw_only=True):
    """One chapter; `code` and `title` are the model's and stay, its clauses are the agency's."""

    code: str
    title: str
    clauses: tuple[Clause, ...] = ()


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """All chapters in their order; `revision` counts how often they were saved, from 1."""

    chapters: tuple[Chapter, ...]
    revision: int = 1

    def with_chapter(self, changed: Chapter) -> Document:
        """The next revision, in which the chapter of this code is `changed`."""
        chapters = tuple(changed if one.code == changed.code else one for one in self.chapters)
        return Document(chapters=chapters, revision=self.revision + 1)

    @property
    def substantive(self) -> tuple[Clause, ...]:
        """The clauses marked ★, in their order."""
        return tuple(clause for one in self.chapters for clause in one.clauses if clause.substantive)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLaw:
    """What a kind demands of the documents: `called` is their name, `model` what they begin with, `references` what may
    be referred to, `article` the one on their contents and `marking` the one on marking what must be answered."""

    called: str
    model: tuple[Chapter, ...]
    references: frozenset[str]
    article: str
    marking: str


def document_faults(document: Document | None, law: DocumentLaw | None) -> Iterator[Invalid]:
    """Everything that keeps the documents from being handed in; nothing where none are made here."""
    if law is None:
        return
    if document is None:
        message = f"尚未编制{law.called}"
        yield Invalid(code="documents-missing", message=message, field="documents", article=law.article)
        return
    for chapter in document.chapters:
        if not chapter.clauses:
            message = f"{law.called}“{chapter.title}”一章没有条款"
            yield Invalid(code="chapter-empty", message=message, field="documents", article=law.article)
        yield from reference_faults(chapter, law)
    if not document.substantive:
        yield Invalid(
            code="substantive-missing",
            message=f"请用“{MARK}”标明不允许偏离的实质性要求和条件，至少一条",
            field="documents",
            article=law.marking,
        )


def reference_faults(chapter: Chapter, law: DocumentLaw) -> Iterator[Invalid]:
    """References to what no project of the kind says."""
    for place, clause in enumerate(chapter.clauses):
        for name in dict.fromkeys(references_in(clause.text)):
            if name not in law.references:
                yield Invalid(
                    code="reference-unknown",
                    message=f"“{clause.title}”中引用的“{name}”不是本项目可以引用的内容",
                    field=clause_field(place, "text"),
                    article=law.article,
                )


def references_in(text: str) -> list[str]:
    """What is named in a text by reference."""
    return REFERENCE.findall(text)


def filled_in(text: str, said: Mapping[str, str]) -> str:
    """`text` with what is referred to in its place, once: what stands there refers to nothing further."""
    return REFERENCE.sub(lambda found: said.get(found[1], found[0]), text)


def clause_field(place: int, name: str) -> str:
    """The field of one clause's row as forms and programs name it."""
    return f"clauses-{place}-{name}"
