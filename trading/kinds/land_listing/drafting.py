"""What a draft of a listing must hold, and the checklist that shows it. Not for: storing anything."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from core.errors import Invalid
from trading.kinds.land_listing.linting import objections
from trading.kinds.land_listing.model_text import DOCUMENTS
from trading.kinds.land_listing.names import REGULATION, TERMS
from trading.kinds.land_listing.particulars import LABELS, parcel_of
from trading.kinds.land_listing.times import TIMES
from trading.projects.domain.draft import Basics, Drafting, Line, LotBasics, basics_texts
from trading.projects.domain.panel import OFFICERS, THRESHOLD
from trading.projects.domain.requirement import Requirement

_CONTENTS = f"{REGULATION}第九条"
_NEEDED = (
    *("name", "parcel_no", "location", "land_status", "planning", "payment", "qualification"),
    *("tenderer_address", "tenderer_contact", "tenderer_phone", "agency_contact", "agency_phone"),
)
_FIGURES = ("area", "term_years", "deposit")
_CALLED = LABELS | {"qualification": f"{LABELS['qualification']}（没有的填写“无”）"}


def contents_faults(basics: Basics) -> Iterator[Invalid]:
    """Contents an 出让公告 must have."""
    parcel = parcel_of(basics)
    said = {**basics_texts(basics), **msgspec.structs.asdict(parcel)}
    for field in _NEEDED:
        if not said[field].strip():
            yield _needed(field)
    for field in _FIGURES:
        if said[field] <= 0:
            yield _needed(field)


def ceiling_faults(lot: LotBasics) -> Iterator[Invalid]:
    """A listing has a starting price and no ceiling."""
    if lot.ceiling_price is not None:
        yield Invalid(
            code="ceiling-not-for-this",
            message="挂牌出让不设最高限价，请留空",
            field="ceiling_price",
            article=f"{REGULATION}第十九条",
        )


def _needed(field: str) -> Invalid:
    return Invalid(code="content-missing", message=f"请填写{_CALLED[field]}", field=field, article=_CONTENTS)


def requirements(basics: Basics) -> tuple[Requirement, ...]:
    """What a bidder must answer."""
    return (Requirement(title="资格要求", text=basics.qualification),)


DRAFTING = Drafting(
    terms=TERMS,
    steps=(
        ("basics", "宗地情况"),
        ("panel", "报价开启小组"),
        ("times", "时间安排"),
        ("documents", "出让文件"),
        ("preview", "预览提交"),
    ),
    article=_CONTENTS,
    contents=contents_faults,
    ceiling=ceiling_faults,
    scheme=None,
    times=TIMES,
    objections=objections,
    documents=DOCUMENTS,
    most_lots=1,  # number, place, area, terms of use and deposit are told once for the project
    lines=(
        Line(
            "公告内容齐全",
            _CONTENTS,
            "basics",
            frozenset({"content-missing", "budget-missing", "ceiling-not-for-this", "lots-too-many"}),
            rule="N20",
        ),
        Line(
            "出让年限不超过法定最高年限",
            "《城镇国有土地使用权出让和转让暂行条例》第十二条",
            "basics",
            frozenset({"term-too-long"}),
            rule="land-term:{category}",
        ),
        Line(
            "竞买保证金不低于规定比例，或者说明理由",
            "《关于进一步加强房地产用地供应和监管有关问题的通知》（国土资发〔2010〕34号）",
            "basics",
            frozenset({"deposit-too-low"}),
            rule="M17",
        ),
        Line(
            f"报价开启小组{OFFICERS}人，{THRESHOLD}人共同解密，任何单位不得单独解密",
            f"{REGULATION}第十七条（参照）",
            "panel",
            frozenset({"panel-size", "panel-threshold", "panel-person-repeated", "panel-one-organisation"}),
        ),
        Line(
            "报价开启人员均已生成密钥",
            "《电子签名法》第十三条",
            "panel",
            frozenset({"officer-without-key", "officer-key-unusable"}),
        ),
        Line("写明报价开启地点", _CONTENTS, "times", frozenset({"opening-place-missing"}), rule="N20"),
        Line(
            "公告发布时间尚未过去",
            _CONTENTS,
            "times",
            frozenset({"publication-past", "times-missing", "calendar-unknown-year"}),
            rule="N20",
        ),
        Line(
            "公告至挂牌开始的时间足够",
            f"{REGULATION}第八条",
            "times",
            frozenset({"listing-too-soon"}),
            rule="TL01",
        ),
        Line(
            "挂牌时间足够",
            f"{REGULATION}第十八条",
            "times",
            frozenset({"listing-too-short", "documents-after-deadline"}),
            rule="TL02",
        ),
        Line(
            "起止日为工作日，或已说明理由",
            "《中华人民共和国民法典》第二百零三条",
            "times",
            frozenset({"day-off-unacknowledged"}),
            rule="MD203",
        ),
        Line(
            "出让文件各章内容齐全，标明必须响应的条款",
            f"{REGULATION}第七条",
            "documents",
            frozenset({"documents-missing", "chapter-empty", "reference-unknown", "substantive-missing"}),
        ),
    ),
)
