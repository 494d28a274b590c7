"""How a kind finds its winner, and what keeps the finding lawful. Not for: the arithmetic of a method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from trading.choices import Enterprise
from trading.projects.domain.particulars import Schema
from trading.projects.domain.scheme import NO_SCHEME, Scheme
from trading.rules.ending import EndingGround
from trading.rules.passing_over import Ground
from trading.terms import Terms


class Better(StrEnum):
    """Which of two prices is the better one."""

    LOWER = "lower"
    HIGHER = "higher"


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A method in the words published with every result; without scores the sentences on them are empty."""

    title: str
    article: str
    ranking: tuple[str, ...]
    price_score: str = ""
    members_score: str = ""
    total: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """Whose price a percentage is taken off in the evaluation, of the types of enterprise a bidder may declare.

    `of` is what the `entitled` are called together, `papers` what bears a declaration out, `unused` tells in a
    sentence why a project takes nothing off.
    """

    titles: Mapping[Enterprise, str]
    entitled: frozenset[Enterprise]
    of: str
    papers: str
    unused: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """`code` is looked up among `evaluation.methods`; with a `committee` offers are reviewed, and may be `scored`.

    `equals_share`: equals share a rank, which the project's tie rule resolves; else the first to arrive goes first.
    `order` tells the order in a sentence, `article` where it stands; `scheme` is what a lot lays down for it, as it is
    kept. `formula_before` is how results of the first format told the method.
    """

    code: str
    better: Better
    committee: bool
    scored: bool
    equals_share: bool
    order: str
    article: str
    formula: Formula
    formula_before: Formula | None = None
    deduction: Deduction | None = None
    scheme: Schema[Scheme] = NO_SCHEME


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """The tenderer's part: whom it may pass over, when it may end without a winner, and the articles that say so.

    `deemed_article` is empty where nobody is deemed the winner by law.
    """

    terms: Terms
    grounds: Mapping[str, Ground]
    endings: Mapping[str, EndingGround]
    order_article: str
    deemed_article: str
    ending_article: str
