"""政府采购货物和服务公开招标: values by reference to the statutory rules that hold them."""

from __future__ import annotations

from trading.kinds.kind import Kind

PROCUREMENT = Kind(
    code="procurement",
    title="政府采购",
    method_title="公开招标",
    law_title="《政府采购法》",
    category_titles={"goods": "货物", "services": "服务"},
    notice_days="TG02",
    provision_days="TG03",
    bidding_days="TG05",
    least_price_weight={"goods": "G03-goods", "services": "G03-services"},
    least_bidders="O03",
    report_days="TG14",
    determine_days="TG15",
    publish_award_days="TG16",
    award_notice_days="TG16-notice",
    contract_days="TG18",
    committee_size="C03",
    committee_size_large="C03-large",
    committee_large_budget="C03-budget",
    decrypt_window="E-decrypt-window",
)
