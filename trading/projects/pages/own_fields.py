"""The fields of a form that are a kind's own, told by its particulars: label, hint, unit and what to type it in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import msgspec

from trading.kinds import Kind
from web.form_fields import bare, extras_of

LONGEST_LINE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnField:
    """`shape`: tick, text, lines, number or money."""

    name: str
    label: str
    hint: str | None
    unit: str | None
    shape: str
    maxlength: int | None


def own_fields(kind: Kind) -> tuple[OwnField, ...]:
    """In the order of the struct."""
    return tuple(_field(field) for field in msgspec.structs.fields(kind.particulars.form))


def _field(field: msgspec.structs.FieldInfo) -> OwnField:
    metas = [meta for meta in field.type.__metadata__ if isinstance(meta, msgspec.Meta)]
    maxlength = next((meta.max_length for meta in metas if meta.max_length), None)
    return OwnField(
        name=field.name,
        label=next(meta.title for meta in metas if meta.title),
        hint=next((meta.description for meta in metas if meta.description), None),
        unit=next((extra["unit"] for extra in extras_of(field.type) if "unit" in extra), None),
        shape=_shape(bare(field.type), maxlength),
        maxlength=maxlength,
    )


def _shape(of: object, maxlength: int | None) -> str:
    if of is bool:
        return "tick"
    if of in (int, Decimal):
        return "number"
    return "lines" if maxlength is None or maxlength > LONGEST_LINE else "text"
