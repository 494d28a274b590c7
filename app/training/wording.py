"""What falls due is called so on the clock's page; every template of a training instance knows this name."""

from __future__ import annotations

# What falls due, in words; a timer without a title is shown by its name.
_TIMER_TITLES = {
    "trading.publish_notice": "发布公告",
    "trading.publish_award": "发布结果公告",
    "bidding_room.freeze_bids": "投标截止",
    "bidding_room.call_off_unopened": "逾期未开标的终止",
}

WORDS = {
    "timer_titles": _TIMER_TITLES,
}
