"""The model text of a listing's documents (出让文件), and what the project fills in.

The wording stands in `model_text.toml`. Not for: what an agency makes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from core.clock import moment_text, zoned_text
from core.money import grouped
from trading.kinds.land_listing.names import CATEGORY_TITLES, REGULATION
from trading.kinds.land_listing.notices import contact_section, parcel_section, starting_price
from trading.kinds.land_listing.particulars import parcel_of
from trading.notices.domain.notice_shape import Announcement
from trading.papers.domain.filling import Filling, ModelTexts
from trading.projects.domain.document import DocumentLaw
from trading.projects.domain.model_text import model_chapters


def _obtained(given: Announcement) -> str:
    return f"{moment_text(given.times.publish_at)}至{zoned_text(given.times.documents_until)}"


_REFERENCES: Mapping[str, Callable[[Announcement], str]] = {
    "项目名称": lambda given: given.facts.basics.name,
    "项目编号": lambda given: given.facts.project_no,
    "出让人": lambda given: given.facts.tenderer_name,
    "宗地编号": lambda given: parcel_of(given.facts.basics).parcel_no,
    "宗地坐落": lambda given: parcel_of(given.facts.basics).location,
    "出让面积": lambda given: f"{parcel_of(given.facts.basics).area.normalize():f}平方米",
    "土地用途": lambda given: CATEGORY_TITLES[given.facts.basics.category],
    "出让年限": lambda given: f"{parcel_of(given.facts.basics).term_years}年",
    "土地现状": lambda given: parcel_of(given.facts.basics).land_status,
    "规划指标要求": lambda given: parcel_of(given.facts.basics).planning,
    "竞买保证金": lambda given: f"{grouped(parcel_of(given.facts.basics).deposit)}元",
    "价款缴纳": lambda given: parcel_of(given.facts.basics).payment,
    "特定资格要求": lambda given: given.facts.basics.qualification,
    "起始价": lambda given: starting_price(given.facts),
    "获取出让文件时间": _obtained,
    "挂牌开始时间": lambda given: zoned_text(given.times.documents_until),
    "挂牌截止时间": lambda given: zoned_text(given.times.bids_due_at),
    "报价开启地点": lambda given: given.opening_place,
    "联系人": lambda given: given.facts.basics.tenderer_contact,
    "联系电话": lambda given: given.facts.basics.tenderer_phone,
}


def _filling(given: Announcement) -> Filling:
    return Filling(
        references={name: said(given) for name, said in _REFERENCES.items()},
        parts={
            "instructions": (contact_section("出让人和出让代理机构", given.facts),),
            "parcel": (parcel_section("宗地的基本情况", given.facts),),
        },
    )


DOCUMENTS = DocumentLaw(
    called="出让文件",
    model=model_chapters(Path(__file__).with_name("model_text.toml")),
    references=frozenset(_REFERENCES),
    article=f"{REGULATION}第七条",
    marking=f"{REGULATION}第七条（参照）",
)
MODEL_TEXTS = ModelTexts(title="国有建设用地使用权挂牌出让文件", filling=_filling)
