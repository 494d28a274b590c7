"""What a column of trading may hold, and the SQL condition that says so."""

from __future__ import annotations

from enum import StrEnum


def one_of(column: str, values: type[StrEnum]) -> str:
    """The SQL condition that `column` holds one of the enum's values."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Category(StrEnum):
    GOODS = "goods"
    SERVICES = "services"


class CriterionKind(StrEnum):
    OBJECTIVE = "objective"
    SUBJECTIVE = "subjective"


class Duty(StrEnum):
    """In what duty an opening officer holds a share: 主持人, 采购人, 代理机构, 监督."""

    HOST = "host"
    TENDERER = "tenderer"
    AGENCY = "agency"
    SUPERVISOR = "supervisor"


class RankingStatus(StrEnum):
    VALID = "valid"
    INVALID = "invalid"


class LetterKind(StrEnum):
    """中标通知书 to the winner, 采购结果通知书 to everybody else who bid (87令第六十九条).

    废标通知书 to everybody who bid for a lot that failed, whoever or whatever ended it (《政府采购法》第三十六条).
    """

    AWARD = "award"
    RESULT = "result"
    FAILURE = "failure"


LETTER_KIND_TITLES: dict[LetterKind, str] = {
    LetterKind.AWARD: "中标通知书",
    LetterKind.RESULT: "采购结果通知书",
    LetterKind.FAILURE: "废标通知书",
}
