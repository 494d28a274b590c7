"""The most a bid may ask: the ceiling the documents set, or the budget where they set none.

Everything that judges, shows or prints a ceiling takes it from here, so that notice, pages, opening record,
report and review never differ.
"""

from __future__ import annotations

from decimal import Decimal


def ceiling_in_force(*, ceiling_price: Decimal | None, budget: Decimal) -> Decimal:
    """In yuan; a ceiling lies never above the budget (87令第十二条)."""
    return budget if ceiling_price is None else min(ceiling_price, budget)
