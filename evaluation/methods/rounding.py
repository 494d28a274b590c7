"""Rounding as scores are rounded: 四舍五入, on exact fractions, so no intermediate value is ever rounded.

Not for: money, which `core.money` keeps to the fen.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def half_up(value: Fraction | Decimal, *, places: int = 2) -> Decimal:
    """`value` (never negative) to `places` decimals, a half going up."""
    scaled = Fraction(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-places)
