"""The opening form (开标一览表): what is read out. Not for: judging whether the price is acceptable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.canonical import Json
from core.errors import Invalid
from core.money import yuan

MAX_LINE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningForm:
    """The price in yuan, and the other lines as the bidder wrote them, by field name."""

    price: Decimal
    lines: Mapping[str, str]


FIELD_TITLES = {
    "period": "交付（服务）期限",
    "warranty": "质量保证期",
    "note": "备注",
}
"""What the bidder's page asks for besides the price; other lines are read out under their own name."""


def read_form(form: Mapping[str, Json]) -> OpeningForm:
    """The form as read out: `price` as text to the fen and above zero, every other field a line of text.

    Raises `Invalid` (`form-unreadable`, and what `yuan` raises).
    """
    price = form.get("price")
    if not isinstance(price, str):
        raise _unreadable("price")
    value = yuan(price, field="price")
    if value <= 0:
        raise _unreadable("price")
    lines: dict[str, str] = {}
    for name, text in form.items():
        if name == "price":
            continue
        if not isinstance(text, str) or len(text) > MAX_LINE:
            raise _unreadable(name)
        lines[name] = text
    return OpeningForm(price=value, lines=lines)


def _unreadable(field: str) -> Invalid:
    return Invalid(code="form-unreadable", message="开标一览表的内容无法识别", field=field)
