"""The opening form (开标一览表): what is read out. Not for: judging whether the price is acceptable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.canonical import Json
from core.errors import Invalid
from core.money import sealed_price
from core.text import fit_text
from trading.choices import Enterprise
from trading.decisions.domain.enterprise import ENTERPRISE_TITLES

MAX_LINE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningForm:
    """The price in yuan, and the other lines as the bidder wrote them, by field name."""

    price: Decimal
    lines: Mapping[str, str]


FIELD_TITLES = {
    "enterprise": "企业类型声明",
    "period": "交付（服务）期限",
    "warranty": "质量保证期",
    "note": "备注",
}
"""What the opening form holds besides the price; a form with any other line is none."""

UNDECLARED = "不声明（不享受小微企业价格扣除）"
"""What it means to leave `enterprise` out; said before sealing and in the bidder's own record."""


def read_form(form: Mapping[str, Json]) -> OpeningForm:
    """The form as read out: `price` as text to the fen and above zero, every other field a known line of text.

    A client asks before it seals; the opening asks of whatever was sealed. Raises `Invalid` (`form-unreadable`,
    `form-field-unknown`, and what `sealed_price` and `fit_text` raise).
    """
    price = sealed_price(form.get("price"))
    lines: dict[str, str] = {}
    for name, text in form.items():
        if name == "price":
            continue
        if name not in FIELD_TITLES:
            raise Invalid(
                code="form-field-unknown", message="开标一览表含有采购文件未规定的栏目", field="form"
            )
        lines[name] = _line(name, text)
    return OpeningForm(price=price, lines=lines)


def check_sealable(form: Mapping[str, Json]) -> None:
    """What a client asks before it seals, for afterwards nobody can: `read_form`, and a type that is known.

    Raises `Invalid` (`enterprise-unknown`, and what `read_form` raises).
    """
    read_form(form)
    if "enterprise" in form and declared_enterprise(form) is None:
        raise Invalid(
            code="enterprise-unknown", message="请从列出的企业类型中选择，或者不作声明", field="enterprise"
        )


def declared_enterprise(form: Mapping[str, Json]) -> Enterprise | None:
    """What the bidder declared; None where the form says nothing (older forms) or no type anybody knows."""
    said = form.get("enterprise")
    return Enterprise(said) if isinstance(said, str) and said in ENTERPRISE_TITLES else None


def told_lines(form: Mapping[str, Json]) -> tuple[tuple[str, str], ...]:
    """Every line besides the price as people read it: title and text, in the order of the titles."""
    known = [name for name in FIELD_TITLES if name in form]
    others = [name for name in form if name not in FIELD_TITLES and name != "price"]
    return tuple((FIELD_TITLES.get(name, name), _told(name, form[name])) for name in (*known, *others))


def _told(name: str, text: Json) -> str:
    if name != "enterprise" or text == "":
        return str(text)
    declared = declared_enterprise({name: text})
    return ENTERPRISE_TITLES[declared] if declared else f"“{text}”（不是列出的企业类型，视为未声明）"


def _line(name: str, text: Json) -> str:
    if not isinstance(text, str) or len(text) > MAX_LINE:
        raise _unreadable(name)
    return fit_text(text, field=name)


def _unreadable(field: str) -> Invalid:
    return Invalid(code="form-unreadable", message="开标一览表的内容无法识别", field=field)
