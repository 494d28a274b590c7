"""The published result: everything needed to compute the ranking again, and the ranking as it was confirmed.

Members are numbers here; which number is whose name is told nowhere. Decimals travel as strings, so the file is
canonical JSON; its SHA-256 stands in the audit log's entry of the report. `evaluation/RESULT.md` is the schema.
Version 1 knew no deduction; what version 2 added is left out where it says nothing, so both have one spelling.
Not for: the report's other contents, see `evaluation.domain.report_facts`, nor judging a file (`result_check`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

import msgspec
from msgspec import Struct

from core.canonical import canonical_bytes
from core.errors import Invalid
from evaluation.methods import METHODS
from evaluation.methods.question import BidEntry, BidResult, CriterionPoints, Question
from trading.decisions.domain.deciding import Better, Formula, Method
from trading.kinds import KINDS, Kind
from trading.projects.domain.comprehensive import ComprehensiveScheme

FORMAT_1 = "tianping-evaluation-result-v1"
FORMAT = "tianping-evaluation-result-v2"
LARGEST_FILE = 16_777_216


class _Strict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class LotLine(_Strict, frozen=True, kw_only=True):
    """Which lot this is the result of."""

    id: str
    project_no: str
    project_name: str
    lot_no: int
    lot_name: str


class MethodLine(_Strict, frozen=True, kw_only=True):
    """The method as it was applied: by which code, which price is better, and in words."""

    code: str
    title: str
    article: str
    ranking: tuple[str, ...]
    price_score: str = ""
    members_score: str = ""
    total: str = ""
    better: Better = Better.LOWER
    equals_share: bool = True


class CriterionLine(_Strict, frozen=True, kw_only=True):
    """A criterion and the most a member could give."""

    id: str
    name: str
    objective: bool
    max_points: Decimal


class MemberLine(_Strict, frozen=True, kw_only=True):
    """A member's number, and the hash of their marks as logged in entry `audit_seq`."""

    number: int
    marks_sha256: str
    audit_seq: int


class BidLine(_Strict, frozen=True, kw_only=True):
    """One opened bid; `marks` maps criterion id → marks in the order of `members`, empty when excluded.

    `enterprise` is the type the bidder declared, `enterprise_confirmed` what the committee found of it where a
    deduction depends on it.
    """

    bid: str
    bidder: str
    quoted_price: Decimal
    deduction_percent: Decimal
    excluded: str | None
    marks: dict[str, tuple[Decimal, ...]]
    enterprise: str | None = None
    enterprise_confirmed: bool | None = None


class ResultLine(_Strict, frozen=True, kw_only=True):
    """One valid bid's rank, and its scores where the method scores."""

    bid: str
    evaluated_price: Decimal
    rank: int
    price_score: Decimal | None = None
    criterion_means: dict[str, Decimal] = {}
    members_score: Decimal | None = None
    total: Decimal | None = None


class ResultFile(_Strict, frozen=True, kw_only=True):
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
    small_firm_percent: Decimal | None = None


def method_line(method: Method, *, formula: Formula | None = None) -> MethodLine:
    """The method as a result states it; `formula` is how another version of the file told it."""
    told = formula or method.formula
    return MethodLine(
        code=method.code,
        title=told.title,
        article=told.article,
        ranking=told.ranking,
        price_score=told.price_score,
        members_score=told.members_score,
        total=told.total,
        better=method.better,
        equals_share=method.equals_share,
    )


def canonical(value: Struct) -> bytes:
    """A struct of this module (or one holding it) as canonical JSON bytes; decimals as strings."""
    return canonical_bytes(cast("dict[str, Any]", msgspec.to_builtins(value)))


def kind_of(file: ResultFile) -> Kind | None:
    """By whose method, in the words of its own time, the file was made; None where no kind's."""
    return next((kind for kind in KINDS.values() if _stated(kind.method, file.format) == file.method), None)


def _stated(method: Method, version: str) -> MethodLine | None:
    if version == FORMAT:
        return method_line(method)
    before = method.formula_before if version == FORMAT_1 else None
    return method_line(method, formula=before) if before else None


def read_result(data: bytes) -> ResultFile:
    """Raises `Invalid` (`result-unreadable`) for anything but the one spelling of a result of a known version."""
    if len(data) > LARGEST_FILE:
        raise _unreadable(f"文件超过{LARGEST_FILE}字节")
    try:
        file = msgspec.json.decode(data, type=ResultFile)
        spelt = canonical(file)
    except (ValueError, RecursionError) as error:  # msgspec's and Unicode's errors are ValueErrors
        raise _unreadable(str(error)[:200]) from None
    if spelt != data:
        raise _unreadable("不是规范形式：有重复、多余的内容，或写法与平台公布的不同")
    if kind_of(file) is None:
        raise _unreadable("不是本平台的评审结果文件")
    return file


def _unreadable(why: str) -> Invalid:
    return Invalid(code="result-unreadable", message=f"无法读取评审结果文件：{why}")


def recompute(file: ResultFile) -> tuple[ResultLine, ...]:
    """The ranking the marks and prices of the file lead to; raises `Invalid` when they are not whole."""
    question = Question(
        better=file.method.better,
        equals_share=file.method.equals_share,
        scheme=ComprehensiveScheme(price_points=file.price_points),
        criteria=tuple(CriterionPoints(id=c.id, max_points=c.max_points) for c in file.criteria),
        entries=tuple(
            BidEntry(
                bid=line.bid,
                quoted=line.quoted_price,
                marks=line.marks,
                deduction_percent=line.deduction_percent,
                excluded=line.excluded or _beyond(file, line.quoted_price),
            )
            for line in file.bids
        ),
    )
    return result_lines(METHODS[file.method.code](question))


def _beyond(file: ResultFile, price: Decimal) -> str | None:
    """Why nobody may have ranked this price, whatever the file says."""
    limit, lower = file.ceiling_price, file.method.better is Better.LOWER
    if price > 0 and (limit is None or (price <= limit if lower else price >= limit)):
        return None
    return "报价无效"


def result_lines(results: tuple[BidResult, ...]) -> tuple[ResultLine, ...]:
    """The valid bids of a computed result, best first."""
    return tuple(_line(result) for result in results if result.rank is not None)


def _line(result: BidResult) -> ResultLine:
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
