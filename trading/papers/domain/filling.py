"""Tender documents with everything in its place: what the project says, what its scheme says, and the agency's clauses.

Not for: drafting them, or what must be in them; see `trading.projects.domain.document`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from trading.notices.domain.notice_shape import Announcement, Section
from trading.projects.domain.document import Chapter, Document, filled_in

_ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledClause:
    """A clause as it is printed; `no` is its number in the documents, `3.2`."""

    no: str
    title: str
    text: str
    substantive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledChapter:
    """A chapter as it is printed: `parts` are made from the project, then come the clauses."""

    code: str
    title: str
    parts: tuple[Section, ...]
    clauses: tuple[FilledClause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledDocument:
    """The tender documents as they are printed."""

    title: str
    chapters: tuple[FilledChapter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What the project says: in place of references, and as parts at the head of chapters, by their codes."""

    references: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, tuple[Section, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTexts:
    """What a kind's documents are called, and what fills them in: the same facts its announcement is worded from."""

    title: str
    filling: Callable[[Announcement], Filling]


def filled_document(*, document: Document, texts: ModelTexts, given: Announcement | None) -> FilledDocument:
    """`given` is None until the times are set: references then stand as they were typed."""
    filling = texts.filling(given) if given is not None else Filling()
    name = f"{given.facts.basics.name}" if given is not None else ""
    return FilledDocument(
        title=f"{name}{texts.title}",
        chapters=tuple(
            _chapter(no, chapter, filling) for no, chapter in enumerate(document.chapters, start=1)
        ),
    )


def _chapter(no: int, chapter: Chapter, filling: Filling) -> FilledChapter:
    return FilledChapter(
        code=chapter.code,
        title=f"第{_ORDINALS[no - 1]}章　{chapter.title}",
        parts=filling.parts.get(chapter.code, ()),
        clauses=tuple(
            FilledClause(
                no=f"{no}.{place}",
                title=clause.title,
                text=filled_in(clause.text, filling.references),
                substantive=clause.substantive,
            )
            for place, clause in enumerate(chapter.clauses, start=1)
        ),
    )
