"""Tables in forms: the rows of a struct's tuples of structs, before they are read.

Not for: reading them, see `web.forms`.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from core.text import is_blank
from web.form_fields import FieldError, bare, extras_of, missing
from web.form_values import FormValues


def closed_up(values: FormValues, form: type[msgspec.Struct]) -> FormValues:
    """Without the rows of `form`'s tables in which nothing was typed. A choice always has a value, and so has what a
    row is known by: neither is typing."""
    for name, item in tables_of(form):
        values = values.closed_up(name, idle=_choices(item), known_by=_known_by(item))
    return values


def errors_of_rows(values: FormValues, form: type[msgspec.Struct]) -> dict[str, FieldError]:
    """What the form and its rows lack that is asked for (`extra["asked"]`), the first row also where it is empty.

    An operation says so itself; this is for a form that is refused before it gets there, so that it is told at once.
    """
    asked = {
        name: missing(hint)
        for name, hint in get_type_hints(form, include_extras=True).items()
        if _is_asked(hint) and is_blank("".join(values.every(name)))
    }
    return asked | {
        name: missing(hint)
        for table, item in tables_of(form)
        for row in values.typed_rows(table, idle=_choices(item) | _known_by(item)) or (0,)
        for field, hint in get_type_hints(item, include_extras=True).items()
        if _is_asked(hint) and is_blank(values.get(name := f"{table}-{row}-{field}", ""))
    }


def _is_asked(hint: Any) -> bool:
    return any(said.get("asked") for said in extras_of(hint))


def _choices(item: type[msgspec.Struct]) -> set[str]:
    return {field.name for field in msgspec.structs.fields(item) if isinstance(field.default, Enum)}


def _known_by(item: type[msgspec.Struct]) -> set[str]:
    fields = msgspec.structs.fields(item)
    return {field.name for field in fields if bare(field.type) is UUID and not field.required}


def tables_of(form: type[msgspec.Struct]) -> Iterator[tuple[str, type[msgspec.Struct]]]:
    """The fields of `form` that are tables, with the struct of their rows."""
    for name, hint in get_type_hints(form).items():
        item = next(iter(get_args(hint)), None)
        if get_origin(hint) in (list, tuple) and isinstance(item, type) and issubclass(item, msgspec.Struct):
            yield name, item
