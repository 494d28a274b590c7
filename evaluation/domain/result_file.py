"""The published result: everything needed to compute the ranking again, and the ranking as it was confirmed.

Members are numbers here; which number is whose name is told nowhere. Decimals travel as strings, so the file is
canonical JSON and its hash is the one in the audit log.
Not for: the report's other contents, see `evaluation.domain.report_facts`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

import msgspec
from msgspec import Struct

from core.canonical import canonical_bytes
from core.errors import Invalid
from evaluation.methods.comprehensive import (
    COMPREHENSIVE,
    BidEntry,
    BidResult,
    CriterionPoints,
    rank_bids,
)

FORMAT = "tianping-evaluation-result-v1"


class LotLine(Struct, frozen=True, kw_only=True):
    """Which lot this is the result of."""

    id: str
    project_no: str
    project_name: str
    lot_no: int
    lot_name: str


class MethodLine(Struct, frozen=True, kw_only=True):
    """The formula in words, as it was applied."""

    code: str
    title: str
    article: str
    price_score: str
    members_score: str
    total: str
    ranking: tuple[str, ...]


class CriterionLine(Struct, frozen=True, kw_only=True):
    """A criterion and the most a member could give."""

    id: str
    name: str
    objective: bool
    max_points: Decimal


class MemberLine(Struct, frozen=True, kw_only=True):
    """A member's number, and the hash of their marks as logged in entry `audit_seq`."""

    number: int
    marks_sha256: str
    audit_seq: int


class BidLine(Struct, frozen=True, kw_only=True):
    """One opened bid; `marks` maps criterion id → marks in the order of `members`, empty when excluded."""

    bid: str
    bidder: str
    quoted_price: Decimal
    deduction_percent: Decimal
    excluded: str | None
    marks: dict[str, tuple[Decimal, ...]]


class ResultLine(Struct, frozen=True, kw_only=True):
    """One valid bid's scores and rank."""

    bid: str
    evaluated_price: Decimal
    price_score: Decimal
    criterion_means: dict[str, Decimal]
    members_score: Decimal
    total: Decimal
    rank: int


class ResultFile(Struct, frozen=True, kw_only=True):
    """What `/api/evaluations/{lot}/result.json` gives and `tianping score` reads."""

    format: str
    session: str
    lot: LotLine
    method: MethodLine
    price_points: Decimal
    ceiling_price: Decimal | None
    criteria: tuple[CriterionLine, ...]
    members: tuple[MemberLine, ...]
    bids: tuple[BidLine, ...]
    result: tuple[ResultLine, ...]


METHOD = MethodLine(
    code=COMPREHENSIVE.code,
    title=COMPREHENSIVE.title,
    article=COMPREHENSIVE.article,
    price_score=COMPREHENSIVE.price_score,
    members_score=COMPREHENSIVE.members_score,
    total=COMPREHENSIVE.total,
    ranking=COMPREHENSIVE.ranking,
)


def canonical(value: Struct) -> bytes:
    """A struct of this module (or one holding it) as canonical JSON bytes; decimals as strings."""
    return canonical_bytes(cast("dict[str, Any]", msgspec.to_builtins(value)))


def read_result(data: bytes) -> ResultFile:
    """Raises `Invalid` (`result-unreadable`) for what is not a result of this format."""
    try:
        file = msgspec.json.decode(data, type=ResultFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Invalid(code="result-unreadable", message=f"无法读取评审结果文件：{error}") from None
    if file.format != FORMAT or file.method.code != COMPREHENSIVE.code:
        raise Invalid(code="result-unreadable", message="不是本平台的综合评分法评审结果文件")
    return file


def recompute(file: ResultFile) -> tuple[ResultLine, ...]:
    """The ranking the marks and prices of the file lead to; raises `Invalid` when they are not whole."""
    results = rank_bids(
        price_points=file.price_points,
        criteria=tuple(CriterionPoints(id=c.id, max_points=c.max_points) for c in file.criteria),
        ceiling=file.ceiling_price,
        entries=tuple(
            BidEntry(
                bid=line.bid,
                quoted=line.quoted_price,
                marks=line.marks,
                deduction_percent=line.deduction_percent,
                excluded=line.excluded,
            )
            for line in file.bids
        ),
    )
    return result_lines(results)


def result_lines(results: tuple[BidResult, ...]) -> tuple[ResultLine, ...]:
    """The valid bids of a computed result, best first."""
    return tuple(_line(result) for result in results if result.rank is not None)


def _line(result: BidResult) -> ResultLine:
    assert result.price_score is not None
    assert result.members_score is not None
    assert result.total is not None
    assert result.rank is not None
    return ResultLine(
        bid=result.bid,
        evaluated_price=result.evaluated,
        price_score=result.price_score,
        criterion_means=dict(result.means),
        members_score=result.members_score,
        total=result.total,
        rank=result.rank,
    )
