"""What people state in words and the platform keeps: reasons, opinions, explanations, notes.

The bound holds in the operation, so it is the same at every door; a statement that fits here fits the log, the
database and every document made from it. Names kept beside them are bounded in the same place. Not for: what a form
takes, see `core.text`.
"""

from __future__ import annotations

from core.errors import Invalid
from core.text import fit_name, fit_paragraphs

LONGEST_REASON = 2_000
LONGEST_EXPLANATION = 8_000
LONGEST_NOTE = 1_000
LONGEST_REMARK = 300


def stated(text: str, *, field: str, most: int = LONGEST_REASON, unless: Invalid | None = None) -> str:
    """The text as it is kept. Raises `unless` when nothing is stated, else `Invalid` (`text-too-long`, and what
    `fit_paragraphs` raises); never cut in silence."""
    words = fit_paragraphs(text, field=field)
    if not words and unless is not None:
        raise unless
    _refuse_longer(words, field=field, most=most)
    return words


def named(text: str, *, field: str, most: int) -> str:
    """A name as it is kept, on one line and never empty. Raises `Invalid` (`field-required`, `text-too-long`, and what
    `fit_name` raises)."""
    name = fit_name(text, field=field)
    if not name:
        raise Invalid(code="field-required", message="请填写此项", field=field)
    _refuse_longer(name, field=field, most=most)
    return name


def _refuse_longer(text: str, *, field: str, most: int) -> None:
    if len(text) > most:
        raise Invalid(
            code="text-too-long",
            message=f"最多{most}个字，现为{len(text)}个字",
            field=field,
            facts={"most": most, "given": len(text)},
        )
