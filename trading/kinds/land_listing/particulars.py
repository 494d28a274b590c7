"""What a listing says of its parcel and its conditions (规定第九条)."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Annotated, TypeAlias, cast

import msgspec

from core.money import yuan
from core.numbers import NUMBER, read_number
from core.text import fit_name
from trading.kinds.land_listing.names import TERMS
from trading.projects.domain.draft import Basics, labels
from trading.projects.domain.particulars import Particulars, Schema

_Line: TypeAlias = Annotated[str, msgspec.Meta(max_length=200, extra={"read": fit_name})]
_Text: TypeAlias = Annotated[str, msgspec.Meta(max_length=4000)]


class ParcelParticulars(Particulars, frozen=True, kw_only=True):
    """In the order of the form."""

    parcel_no: Annotated[_Line, msgspec.Meta(title="宗地编号")] = ""
    location: Annotated[_Line, msgspec.Meta(title="宗地坐落", description="位置和四至界址。")] = ""
    area: Annotated[
        Decimal,
        msgspec.Meta(
            title="出让面积", extra={"read": partial(read_number, measure=NUMBER), "unit": "平方米"}
        ),
    ] = Decimal(0)
    term_years: Annotated[int, msgspec.Meta(ge=0, le=70, title="出让年限", extra={"unit": "年"})] = 0
    land_status: Annotated[
        _Text, msgspec.Meta(title="土地现状", description="空间范围、现状和交付条件。")
    ] = ""
    planning: Annotated[
        _Text, msgspec.Meta(title="规划指标要求", description="容积率、建筑密度、绿地率等规划条件。")
    ] = ""
    deposit: Annotated[Decimal, msgspec.Meta(title="竞买保证金", extra={"read": yuan, "unit": "元"})] = (
        Decimal(0)
    )
    payment: Annotated[_Line, msgspec.Meta(title="价款缴纳方式和期限")] = ""


LABELS = labels(ParcelParticulars, TERMS)
PARTICULARS = Schema(form=ParcelParticulars, blank=ParcelParticulars(), searched=("parcel_no", "location"))


def parcel_of(basics: Basics) -> ParcelParticulars:
    """The particulars of a project of this kind."""
    return cast("ParcelParticulars", basics.particulars)
