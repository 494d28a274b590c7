"""How a listing comes to its winner: the highest price, and among equal prices the first to arrive."""

from __future__ import annotations

from trading.decisions.domain.deciding import Better, Deciding, Formula, Method
from trading.kinds.land_listing.names import REGULATION, TERMS
from trading.rules import FOLDER
from trading.rules.ending import ending_grounds
from trading.rules.passing_over import grounds

RULES = FOLDER / "land_listing.toml"
METHOD = Method(
    code="price",
    better=Better.HIGHER,
    committee=False,
    scored=False,
    equals_share=False,
    order="报价应由高到低排列，报价相同的先提交者在前",
    article=f"{REGULATION}第十九条",
    formula=Formula(
        title="价高者得",
        article=f"{REGULATION}第十九条",
        ranking=("挂牌报价由高到低", "报价相同的，先提交者在前"),
    ),
)
DECIDING = Deciding(
    terms=TERMS,
    grounds=grounds(RULES),
    endings=ending_grounds(RULES),
    order_article=f"{REGULATION}第十九条",
    deemed_article="",
    ending_article=f"{REGULATION}第十九条",
)
