"""The most a bid may ask: the ceiling the documents set, or the budget where they set none.

Everything that judges, shows or prints a ceiling takes it from here, so that notice, pages, opening record,
report and review never differ.
"""

from __future__ import annotations

from decimal import Decimal

#: Bids above the budget are invalid like those above a ceiling (投标报价超过招标文件中规定的预算金额或者最高限价).
CEILING_ARTICLE = "《政府采购货物和服务招标投标管理办法》第六十三条"


def ceiling_in_force(*, ceiling_price: Decimal | None, budget: Decimal) -> Decimal:
    """In yuan; a ceiling lies never above the budget (87令第十二条)."""
    return budget if ceiling_price is None else min(ceiling_price, budget)
