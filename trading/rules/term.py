"""What a step of a transaction needs to know of the law, whatever the kind calls the rule that says so.

Not for: values, which stand by kind and day in the rule files.
"""

from __future__ import annotations

from enum import StrEnum


class Term(StrEnum):
    """The name under which rooms ask a rule book; a kind whose file has none of a term never comes to that step."""

    NOTICE_DAYS = "notice-days"
    PROVISION_DAYS = "provision-days"
    BIDDING_DAYS = "bidding-days"
    LEAST_BIDDERS = "least-bidders"
    DETERMINE_DAYS = "determine-days"
    PUBLISH_AWARD_DAYS = "publish-award-days"
    AWARD_NOTICE_DAYS = "award-notice-days"
    CONTRACT_DAYS = "contract-days"
    COMMITTEE_SIZE = "committee-size"
    COMMITTEE_SIZE_LARGE = "committee-size-large"
    COMMITTEE_LARGE_BUDGET = "committee-large-budget"
    DECRYPT_WINDOW = "decrypt-window"
    OPENING_TOLERANCE = "opening-tolerance"
    OPENING_LATEST = "opening-latest"
    CLARIFICATION_DAYS = "clarification-days"
    CHALLENGE_DAYS = "challenge-days"
    KEEPING_YEARS = "keeping-years"
    COMMITTEE_EXPERTS = "committee-experts"
    EXPERT_AGE = "expert-age"
    EXPERT_FIELD_YEARS = "expert-field-years"
    WORKING_AGE = "working-age"
    RECUSAL_YEARS = "recusal-years"
    DRAW_AHEAD_DAYS = "draw-ahead-days"
    EXPLANATION_MINUTES = "explanation-minutes"
    DEVIATION_PERCENT = "deviation-percent"
    SMALL_FIRM_LEAST = "small-firm-least"
    SMALL_FIRM_MOST = "small-firm-most"
    LEAST_PRICE_WEIGHT = "least-price-weight"
    LAND_TERM = "land-term"


def of_category(term: Term, category: str) -> str:
    """A term whose value differs by category of what is bought."""
    return f"{term}:{category}"
