"""What the 评标报告 says (《政府采购货物和服务招标投标管理办法》第五十八条), as one frozen value.

Its canonical bytes are hashed, logged and signed; the Word document is made from it and from nothing else.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal

from msgspec import Struct

from evaluation.domain.result_file import ResultFile, canonical


class NoticeLine(Struct, frozen=True, kw_only=True):
    """第一项: the notice, the deadline and the opening; instants in RFC 3339."""

    tenderer: str
    agency: str
    budget: Decimal
    ceiling_price: Decimal | None
    notice_published_at: str | None
    bids_due_at: str | None
    opening_place: str
    medium: str | None = None
    notice_no: str | None = None
    opening_begun_at: str | None = None


class OpeningLine(Struct, frozen=True, kw_only=True):
    """第二项、第四项: one bid as it came to the opening; `price` is None when it stayed shut, `reason` says why."""

    position: int
    bidder: str
    submitted_at: str
    price: Decimal | None
    lines: tuple[tuple[str, str], ...]
    reason: str | None


class StandardLine(Struct, frozen=True, kw_only=True):
    """第三项: the sentence a criterion is scored by."""

    criterion: str
    guide: str


class CommitteeLine(Struct, frozen=True, kw_only=True):
    """第二项: a member by seat; secret until the result is published."""

    seat: int
    name: str
    employer: str
    is_leader: bool
    is_representative: bool | None = None


class ComplianceLine(Struct, frozen=True, kw_only=True):
    """What the committee found of one bid, and the reasons of who voted against it, by number."""

    bidder: str
    compliant: bool
    in_favour: int
    against: int
    reason: str
    dissent: tuple[str, ...]


class LowPriceLine(Struct, frozen=True, kw_only=True):
    """One price under review: what triggered it, the explanation, the opinions and the decision."""

    bidder: str
    price: Decimal
    triggers: tuple[str, ...]
    explanation: str
    opinions: tuple[str, ...]
    accepted: bool


class SmallFirmLine(Struct, frozen=True, kw_only=True):
    """A declared type of enterprise and the finding; `confirmed` is None where nothing depends on it."""

    bidder: str
    declared: str
    confirmed: bool | None
    reason: str


class CorrectionLine(Struct, frozen=True, kw_only=True):
    """One proposal to correct marks, its outcome and what was changed."""

    bidder: str
    criterion: str
    cause: str
    reason: str
    outcome: str
    changes: tuple[str, ...]


class DeviationLine(Struct, frozen=True, kw_only=True):
    """A mark that lay far from the mean when the result was confirmed."""

    bidder: str
    criterion: str
    number: int
    mark: Decimal
    mean: Decimal


class ReplacementLine(Struct, frozen=True, kw_only=True):
    """A member replaced during the evaluation; their opinions are void."""

    number: int
    reason: str
    at: str


class ReportFacts(Struct, frozen=True, kw_only=True):
    """The report."""

    notice: NoticeLine
    committee: tuple[CommitteeLine, ...]
    replacements: tuple[ReplacementLine, ...]
    opened_at: str
    issued_at: str
    compliance: tuple[ComplianceLine, ...]
    low_prices: tuple[LowPriceLine, ...]
    corrections: tuple[CorrectionLine, ...]
    deviations: tuple[DeviationLine, ...]
    result: ResultFile
    small_firms: tuple[SmallFirmLine, ...] = ()
    opening: tuple[OpeningLine, ...] = ()
    standards: tuple[StandardLine, ...] = ()


def facts_bytes(facts: ReportFacts) -> bytes:
    """The canonical bytes kept with the report."""
    return canonical(facts)


def facts_hash(data: bytes) -> bytes:
    """SHA-256 of those bytes: what is logged and signed."""
    return hashlib.sha256(data).digest()
