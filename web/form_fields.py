"""Single fields: what was typed, read as the type its struct declares, and what is wrong in the words of the page.

Not for: whole forms; see `web.forms`.
"""

from __future__ import annotations

import re
import types
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin

import msgspec

from core.clock import from_local
from core.money import yuan

Yuan: TypeAlias = Annotated[Decimal, msgspec.Meta(extra={"form": "yuan"})]
"""A sum of money: `1,234.50` is fine in a form; to the fen, never negative."""

Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True, extra={"form": "moment"})]
"""An instant: `2026-12-01T09:30` typed in Beijing time, or text with an offset; aware UTC afterwards."""


class FieldError(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one field, and the article that says so."""

    message: str
    code: str
    article: str | None = None


def parse_scalar(typed: str, hint: Any, *, name: str) -> Any:
    """`typed` as the type `hint`; raises `DomainError` (money, time) or `msgspec.ValidationError`."""
    kind = _form_kind(hint)
    if kind == "yuan":
        return yuan(typed, field=name)
    if kind == "moment":
        return from_local(typed, field=name)
    value = typed.replace(",", "").replace("，", "") if bare(hint) in (int, Decimal) else typed
    return msgspec.convert(value, hint, strict=False)


def _form_kind(hint: Any) -> str | None:
    """Looks through `Yuan | None` as well."""
    if get_origin(hint) is Annotated:
        for extra in hint.__metadata__:
            if isinstance(extra, msgspec.Meta) and extra.extra and "form" in extra.extra:
                return str(extra.extra["form"])
        return None
    for part in get_args(hint) if get_origin(hint) in (Union, types.UnionType) else ():
        if (kind := _form_kind(part)) is not None:
            return kind
    return None


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
        (r"`decimal`|`float`", "应为数字"),
        (r"timezone component", "时间须注明时区，例如 2026-12-01T09:30:00+08:00"),
        (r"RFC3339 encoded datetime|`datetime`", "时间格式应为 2026-12-01T09:30:00+08:00"),
        (r"RFC3339 encoded date|`date`", "日期格式应为 2026-12-01"),
        (r"[Ii]nvalid enum value", "请从列出的选项中选择"),
        (r"missing required field", "请填写此项"),
        (r"(?:uuid|UUID)", "请从列出的选项中选择"),
    )
)


def field_message(message: str) -> str:
    """What msgspec says about one field, in the words of the page; for JSON problem documents too."""
    for pattern, text in _MESSAGES:
        if found := pattern.search(message):
            return text.format(*found.groups())
    return "填写内容无法识别"
