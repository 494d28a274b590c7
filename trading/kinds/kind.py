"""What differs between kinds of transaction, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Names of a kind, and by id the rules of `trading/rules` that govern its steps."""

    code: str
    title: str
    method_title: str
    law_title: str
    category_titles: Mapping[str, str]
    notice_days: str
    provision_days: str
    bidding_days: str
    least_price_weight: Mapping[str, str]
    least_bidders: str
    report_days: str
    determine_days: str
    publish_award_days: str
    award_notice_days: str
    contract_days: str
    committee_size: str
    committee_size_large: str
    committee_large_budget: str
    decrypt_window: str

    def rule_ids(self) -> frozenset[str]:
        """Every rule this kind refers to; the configuration test asks the rule book for each."""
        single = (
            self.notice_days,
            self.provision_days,
            self.bidding_days,
            self.least_bidders,
            self.report_days,
            self.determine_days,
            self.publish_award_days,
            self.award_notice_days,
            self.contract_days,
            self.committee_size,
            self.committee_size_large,
            self.committee_large_budget,
            self.decrypt_window,
        )
        return frozenset(single) | frozenset(self.least_price_weight.values())
