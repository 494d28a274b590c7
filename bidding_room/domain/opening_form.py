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
from trading.kinds import KINDS
from trading.projects.domain.offer import FormLine, Offer

MAX_LINE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningForm:
    """The price in yuan, and the other lines as the bidder wrote them, by field name."""

    price: Decimal
    lines: Mapping[str, str]


def form_lines() -> Mapping[str, FormLine]:
    """What opening forms hold besides the price, of all kinds; a form with any other line is none."""
    return {line.name: line for kind in KINDS.values() for line in kind.offer.lines}


def read_form(form: Mapping[str, Json]) -> OpeningForm:
    """The form as read out: `price` as text to the fen and above zero, every other field a known line of text.

    A client asks before it seals; the opening asks of whatever was sealed. Raises `Invalid` (`form-unreadable`,
    `form-field-unknown`, and what `sealed_price` and `fit_text` raise).
    """
    price = sealed_price(form.get("price"))
    known, lines = form_lines(), dict[str, str]()
    for name, text in form.items():
        if name == "price":
            continue
        if name not in known:
            raise Invalid(code="form-field-unknown", message="报价表含有未规定的栏目", field="form")
        lines[name] = _line(name, text)
    return OpeningForm(price=price, lines=lines)


def check_sealable(form: Mapping[str, Json]) -> None:
    """What a client asks before it seals, for afterwards nobody can: `read_form`, and choices that are known.

    Raises `Invalid` (`{line}-unknown`, and what `read_form` raises).
    """
    read_form(form)
    for line in form_lines().values():
        if line.choices and line.name in form and form[line.name] not in line.choices:
            raise Invalid(
                code=f"{line.name}-unknown",
                message=f"“{line.title}”请从列出的选项中选择，或者不作声明",
                field=line.name,
            )


def told_lines(form: Mapping[str, Json], *, offer: Offer) -> tuple[tuple[str, str], ...]:
    """Every line besides the price as people read it: title and text, in the order of the kind.

    What the kind does not ask for, as from a client that knows another kind, is told as that.
    """
    lines = {line.name: line for line in offer.lines}
    known = [name for name in lines if name in form]
    others = [name for name in form if name not in lines and name != "price"]
    return (
        *((lines[name].title, _told(lines[name], form[name])) for name in known),
        *((f"未列入本报价表的栏目（{name}）", str(form[name])) for name in others),
    )


def declared_enterprise(form: Mapping[str, Json]) -> Enterprise | None:
    """What the bidder declared; None where the form says nothing (older forms) or no type anybody knows."""
    said = form.get("enterprise")
    return Enterprise(said) if isinstance(said, str) and said in set(Enterprise) else None


def _told(line: FormLine, text: Json) -> str:
    if not line.choices or text == "":
        return str(text)
    return line.choices.get(str(text), f"“{text}”（{line.unknown}）")


def _line(name: str, text: Json) -> str:
    if not isinstance(text, str) or len(text) > MAX_LINE:
        raise _unreadable(name)
    return fit_text(text, field=name)


def _unreadable(field: str) -> Invalid:
    return Invalid(code="form-unreadable", message="报价表的内容无法识别", field=field)
