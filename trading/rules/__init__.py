"""Dated statutory values as TOML, and the working-day calendar the programme brings. Not for: deciding with them."""

from trading.rules.article import Article
from trading.rules.book import FOLDER, rulebook, rules_in_force, rules_of
from trading.rules.provisional import provisional_body
from trading.rules.term import Term, of_category
from trading.rules.working_days import official_calendar

__all__ = [
    "FOLDER",
    "Article",
    "Term",
    "of_category",
    "official_calendar",
    "provisional_body",
    "rulebook",
    "rules_in_force",
    "rules_of",
]
