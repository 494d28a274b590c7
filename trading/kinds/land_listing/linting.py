"""What the law objects to in a draft of a listing. Not for: contents and times, whose faults are found beside them."""

from __future__ import annotations

from collections.abc import Iterator

from core.rules import RuleBook
from trading.kinds.land_listing.particulars import LABELS, parcel_of
from trading.projects.domain.advice import Advice
from trading.projects.domain.draft import Draft
from trading.rules import Term, of_category

_HUNDRED = 100


def objections(draft: Draft, rules: RuleBook) -> Iterator[Advice]:
    """The term by use, and the deposit against what is asked at least."""
    yield from _term(draft, rules)
    yield from _deposit(draft, rules)


def _term(draft: Draft, rules: RuleBook) -> Iterator[Advice]:
    rule = rules.rules.get(of_category(Term.LAND_TERM, draft.basics.category))
    years = parcel_of(draft.basics).term_years
    if rule is not None and years > rule.count:
        yield Advice(
            code="term-too-long",
            rule=rule.id,
            message=f"{rule.title}{rule.count}年，现为{years}年",
            field="term_years",
        )


def _deposit(draft: Draft, rules: RuleBook) -> Iterator[Advice]:
    """M17 measures by the lowest lawful price, at most the starting price: less may be lawful, with a reason."""
    rule, deposit = rules.rules.get("M17"), parcel_of(draft.basics).deposit
    if rule is not None and 0 < deposit < draft.basics.budget * rule.value / _HUNDRED:
        yield Advice(
            code="deposit-too-low",
            rule=rule.id,
            message=f"{LABELS['deposit']}不得低于出让最低价的{rule.count}%，现低于起始价的{rule.count}%",
            field="deposit",
        )
