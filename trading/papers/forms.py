"""What comes in at the doors of tender documents, for HTML forms and for JSON alike.

Not for: judging what clauses say; the domain does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec

from core.errors import Invalid
from trading.projects.domain.document import MARK, MOST_CLAUSES, Clause, clause_field
from trading.projects.domain.faults import refuse_faults
from web.form_fields import Blob, Name, Number, may_repeat


class ClauseForm(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a chapter; a row without title and text is an empty one. `before` moves it in front of another."""

    title: Annotated[Name, msgspec.Meta(title="条款标题")] = ""
    text: Annotated[
        Blob,
        msgspec.Meta(
            title="条款内容",
            description="双花括号内为引用项目填报的内容，项目变动时随之变动，不必另行填写。",
        ),
    ] = ""
    substantive: Annotated[bool, msgspec.Meta(title=f"实质性要求（{MARK}），不响应的按无效处理")] = False
    before: Annotated[Number | None, msgspec.Meta(title="移到第几条之前", description="留空则位置不变。")] = (
        None
    )

    @property
    def blank(self) -> bool:
        return not self.title and not self.text


class ChapterForm(msgspec.Struct, frozen=True, kw_only=True):
    """The clauses of one chapter. `revision`: of the documents they were written on; a program may leave it out."""

    revision: Annotated[Number | None, msgspec.Meta(title="版本")] = None
    clauses: Annotated[
        tuple[ClauseForm, ...],
        msgspec.Meta(max_length=MOST_CLAUSES, title="各条款"),
        may_repeat("two clauses may say the same in two chapters' words"),
    ] = ()

    def worded(self) -> tuple[Clause, ...]:
        """In their order, without the empty rows.

        Raises `Invalid` for half-filled ones (`clause-incomplete`).
        """
        refuse_faults(fault for place, row in enumerate(self.clauses) for fault in _half_filled(place, row))
        rows = [(_rank(place, row), row) for place, row in enumerate(self.clauses) if not row.blank]
        rows.sort(key=lambda ranked: ranked[0])
        return tuple(Clause(title=row.title, text=row.text, substantive=row.substantive) for _, row in rows)


def _rank(place: int, row: ClauseForm) -> float:
    """Where a row comes among the others, of which the first has 1."""
    return row.before - 0.5 if row.before is not None else place + 1


def _half_filled(place: int, row: ClauseForm) -> Iterator[Invalid]:
    for name, said, called in (("title", row.title, "标题"), ("text", row.text, "内容")):
        if not said and not row.blank:
            message = f"第{place + 1}条请填写{called}"
            yield Invalid(code="clause-incomplete", message=message, field=clause_field(place, name))
