"""How an open tender comes to its winner."""

from __future__ import annotations

from trading.decisions.domain.deciding import Better, Deciding, Method
from trading.kinds.procurement.names import TERMS
from trading.rules import FOLDER
from trading.rules.ending import ending_grounds
from trading.rules.passing_over import grounds

METHOD = Method(
    code="comprehensive",
    better=Better.LOWER,
    committee=True,
    equals_share=True,
    order="评标结果应按评审后得分由高到低排列，得分相同的按投标报价由低到高排列",
    article="《政府采购货物和服务招标投标管理办法》第五十七条",
)
DECIDING = Deciding(
    terms=TERMS,
    grounds=grounds(FOLDER / "passing_over.toml"),
    endings=ending_grounds(FOLDER / "ending.toml"),
    order_article="《政府采购法实施条例》第四十三条",
    deemed_article="《政府采购货物和服务招标投标管理办法》第六十八条",
    ending_article="《政府采购法》第三十六条",
)
