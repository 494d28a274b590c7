"""What a page says of the fields of a form: told by the struct that reads them, never spelled again in a template.

A field's `Meta` has its label (`title`) and its hint (`description`); its `extra` may have a `unit`, `options` (values
with their titles), `autocomplete`, how many characters are `typed` at most, the `article` that demands it, and
`is_subject` where it names what the form is about, whatever number that has got meanwhile.
`"{tenderer}地址"` is filled with the terms of the kind at hand. A form says where it is posted; the route there says
which struct it takes.
Not for: reading what was typed; see `web.forms`.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, get_args, get_origin

import msgspec
from litestar.exceptions import MethodNotAllowedException, NotFoundException

from core.money import yuan
from web.form_fields import bare, extras_of, metas_of, reader_of, title_of, yes_or_no

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from web.visitor import HttpRequest

Struct = type[msgspec.Struct]

WORD = "word"
LONGEST_LINE = 300
_ROW = re.compile(r"-(?:[0-9]+|__n__)-")
_READ_AS = {yuan: "money", yes_or_no: "choice"}
_SHAPES: dict[Any, str] = {bool: "tick", int: "count", Decimal: "number", datetime: "moment", date: "day"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`shape`: line, text, password, file, money, number, count, moment, day, tick, choice or several; `options` are
    values with their titles, where the struct knows them; `is_subject`: it names what the form is about."""

    label: str
    hint: str | None
    unit: str | None
    shape: str
    maxlength: int | None
    required: bool
    default: str
    options: tuple[tuple[str, str], ...]
    autocomplete: str
    is_subject: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a struct by name, in the words of a kind; `criteria-0-name` is a field of a row."""

    fields: Mapping[str, Field]
    words: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Field:
        """Raises `KeyError` for what is no field, and for a word that is not given."""
        told = self.fields[_ROW.sub("-", name)]
        hint = None if told.hint is None else told.hint.format(**self.words)
        options = tuple((value, title.format(**self.words)) for value, title in told.options)
        return replace(told, label=told.label.format(**self.words), hint=hint, options=options)


def read_as(word: Struct) -> dict[str, Any]:
    """`opt=read_as(Credentials)`: what a form posted to this route is read as; acts say it by themselves."""
    return {WORD: word}


def form_at(
    request: HttpRequest,
    address: str,
    terms: DataclassInstance | Mapping[str, str] | None = None,
    method: str = "POST",
) -> Form:
    """What is filled in in a form posted to `address` (with GET: by what a list there is narrowed down); nothing
    where it takes nothing."""
    try:
        _, handler, *_ = request.app.asgi_router.handle_routing(path=address.partition("?")[0], method=method)
    except (NotFoundException, MethodNotAllowedException):
        return Form({})
    word = handler.opt.get(WORD)
    words = terms if isinstance(terms, Mapping) else {} if terms is None else asdict(terms)
    return Form({} if word is None else fields_of(word), words)


@cache
def fields_of(word: Struct) -> Mapping[str, Field]:
    """Every field, those of a table's rows as `table-field`. Raises `LookupError` for one without a label."""
    return dict(_fields(word))


def _fields(word: Struct) -> Iterator[tuple[str, Field]]:
    for one in msgspec.structs.fields(word):
        yield one.name, _field(word, one)
        item = next(iter(get_args(bare(one.type))), None)
        if isinstance(item, type) and issubclass(item, msgspec.Struct):
            yield from ((f"{one.name}-{name}", inner) for name, inner in fields_of(item).items())


def _field(word: Struct, one: msgspec.structs.FieldInfo) -> Field:
    metas, said = list(metas_of(one.type)), ChainMap(*extras_of(one.type))
    label = title_of(one.type)
    if label is None:
        raise LookupError(f"{word.__name__}.{one.name} has no title")
    maxlength = next((meta.max_length for meta in metas if meta.max_length), None)
    return Field(
        label=label,
        hint=next((meta.description for meta in metas if meta.description), None),
        unit=said.get("unit"),
        shape=said.get("shape") or _shape(one.type, maxlength),
        maxlength=said.get("typed", maxlength),
        required=one.required,
        default=str(one.default.value) if isinstance(one.default, Enum) else "",
        options=tuple(
            (str(getattr(key, "value", key)), title) for key, title in said.get("options", {}).items()
        ),
        autocomplete=said.get("autocomplete", "off"),
        is_subject=said.get("is_subject", False),
    )


def _shape(hint: Any, maxlength: int | None) -> str:
    of, read = bare(hint), reader_of(hint)
    if get_origin(of) in (list, tuple):
        return "several"
    if read in _READ_AS:
        return _READ_AS[read]
    if of in _SHAPES:
        return _SHAPES[of]
    return "text" if of is str and maxlength and maxlength > LONGEST_LINE else "line"
