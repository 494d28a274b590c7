"""How a committee (评标委员会) must be made up, by the rules in force for its project.

《政府采购货物和服务招标投标管理办法》第四十七条: five or more, odd, experts at least two thirds; seven or more when
the budget reaches 10,000,000 yuan. Not for: holding those numbers — they are in `trading/rules` — nor for
deciding what is technically complex; people say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.errors import Invalid
from core.rules import Rule, RuleBook
from trading.rules import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeRules:
    """The rules on a committee's size (C03) as one project meets them."""

    least: Rule
    least_large: Rule
    large_budget: Rule
    experts_in_thirds: Rule

    def for_budget(self, budget: Decimal) -> Rule:
        """The rule on the smallest lawful committee for this budget (yuan)."""
        return self.least_large if budget >= self.large_budget.value else self.least


def committee_rules(*, rules: RuleBook) -> CommitteeRules:
    """The committee rules of a kind of transaction."""
    return CommitteeRules(
        least=rules[Term.COMMITTEE_SIZE],
        least_large=rules[Term.COMMITTEE_SIZE_LARGE],
        large_budget=rules[Term.COMMITTEE_LARGE_BUDGET],
        experts_in_thirds=rules[Term.COMMITTEE_EXPERTS],
    )


def least_experts(members: int, *, thirds: Rule) -> int:
    """So many thirds of the members, rounded up; two thirds: 5 → 4, 7 → 5, 9 → 6."""
    return -(-thirds.count * members // 3)


def check_composition(
    *, experts: int, representatives: int, budget: Decimal, rules: CommitteeRules, called: str
) -> None:
    """Refuse (`Invalid`) an unlawful committee, as its kind calls it: `committee-too-small`, `committee-even`,
    `experts-too-few`."""
    members, rule = experts + representatives, rules.for_budget(budget)
    if members < rule.count:
        raise _refusal(
            "committee-too-small", f"{called}不得少于{rule.count}人，现为{members}人", rule, members
        )
    if members % 2 == 0:
        raise _refusal("committee-even", f"{called}人数应为单数，现为{members}人", rule, members)
    needed = least_experts(members, thirds=rules.experts_in_thirds)
    if experts < needed:
        raise _refusal(
            "experts-too-few",
            f"评审专家占成员总数的比例不足：{members}人中至少{needed}名专家",
            rules.experts_in_thirds,
            members,
        )


def _refusal(code: str, message: str, rule: Rule, members: int) -> Invalid:
    return Invalid(
        code=code,
        message=message,
        field="size",
        article=rule.article,
        facts={"members": members, "least": rule.count},
    )
