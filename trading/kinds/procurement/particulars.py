"""What an open tender says of its object and conditions."""

from __future__ import annotations

from typing import Annotated, TypeAlias, cast

import msgspec

from core.text import fit_name
from trading.kinds.procurement.names import TERMS
from trading.projects.domain.draft import Basics, labels
from trading.projects.domain.particulars import Particulars, Schema

_Line: TypeAlias = Annotated[str, msgspec.Meta(max_length=200, extra={"read": fit_name})]
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
    sme_reserved: Annotated[bool, msgspec.Meta(title="专门面向中小企业采购")] = False
    agency_fee: Annotated[_Line, msgspec.Meta(title="代理服务收费标准及金额")] = ""


LABELS = labels(TenderParticulars, TERMS)
PARTICULARS = Schema(
    form=TenderParticulars, blank=TenderParticulars(funding="财政性资金"), searched=("plan_no",)
)


def tender_of(basics: Basics) -> TenderParticulars:
    """The particulars of a project of this kind."""
    return cast("TenderParticulars", basics.particulars)
