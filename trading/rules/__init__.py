"""Dated statutory values as TOML, and the working-day calendar the programme brings. Not for: deciding with them."""

from trading.rules.book import all_rules, rulebook
from trading.rules.provisional import provisional_body
from trading.rules.working_days import official_calendar

__all__ = ["all_rules", "official_calendar", "provisional_body", "rulebook"]
