"""What an open tender says of its object and conditions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, TypeAlias, cast

import msgspec

from core.text import fit_name
from trading.kinds.procurement.names import TERMS
from trading.projects.domain.comprehensive import Points
from trading.projects.domain.draft import Basics, labels
from trading.projects.domain.particulars import Particulars, Schema

_Line: TypeAlias = Annotated[str, msgspec.Meta(max_length=200, extra={"read": fit_name})]
_Days: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=3650)]
_Text: TypeAlias = Annotated[str, msgspec.Meta(max_length=4000)]


class TenderParticulars(Particulars, frozen=True, kw_only=True):
    """In the order of the form."""

    plan_no: Annotated[str, msgspec.Meta(max_length=80, title="采购计划编号")] = ""
    funding: Annotated[_Line, msgspec.Meta(title="资金来源")] = ""
    bid_validity_days: Annotated[
        int, msgspec.Meta(ge=1, le=3650, title="投标有效期", extra={"unit": "日"})
    ] = 90
    requirement: Annotated[
        _Text, msgspec.Meta(title="采购需求", description="采购标的的名称、数量、简要技术和服务要求。")
    ] = ""
    performance_period: Annotated[_Line, msgspec.Meta(title="合同履行期限")] = ""
    consortium_allowed: Annotated[bool, msgspec.Meta(title="接受联合体投标")] = False
    standardised: Annotated[
        bool,
        msgspec.Meta(
            title="技术、服务等标准统一的货物、服务",
            description="标准统一的应当采用最低评标价法，不得综合评分。",
        ),
    ] = False
    sme_reserved: Annotated[bool, msgspec.Meta(title="专门面向中小企业采购")] = False
    sme_percent: Annotated[
        Points | None,
        msgspec.Meta(
            title="预留给中小企业的份额（占预算）",
            description="不专门面向中小企业采购的填写。",
            extra={"unit": "%"},
        ),
    ] = None
    small_percent: Annotated[
        Points | None, msgspec.Meta(title="其中预留给小微企业的比例", extra={"unit": "%"})
    ] = None
    sme_not_reserved_reason: Annotated[_Line, msgspec.Meta(title="不预留或者未足额预留的原因")] = ""
    payment_days: Annotated[
        _Days | None, msgspec.Meta(title="付款期限", description="自交付之日起。", extra={"unit": "日"})
    ] = None
    intention_published_on: Annotated[
        date | None, msgspec.Meta(title="采购意向公开日期", description="未公开的不填，在下一栏写明原因。")
    ] = None
    intention_exempt: Annotated[_Line, msgspec.Meta(title="未公开或者未提前公开采购意向的原因")] = ""
    agency_fee: Annotated[_Line, msgspec.Meta(title="代理服务收费标准及金额")] = ""


LABELS = labels(TenderParticulars, TERMS)
PARTICULARS = Schema(
    form=TenderParticulars, blank=TenderParticulars(funding="财政性资金"), searched=("plan_no",)
)


def tender_of(basics: Basics) -> TenderParticulars:
    """The particulars of a project of this kind."""
    return cast("TenderParticulars", basics.particulars)


def policies(tender: TenderParticulars) -> Iterator[str]:
    """What a tender says it does for small and medium firms, in sentences (财库〔2020〕46号第六条、第八条)."""
    if tender.sme_reserved:
        yield "本项目专门面向中小企业采购"
        return
    if tender.sme_percent:
        small = f"，其中预留给小微企业的比例为{tender.small_percent}%" if tender.small_percent else ""
        yield f"预留给中小企业的份额为预算的{tender.sme_percent}%{small}"
    if tender.sme_not_reserved_reason:
        yield f"{LABELS['sme_not_reserved_reason']}：{tender.sme_not_reserved_reason}"
