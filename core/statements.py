"""What people state in words and the platform keeps: reasons, opinions, explanations, notes.

The bound holds in the operation, so it is the same at every door; a statement that fits here fits the log, the
database and every document made from it. Not for: names and single lines of a form, see `core.text`.
"""

from __future__ import annotations

from core.errors import Invalid
from core.text import fit_paragraphs

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
    if len(words) > most:
        raise Invalid(
            code="text-too-long",
            message=f"最多{most}个字，现为{len(words)}个字",
            field=field,
            facts={"most": most, "given": len(words)},
        )
    return words
