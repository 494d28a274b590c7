"""Which test shows that a demand of the rule book is kept; numbers are tried in `unit/trading/test_rule_bounds.py`.

A demand without a line here fails, and so does a line whose test is no more.
"""

from __future__ import annotations

_U, _I, _W = "unit", "integration", "web"
_LINT = f"{_U}/trading/test_procurement_linting.py"
_TIMES = f"{_U}/trading/test_trading_times.py"
_SCHEME = f"{_U}/trading/test_trading_scheme.py"
_OPENING = f"{_I}/bidding_room/test_bid_opening.py"
_TAKING = f"{_I}/bidding_room/test_bid_taking.py"
_SCORING = f"{_I}/evaluation/test_evaluation_scoring.py"
_METHOD = f"{_U}/evaluation/test_comprehensive_method.py"

PROOFS: dict[str, dict[str, str]] = {
    "procurement": {
        "MD201": f"{_TIMES}::test_the_deadline_comes_when_the_twentieth_day_is_over",
        "MD202": f"{_U}/trading/test_rule_bounds.py::test_years_end_on_the_corresponding_day",
        "MD203": f"{_TIMES}::test_a_deadline_on_a_day_off_is_pointed_out_not_refused",
        "TG14": f"{_I}/trading/test_letters.py::"
        "test_tenderer_and_agency_find_the_report_on_their_desks_before_the_decision",
        "D06": f"{_I}/expert_pool/test_draw_operations.py::"
        "test_a_pool_too_small_for_the_seats_is_refused_before_anything_is_frozen",
        "E09": f"{_W}/evaluation/test_evaluation_web.py::"
        "test_a_supplier_explains_its_own_price_and_nobody_elses",
        "E10": f"{_I}/trading/test_letters.py::test_everybody_who_bid_gets_one_letter_and_the_log_its_hash",
        "G04": f"{_SCHEME}::test_there_is_no_upper_bound_under_87",
        "G19": f"{_U}/evaluation/test_evaluation_states.py::test_nothing_leaves_a_signed_or_aborted_session",
        "N06": f"{_I}/trading/test_ending.py::"
        "test_a_cancelled_task_ends_with_its_paper_and_is_not_tendered_again",
        "O10": f"{_I}/trading/test_ending.py::"
        "test_a_cancelled_task_ends_with_its_paper_and_is_not_tendered_again",
        "TG17": f"{_I}/trading/test_letters.py::test_a_loser_reads_its_own_score_and_rank_and_nobody_elses",
        "M06": f"{_LINT}::test_a_least_price_is_no_condition",
        "M06-ceiling": f"{_I}/trading/test_trading_refusals.py::test_a_ceiling_above_the_budget_is_refused",
        "M14": f"{_I}/evaluation/test_small_firm_deduction.py::"
        "test_who_declared_and_was_confirmed_is_evaluated_at_the_lower_price",
        "C09": f"{_I}/evaluation/test_purchasers_representative.py::test_who_cannot_be_the_representative",
        "C11": f"{_I}/evaluation/test_purchasers_representative.py::test_the_representative_cannot_lead",
        "C12": f"{_I}/expert_pool/test_drawn_members.py::test_names_stay_hidden_until_the_result_is_published",
        "D03": "property/test_draw_properties.py::test_over_many_seeds_everybody_is_drawn_as_often_as_everybody_else",
        "D07": f"{_I}/expert_pool/test_drawn_members.py::"
        "test_who_declines_is_followed_by_the_next_in_the_drawn_order",
        "O02": f"{_SCHEME}::test_three_people_of_three_organisations_can_open",
        "O04": f"{_U}/bidding_room/test_bid_domain.py::"
        "test_one_tick_before_the_deadline_is_in_time_and_the_deadline_itself_is_late",
        "O05": f"{_U}/bidding_room/test_bid_console.py::test_the_declared_type_of_enterprise_is_read_out_in_words",
        "O06": f"{_OPENING}::test_two_of_three_officers_open_all_bids",
        "O08": f"{_OPENING}::test_the_record_is_issued_logged_and_everything_withheld_is_disclosed",
        "E03": f"{_I}/bidding_room/test_bid_bytes.py::test_a_bid_whose_bytes_did_not_all_arrive_is_refused",
        "E04": f"{_TAKING}::test_a_bid_is_receipted_and_the_receipt_verifies_offline",
        "E05": f"{_OPENING}::test_the_host_cannot_begin_before_the_deadline",
        "E07": f"{_OPENING}::test_after_the_window_unopened_bids_are_put_down_to_the_platform_s_side",
        "E08": f"{_OPENING}::test_the_record_is_issued_logged_and_everything_withheld_is_disclosed",
        "E12": f"{_I}/evaluation/test_evaluation_report.py::test_the_report_is_issued_once_and_signed_once_by_each",
        "E13": f"{_I}/bidding_room/test_bid_secrecy.py::test_the_public_log_tells_nothing_of_who_has_bid",
        "E14": f"{_SCHEME}::test_a_panel_with_a_key_nobody_can_seal_to_is_not_formed",
        "G01": f"{_LINT}::test_what_is_standardised_is_not_scored",
        "G05": f"{_SCHEME}::test_points_that_are_not_100_are_refused",
        "G07": f"{_LINT}::test_no_quotation_is_dropped",
        "G08": f"{_METHOD}::test_w9_policy_deduction_changes_base_and_score_but_not_the_quoted_price",
        "G09": f"{_LINT}::test_a_condition_of_qualification_is_not_scored",
        "G09-interval": f"{_LINT}::test_an_interval_has_its_scores",
        "G09-quantified": f"{_SCHEME}::test_faults_come_together",
        "G10": f"{_METHOD}::test_equal_totals_are_ordered_by_the_lower_quoted_price",
        "G11": f"{_I}/trading/test_deemed_award.py::"
        "test_among_equals_the_rule_of_the_documents_decides_and_not_the_tenderer",
        "G13": f"{_I}/evaluation/test_evaluation_review.py::"
        "test_with_four_bids_an_invalid_price_is_out_of_base_and_ranking",
        "G16": f"{_I}/evaluation/test_evaluation_review.py::"
        "test_the_majority_finds_a_bid_invalid_and_dissent_is_kept",
        "G17": f"{_I}/evaluation/test_evaluation_review.py::"
        "test_an_unexplained_price_found_invalid_leaves_two_bids_and_fails_the_lot",
        "G18": f"{_SCORING}::test_only_lawful_causes_open_a_correction",
        "G20": f"{_I}/evaluation/test_evaluation_review.py::"
        "test_the_majority_finds_a_bid_invalid_and_dissent_is_kept",
        "G21": f"{_SCORING}::test_nobody_sees_anothers_marks_before_all_have_locked",
        "G25": f"{_METHOD}::test_members_score_is_the_exact_mean_rounded_once",
        "N08": f"{_I}/trading/test_trading_refusals.py::test_an_empty_draft_is_refused_with_everything_it_lacks",
        "N12": f"{_I}/trading/test_trading_life_cycle.py::"
        "test_the_award_is_published_once_with_ranking_and_committee",
        "N13": f"{_I}/trading/test_ending.py::"
        "test_when_nobody_is_left_the_procurement_ends_and_everybody_who_bid_is_told_why",
    },
    "land_listing": {
        "MD203": f"{_TIMES}::test_a_deadline_on_a_day_off_is_pointed_out_not_refused",
        "N20": f"{_W}/bidding_room/test_land_listing_pages.py::"
        "test_a_listing_is_begun_and_filled_in_on_the_pages",
    },
}
