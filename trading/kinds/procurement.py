"""政府采购货物和服务公开招标: values by reference to the statutory rules that hold them."""

from __future__ import annotations

from trading.kinds.kind import Kind

PROCUREMENT = Kind(
    code="procurement",
    title="政府采购",
    method_title="公开招标",
    category_titles={"goods": "货物", "services": "服务"},
    notice_days="TG02",
    provision_days="TG03",
    bidding_days="TG05",
    least_price_weight={"goods": "G03-goods", "services": "G03-services"},
    least_bidders="O03",
    determine_days="TG15",
    publish_award_days="TG16",
    award_notice_days="TG16-notice",
    contract_days="TG18",
    committee_size="C03",
    committee_size_large="C03-large",
    committee_large_budget="C03-budget",
    decrypt_window="E-decrypt-window",
    opening_tolerance="O01-tolerance",
    opening_latest="O01-latest",
    clarification_days="TG06",
    challenge_days="TG09",
    keeping_years="TG26",
    committee_experts="C03-experts",
    expert_age="C05-age",
    expert_field_years="C05-field",
    working_age="C05-working-age",
    recusal_years="C06-ties",
    draw_ahead_days="C07-ahead",
    explanation_minutes="G14-explanation",
    deviation_percent="G16-deviation",
    small_firm_least="M11-least",
    small_firm_most="M11-most",
)
