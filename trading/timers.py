"""The names of trading's timers: addresses, answered to in `trading.jobs`. Not for: when they are due."""

PUBLISH_NOTICE = "trading.publish_notice"
PUBLISH_AWARD = "trading.publish_award"
