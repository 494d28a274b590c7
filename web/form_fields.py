"""Single fields: what was typed, read as the type its struct declares, and what is wrong in the words of the page.

Not for: whole forms; see `web.forms`.
"""

from __future__ import annotations

import re
import types
from collections import ChainMap
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin
from uuid import UUID

import msgspec

from core.clock import from_local, read_day
from core.credit_codes import read_credit_code, read_credit_code_if_any
from core.errors import DomainError, Invalid
from core.money import yuan
from core.numbers import COUNT, NUMBER, Measure, read_number
from core.organisation_names import read_organisation_name
from core.statements import LONGEST_EXPLANATION, LONGEST_REASON, LONGEST_REMARK
from core.text import fit_name, fit_paragraphs

Reader: TypeAlias = Callable[..., Any]
"""From what was typed to the field's value: `read(typed, field=name)`; raises `DomainError`."""

Yuan: TypeAlias = Annotated[Decimal, msgspec.Meta(extra={"read": yuan})]
"""A sum of money: `1,234.50` is fine in a form; to the fen, never negative."""


Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True, extra={"read": from_local})]
"""An instant: `2026-12-01T09:30` typed in Beijing time, or text with an offset; aware UTC afterwards."""

LONGEST_NAME = 200
Name: TypeAlias = Annotated[str, msgspec.Meta(max_length=LONGEST_NAME, extra={"read": fit_name})]
"""A name or title on one line: composed, without unseen characters at its ends."""

OrganisationName: TypeAlias = Annotated[
    str, msgspec.Meta(max_length=LONGEST_NAME, extra={"read": read_organisation_name})
]
"""A full name in the one spelling it is kept in."""

_CODE = {"typed": 40, "shape": "credit-code"}  # blanks between groups are typed too
CreditCode: TypeAlias = Annotated[str, msgspec.Meta(max_length=80, extra=_CODE | {"read": read_credit_code})]
CreditCodeIfAny: TypeAlias = Annotated[
    str, msgspec.Meta(max_length=80, extra=_CODE | {"read": read_credit_code_if_any})
]

PersonName: TypeAlias = Annotated[str, msgspec.Meta(max_length=60, extra={"read": fit_name})]
SignInName: TypeAlias = Annotated[str, msgspec.Meta(max_length=60, extra={"read": fit_name})]
Address: TypeAlias = Annotated[str, msgspec.Meta(max_length=300, extra={"read": fit_name})]
Phone: TypeAlias = Annotated[str, msgspec.Meta(max_length=40, extra={"read": fit_name})]

Password: TypeAlias = Annotated[
    str, msgspec.Meta(max_length=400, extra={"shape": "password", "autocomplete": "current-password"})
]
"""Long enough for any sentence; hashing is never asked about a megabyte."""


def _statement(most: int, *, missing: str = "reason-missing") -> msgspec.Meta:
    return msgspec.Meta(max_length=most, extra={"read": fit_paragraphs, "missing": missing})


Reason: TypeAlias = Annotated[str, _statement(LONGEST_REASON)]
"""What somebody states in running text; several fit one entry of the audit log. Without a default it must be stated:
nothing visible is refused (`reason-missing`)."""

ShortReason: TypeAlias = Annotated[str, _statement(LONGEST_REMARK)]
Explanation: TypeAlias = Annotated[str, _statement(LONGEST_EXPLANATION, missing="text-missing")]

Short: TypeAlias = Annotated[str, msgspec.Meta(max_length=80)]
"""A code, a choice, a number as typed."""

Line: TypeAlias = Annotated[str, msgspec.Meta(max_length=400)]
"""A line that a program made: a signature, an entity tag."""

Blob: TypeAlias = Annotated[str, msgspec.Meta(max_length=4000)]

FewBytes: TypeAlias = Annotated[bytes, msgspec.Meta(max_length=300)]
"""A key, a share, a signature: base64 over JSON."""

ManyBytes: TypeAlias = Annotated[bytes, msgspec.Meta(max_length=2 * 1024 * 1024)]
"""As many as a body may hold."""

