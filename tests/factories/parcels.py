"""A parcel of land as an agency types it."""

from __future__ import annotations

from decimal import Decimal

from factories.lives import Typed

from trading.kinds.land_listing.particulars import ParcelParticulars


def industrial_parcel(no: str) -> Typed:
    """Of fifty million yuan, under this 宗地编号."""
    return Typed(
        name=f"双流区{no}地块",
        category="industrial",
        budget=Decimal(50_000_000),
        particulars=ParcelParticulars(
            parcel_no=no,
            location="双流区黄水镇",
            area=Decimal("20000.5"),
            term_years=50,
            land_status="净地",
            planning="容积率不小于1.0",
            deposit=Decimal(10_000_000),
            payment="一次付清",
        ),
    )
