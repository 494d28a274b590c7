"""The model text of an open tender's documents (87令第二十条), and what the project fills in.

The wording stands in `model_text.toml`. Not for: what an agency makes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from core.clock import moment_text, zoned_text
from core.money import grouped
from trading.kinds.procurement.names import CATEGORY_TITLES, METHOD_TITLE, TERMS
from trading.kinds.procurement.notices.announcement import deduction, scheme_table
from trading.kinds.procurement.notices.sections import amount, contact_section, points
from trading.kinds.procurement.particulars import tender_of
from trading.kinds.procurement.scheme import PRICE_BASE, PRICE_FORMULA
from trading.kinds.procurement.ties import TIE_ARTICLE, TIE_RULE_TITLES
from trading.notices.domain.notice_shape import Announcement, Section
from trading.papers.domain.filling import Filling, ModelTexts
from trading.projects.domain.document import DocumentLaw
from trading.projects.domain.model_text import model_chapters
from trading.projects.domain.scheme import Scheme

_87 = "《政府采购货物和服务招标投标管理办法》"


def _small_firms(given: Announcement) -> str:
    if tender_of(given.facts.basics).sme_reserved:
        return (
            "本项目专门面向中小企业采购，投标人应为中小企业（监狱企业、残疾人福利性单位视同小型、微型企业）。"
        )
    return "本项目未专门面向中小企业采购，对小型、微型企业的报价按评审办法的规定给予扣除。"


def _ceilings(given: Announcement) -> str:
    lots = given.facts.basics.lots
    if len(lots) == 1:
        return amount(lots[0].ceiling)
    return "；".join(f"第{lot.no}包为{grouped(lot.ceiling)}元" for lot in lots)


def _obtained(given: Announcement) -> str:
    return f"{moment_text(given.times.publish_at)}至{zoned_text(given.times.documents_until)}"


def _consortium(given: Announcement) -> str:
    if not tender_of(given.facts.basics).consortium_allowed:
        return "本项目不接受联合体投标。"
    return "本项目接受联合体投标。联合体各方应签订联合协议，载明各方承担的工作和义务，并随投标文件提交。"


_REFERENCES: Mapping[str, Callable[[Announcement], str]] = {
    "项目名称": lambda given: given.facts.basics.name,
    "项目编号": lambda given: given.facts.project_no,
    "采购计划编号": lambda given: tender_of(given.facts.basics).plan_no or "无",
    "采购人": lambda given: given.facts.tenderer_name,
    "代理机构": lambda given: given.facts.agency_name,
    "预算金额": lambda given: amount(given.facts.basics.budget),
    "最高限价": _ceilings,
    "资金来源": lambda given: tender_of(given.facts.basics).funding,
    "采购需求": lambda given: tender_of(given.facts.basics).requirement,
    "合同履行期限": lambda given: tender_of(given.facts.basics).performance_period,
    "投标有效期": lambda given: f"{tender_of(given.facts.basics).bid_validity_days}日",
    "特定资格要求": lambda given: given.facts.basics.qualification,
    "获取招标文件时间": _obtained,
    "投标截止时间": lambda given: zoned_text(given.times.bids_due_at),
    "开标地点": lambda given: given.opening_place,
    "联合体": _consortium,
    "中小企业政策": _small_firms,
    "代理服务费": lambda given: tender_of(given.facts.basics).agency_fee or "无",
}


def _filling(given: Announcement) -> Filling:
    return Filling(
        references={name: said(given) for name, said in _REFERENCES.items()},
        parts={
            "instructions": (
                _front_table(given),
                _lots(given),
                contact_section("采购人和代理机构", given.facts),
            ),
            "evaluation": _evaluation(given),
        },
    )


def _front_table(given: Announcement) -> Section:
    tender = tender_of(given.facts.basics)
    return Section(
        heading="投标人须知前附表",
        lines=(
            *((name, _REFERENCES[name](given)) for name in ("项目名称", "项目编号", "采购计划编号")),
            ("采购方式", METHOD_TITLE),
            ("项目类别", CATEGORY_TITLES[given.facts.basics.category]),
            *((name, _REFERENCES[name](given)) for name in ("预算金额", "最高限价", "资金来源")),
            ("采购包划分", f"共{len(given.facts.basics.lots)}包"),
            ("是否接受联合体投标", "是" if tender.consortium_allowed else "否"),
            ("是否专门面向中小企业采购", "是" if tender.sme_reserved else "否"),
            ("投标有效期", f"自投标截止之日起{tender.bid_validity_days}日"),
            ("获取招标文件时间", _obtained(given)),
            ("投标截止时间和开标时间", zoned_text(given.times.bids_due_at)),
            ("开标地点", given.opening_place),
            (
                "电子投标文件的解密",
                f"由{len(given.officers)}名开标人员的公钥分片加密，{given.threshold}人到场方可解密："
                + "、".join(f"{one.duty_title}（{one.organisation_name}）" for one in given.officers),
            ),
        ),
    )


def _lots(given: Announcement) -> Section:
    table = given.facts.lots_table(TERMS, money=lambda lot: (grouped(lot.budget), grouped(lot.ceiling)))
    if table is None:
        return Section(heading="采购包", paragraphs=("本项目不分包。",))
    return Section(heading="采购包", table=table)


def _evaluation(given: Announcement) -> tuple[Section, ...]:
    return tuple(
        _scheme_section(f"第{lot.no}包评审标准" if given.facts.basics.has_several else "评审标准", scheme)
        for lot, scheme in zip(given.facts.basics.lots, given.schemes, strict=True)
    )


def _scheme_section(heading: str, scheme: Scheme) -> Section:
    return Section(
        heading=heading,
        paragraphs=(
            f"价格分值{points(scheme.price_points)}分。价格分＝{PRICE_FORMULA}；{PRICE_BASE}。",
            f"得分相同的，投标报价低的在前；得分和投标报价均相同的，{TIE_RULE_TITLES[scheme.tie_rule]}（{TIE_ARTICLE}）。",
            *deduction(scheme),
        ),
        table=scheme_table(scheme),
    )


DOCUMENTS = DocumentLaw(
    called="招标文件",
    model=model_chapters(Path(__file__).with_name("model_text.toml")),
    references=frozenset(_REFERENCES),
    article=f"{_87}第二十条",
    marking=f"{_87}第二十条",
)
MODEL_TEXTS = ModelTexts(title="公开招标文件", filling=_filling)