Number: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=999_999_999)]
"""A count or a place in a list."""


def as_it_is(text: str, *, field: str | None = None) -> str:  # noqa: ARG001 - a reader's signature
    """What somebody signed or a program made: unaltered."""
    return text


def a_file(*, largest: int) -> msgspec.Meta:
    """Beside `str`: a file, in JSON its base64 of at most `largest` letters; `<field>_name` says what it is called."""
    return msgspec.Meta(max_length=largest, extra={"read": as_it_is, "shape": "file"})


def yes_or_no(typed: str, *, field: str | None = None) -> bool:
    """A choice of two; raises `Invalid` (`choice-unknown`) for anything else."""
    if typed not in _CHOICES:
        raise Invalid(code="choice-unknown", message="请从列出的选项中选择", field=field)
    return _CHOICES[typed]


_CHOICES = {"yes": True, "no": False}

Choice: TypeAlias = Annotated[bool, msgspec.Meta(extra={"read": yes_or_no})]
"""Yes or no by two radio buttons (`yes`, `no`), of which one must be chosen; a plain `bool` is a tick box."""


CHOSEN = msgspec.Meta(extra={"chosen": True})
"""Beside the type of a field that is chosen from what the page alone can list."""


def each_once(*keys: str) -> msgspec.Meta:
    """Beside the type of a list that comes in: no two items have the same `keys`; without keys, no two are the same."""
    return msgspec.Meta(extra={"each_once": keys})


def may_repeat(why: str) -> msgspec.Meta:
    """Beside the type of a list whose items may well be the same, and why; every list says one or the other."""
    return msgspec.Meta(extra={"may_repeat": why})


def doubled(items: Sequence[Any], hint: Any) -> dict[int, FieldError]:
    """The places of items that stand earlier in the list already, where `hint` says `each_once`."""
    keys = next((said["each_once"] for said in extras_of(hint) if "each_once" in said), None)
    if keys is None:
        return {}
    seen: set[Hashable] = set()
    found: dict[int, FieldError] = {}
    for place, item in enumerate(items):
        if item is None:
            continue  # unreadable, and told already
        key = tuple(getattr(item, name) for name in keys) if keys else item
        if key in seen:
            found[place] = FieldError(message="同一项重复出现", code="item-doubled")
        seen.add(key)
    return found


