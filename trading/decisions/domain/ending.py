"""Ending a project after the ranking, when no winner can or may be determined.

Not for: passing over one candidate, see `trading.decisions.domain.award`.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import Conflict, Invalid
from core.text import clause, seen
from trading.decisions.domain.award import Passing, award_reason
from trading.decisions.domain.deciding import Deciding
from trading.decisions.domain.evidence import Evidence, check_evidence
from trading.rules.ending import EndingGround

SHORTEST_STATEMENT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Why the procurement was ended, as it was published."""

    ground: str
    article: str
    statement: str
    evidence: str
    has_file: bool
    again: bool


def grounds_open(deciding: Deciding, *, somebody_in_turn: bool) -> tuple[EndingGround, ...]:
    """Those that may be given: while a candidate can still win, none that needs everybody passed over."""
    return tuple(one for one in deciding.endings.values() if not (one.nobody_left and somebody_in_turn))


def ending_ground(ground: str, *, deciding: Deciding, somebody_in_turn: bool) -> EndingGround:
    """Raises `Invalid` (`ground-not-listed`), `Conflict` (`candidate-left`) while a candidate can still win."""
    found, terms = deciding.endings.get(ground), deciding.terms
    if found is None:
        raise Invalid(
            code="ground-not-listed",
            message=f"只有列明的法定情形可以{terms.ending}",
            field="ground",
            article=deciding.ending_article,
        )
    if found not in grounds_open(deciding, somebody_in_turn=somebody_in_turn):
        raise Conflict(
            code="candidate-left",
            message=f"仍有可以确定的{terms.candidate}，应当按顺序确定；不能{terms.result}的，先逐一认定并提交证据",
            field="ground",
            article=deciding.order_article,
        )
    return found


def check_ending(*, ground: EndingGround, statement: str, evidence: Evidence, published_with: str) -> None:
    """Facts always; evidence unless the passings over are it. Raises `Invalid`."""
    check_statement(statement, published_with=published_with, article=ground.article)
    if not ground.nobody_left or evidence.data or evidence.log_seq is not None:
        check_evidence(evidence)


def check_statement(statement: str, *, published_with: str, article: str, field: str = "statement") -> None:
    """What is published as a fact says something. Raises `Invalid` (`statement-too-short`)."""
    if seen(statement) < SHORTEST_STATEMENT:
        raise Invalid(
            code="statement-too-short",
            message=f"请写明具体事实，不少于{SHORTEST_STATEMENT}字；内容将随{published_with}公布",
            field=field,
            article=article,
        )


def ending_reason(
    *, ground: EndingGround, statement: str, evidence: str, passings: tuple[Passing, ...]
) -> str:
    """What notice and letters give as the reason; whatever it is, with the passings over that stand."""
    proof = f"；证据：{evidence}" if evidence else ""
    found = f"。{award_reason(passings)}" if passings else ""
    return f"{ground.title}（依据{ground.article}）：{clause(statement)}{proof}{found}"
