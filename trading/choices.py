"""What columns of trading may hold: closed choices, known to domain and tables alike. Not for: titles."""

from __future__ import annotations

from enum import StrEnum


class TieRule(StrEnum):
    """What the tender documents say of equals."""

    TECHNICAL = "technical"
    DRAW = "draw"


class Enterprise(StrEnum):
    """The kinds that 《政府采购促进中小企业发展管理办法》 treats differently.

    财库〔2014〕68号 and 财库〔2017〕141号 let 监狱企业 and 残疾人福利性单位 count as small.
    """

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    PRISON = "prison"
    WELFARE = "welfare"


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


class Trigger(StrEnum):
    """What opened the review of an abnormally low price."""

    MEAN = "mean"
    NEXT = "next"
    CEILING = "ceiling"
    JUDGEMENT = "judgement"


class Envelope(StrEnum):
    """The envelopes an offer is sealed in; the sealed format has these three, whatever a kind puts into them."""

    QUALIFICATION = "qualification"
    TECHNICAL = "technical"
    PRICE = "price"