class FieldError(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one field, and the article that says so."""

    message: str
    code: str
    article: str | None = None


def field_error(*errors: DomainError) -> FieldError:
    """What is wrong with one field; several mistakes stand in one sentence, each article once."""
    return FieldError(
        message="；".join(dict.fromkeys(error.message for error in errors)),
        code=errors[0].code,
        article="；".join(dict.fromkeys(error.article for error in errors if error.article)) or None,
    )


def parse_scalar(typed: str, hint: Any, *, name: str) -> Any:
    """`typed` as the type `hint`; raises `DomainError` or `msgspec.ValidationError`."""
    kind = bare(hint)
    read = reader_of(hint) or (
        partial(read_number, measure=_counted(hint)) if kind is int else _READERS.get(kind)
    )
    value = read(typed, field=name) if read else typed
    return msgspec.convert(int(value) if kind is int else value, hint, strict=False)


def _counted(hint: Any) -> Measure:
    """A count within the bounds of its field, under its label."""
    metas, title = list(metas_of(hint)), title_of(hint)
    return replace(
        COUNT,
        title=COUNT.title if title is None or "{" in title else title,
        least=max([COUNT.least, *(Decimal(meta.ge) for meta in metas if meta.ge is not None)]),
        most=min([COUNT.most, *(Decimal(meta.le) for meta in metas if meta.le is not None)]),
    )


def missing(hint: Any) -> FieldError:
    """What is told of a field that must be filled in and is not: by its label, where every kind calls it the same."""
    title, said = title_of(hint), ChainMap(*extras_of(hint))
    verb = "选择" if {"options", "chosen"} & said.keys() or bare(hint) is UUID else "填写"
    return FieldError(
        message=f"请{verb}此项" if title is None or "{" in title else f"请{verb}“{title}”",
        code=said.get("missing", "field-required"),
        article=said.get("article"),
    )


def title_of(hint: Any) -> str | None:
    """The field's label."""
    return next((meta.title for meta in metas_of(hint) if meta.title), None)


def reader_of(hint: Any) -> Reader | None:
    """What the annotation says reads the field."""
    return next((extra["read"] for extra in extras_of(hint) if "read" in extra), None)


def extras_of(hint: Any) -> Iterator[dict[str, Any]]:
    """What the annotation says beyond what msgspec knows, the outermost first."""
    return (meta.extra or {} for meta in metas_of(hint))


def metas_of(hint: Any) -> Iterator[msgspec.Meta]:
    """Everything the annotation says, the outermost first; looks through `Yuan | None`, not into lists."""
    if get_origin(hint) is Annotated:
        yield from (meta for meta in reversed(hint.__metadata__) if isinstance(meta, msgspec.Meta))
        yield from metas_of(get_args(hint)[0])
    elif get_origin(hint) in (Union, types.UnionType):
        for part in get_args(hint):
            yield from metas_of(part)


def takes_none(hint: Any) -> bool:
    """Whether `X | None`."""
    return takes_none(get_args(hint)[0]) if get_origin(hint) is Annotated else type(None) in get_args(hint)


_READERS: dict[Any, Reader] = {
    str: fit_paragraphs,
    Decimal: partial(read_number, measure=NUMBER),
    date: read_day,
}


def bare(hint: Any) -> Any:
    """`Annotated[X, …]` and `X | None` as X."""
    if get_origin(hint) is Annotated:
        return bare(get_args(hint)[0])
    if get_origin(hint) in (Union, types.UnionType):
        parts = [part for part in get_args(hint) if part is not type(None)]
        return bare(parts[0]) if len(parts) == 1 else hint
    return hint


# What msgspec says → what people read. The first pattern that matches wins.
_MESSAGES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), message)
    for pattern, message in (
        (r"`str` of length >= (\d+)", r"至少填写{0}个字"),
        (r"`str` of length <= (\d+)", r"最多{0}个字"),
        (r"`str` matching regex", "格式不正确"),
        (r"`(?:int|decimal|float)` >= (-?[\d.]+)", r"不得小于{0}"),
        (r"`(?:int|decimal|float)` <= (-?[\d.]+)", r"不得大于{0}"),
        (r"`(?:int|decimal|float)` > (-?[\d.]+)", r"应大于{0}"),
        (r"`(?:int|decimal|float)` < (-?[\d.]+)", r"应小于{0}"),
        (r"`array` of length >= (\d+)", r"至少{0}项"),
        (r"`array` of length <= (\d+)", r"最多{0}项"),
        (r"Expected `int`", "应为整数"),
        (r"base64", "应为标准 base64"),
        (r"`bytes` of length <= (\d+)", r"最多{0}字节"),
        (r"`decimal`|`float`", "应为数字"),
        (r"timezone component", "时间须注明时区，例如 2026-12-01T09:30:00+08:00"),
        (r"RFC3339 encoded datetime|`datetime`", "时间格式应为 2026-12-01T09:30:00+08:00"),
        (r"RFC3339 encoded date|`date`", "日期格式应为 2026-12-01"),
        (r"[Ii]nvalid enum value", "请从列出的选项中选择"),
        (r"missing required field", "请填写此项"),
        (r"(?:uuid|UUID)", "请从列出的选项中选择"),
    )
)


def field_message(message: str, hint: Any = None) -> str:
    """What msgspec says about one field, in the words of the page; for JSON problem documents too.

    Of a pattern nobody could guess, what its annotation says is right (`extra["right"]`).
    """
    if "matching regex" in message and (right := ChainMap(*extras_of(hint)).get("right")):
        return f"格式不正确，应为{right}"
    for pattern, text in _MESSAGES:
        if found := pattern.search(message):
            return text.format(*found.groups())
    return "填写内容无法识别"
