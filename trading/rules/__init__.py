"""Dated statutory values as TOML, and the official working-day calendar. Not for: deciding with them."""

from trading.rules.book import all_rules, rulebook
from trading.rules.working_days import calendar

__all__ = ["all_rules", "calendar", "rulebook"]
