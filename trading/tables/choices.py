"""The SQL condition that a column holds one of `trading.choices`, and titles of letters."""

from __future__ import annotations

from enum import StrEnum

from trading.choices import LetterKind


def one_of(column: str, values: type[StrEnum]) -> str:
    """The SQL condition that `column` holds one of the enum's values."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


LETTER_KIND_TITLES: dict[LetterKind, str] = {
    LetterKind.AWARD: "中标通知书",
    LetterKind.RESULT: "采购结果通知书",
    LetterKind.FAILURE: "废标通知书",
}
