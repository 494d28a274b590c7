"""What the law of a kind objects to in a draft, beyond what is missing in it.

Not for: finding objections — a kind's own linter does — nor for the values they are measured by.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.errors import Invalid
from core.rules import RuleBook, Severity

_ASKED = {False: "如仍按此办理，请写明理由", True: "有正当原因的，请填写原因"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One objection. The row of its `rule` says whether it refuses, or may stand with a reason (`kept`).

    `field` is where to mend it, of the lot `lot_no` where it is a lot's scheme, else on the page of `step`: that of
    the demand it breaks where none is named. `reason_in` is the field of the draft that the reason stands in, where
    the law itself demands one.
    """

    code: str
    rule: str
    message: str
    field: str
    lot_no: int | None = None
    step: str = ""
    reason_in: str = ""
    kept: str = ""


def may_stand(advice: Advice, rules: RuleBook) -> bool:
    """Whether a reason is enough."""
    return rules[advice.rule].severity is Severity.SOFT


def with_reason(advice: Advice, reason: str, rules: RuleBook) -> Advice:
    """The advice with the reason given for it, where that helps."""
    return replace(advice, kept=advice.kept or reason) if may_stand(advice, rules) else advice


def refusals(advice: Iterator[Advice], rules: RuleBook) -> Iterator[Invalid]:
    """What nobody has given a reason for, and what no reason helps."""
    for one in advice:
        stands = may_stand(one, rules)
        if not (stands and one.kept):
            yield Invalid(
                code=one.code,
                message=f"{one.message}；{_ASKED[bool(one.reason_in)]}" if stands else one.message,
                field=one.reason_in or one.field,
                article=rules[one.rule].article,
                facts={} if one.lot_no is None else {"lot_no": one.lot_no},
            )
