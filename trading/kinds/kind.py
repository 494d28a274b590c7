"""What differs between kinds of transaction, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

_NAMES = frozenset({"code", "title", "method_title"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Names of a kind, and by id the rules of `trading/rules` that govern its steps."""

    code: str
    title: str
    method_title: str
    category_titles: Mapping[str, str]
    notice_days: str
    provision_days: str
    bidding_days: str
    least_price_weight: Mapping[str, str]
    least_bidders: str
    determine_days: str
    publish_award_days: str
    award_notice_days: str
    contract_days: str
    committee_size: str
    committee_size_large: str
    committee_large_budget: str
    decrypt_window: str
    opening_tolerance: str
    opening_latest: str
    clarification_days: str
    challenge_days: str
    keeping_years: str
    committee_experts: str
    expert_age: str
    expert_field_years: str
    working_age: str
    recusal_years: str
    draw_ahead_days: str
    explanation_minutes: str
    deviation_percent: str
    small_firm_least: str
    small_firm_most: str

    def rule_ids(self) -> frozenset[str]:
        """Every rule this kind refers to; the configuration test asks the rule book for each."""
        names = (getattr(self, field.name) for field in fields(self) if field.name not in _NAMES)
        single = {value for value in names if isinstance(value, str)}
        return frozenset(single) | frozenset(self.least_price_weight.values())
