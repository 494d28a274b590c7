"""How an open tender comes to its winner."""

from __future__ import annotations

from dataclasses import replace

from trading.decisions.domain.deciding import Better, Deciding, Deduction, Formula, Method
from trading.kinds.procurement.enterprise import DEDUCTIBLE, ENTERPRISE_TITLES
from trading.kinds.procurement.names import TERMS
from trading.kinds.procurement.scheme import PRICE_BASE, PRICE_FORMULA
from trading.projects.domain.comprehensive import COMPREHENSIVE
from trading.rules import FOLDER
from trading.rules.ending import ending_grounds
from trading.rules.passing_over import grounds

FORMULA = Formula(
    title="综合评分法",
    article="《政府采购货物和服务招标投标管理办法》第五十五条、第五十七条",
    price_score=f"价格分＝{PRICE_FORMULA}，四舍五入保留两位小数；{PRICE_BASE}",
    members_score="评委评分＝各评审因素全体评委打分的算术平均值之和，平均值不取舍，求和后四舍五入保留两位小数",
    total="评审得分＝价格分＋评委评分",
    ranking=("评审得分由高到低", "得分相同的，投标报价由低到高", "得分且投标报价相同的，并列"),
)
METHOD = Method(
    code="comprehensive",
    better=Better.LOWER,
    committee=True,
    scored=True,
    equals_share=True,
    order="评标结果应按评审后得分由高到低排列，得分相同的按投标报价由低到高排列",
    article="《政府采购货物和服务招标投标管理办法》第五十七条",
    formula=FORMULA,
    formula_before=replace(
        FORMULA, total="总得分＝价格分＋评委评分", ranking=("总得分由高到低", *FORMULA.ranking[1:])
    ),
    deduction=Deduction(
        titles=ENTERPRISE_TITLES,
        entitled=DEDUCTIBLE,
        of="小型、微型企业",
        papers="《中小企业声明函》（监狱企业、残疾人福利性单位的证明文件）",
        unused="本项目专门面向中小企业采购或未规定价格扣除，不适用小微企业价格扣除。",
        article="《政府采购促进中小企业发展管理办法》（财库〔2020〕46号）第九条",
    ),
    scheme=COMPREHENSIVE,
)
DECIDING = Deciding(
    terms=TERMS,
    grounds=grounds(FOLDER / "passing_over.toml"),
    endings=ending_grounds(FOLDER / "ending.toml"),
    order_article="《政府采购法实施条例》第四十三条",
    deemed_article="《政府采购货物和服务招标投标管理办法》第六十八条",
    ending_article="《政府采购法》第三十六条",
)
