"""HTML forms: typed text in, a msgspec struct out, or every mistake at once.

A struct names its fields as the form does. Blank means absent (None or the default); a tick box that is not
ticked is False, a `Choice` that was not made is refused; a repeated name fills a tuple of scalars;
`criteria-0-name`, `criteria-1-name` … fill a tuple of structs called `criteria`, and the row numbers may have gaps.
Not for: judging what the values mean; the domain does that and its refusals land beside the same fields.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

import msgspec
from litestar.datastructures import UploadFile

from core.errors import DomainError, Invalid, Later
from core.text import is_blank
from web.form_fields import (
    LONGEST_NAME,
    FieldError,
    Moment,
    Yuan,
    bare,
    doubled,
    extras_of,
    field_error,
    field_message,
    metas_of,
    missing,
    parse_scalar,
    reader_of,
    takes_none,
)
from web.form_tables import closed_up, errors_of_rows, tables_of
from web.form_values import FormValues
from web.pages import REFUSAL, Refusal
from web.telling import local_input
from web.visitor import AUTHOR_FIELD, HttpRequest

__all__ = [
    "FieldError",
    "FormRefused",
    "FormValues",
    "Moment",
    "Yuan",
    "closed_up",
    "errors_by_field",
    "filled",
    "parse_form",
    "read_form",
    "refuse",
    "refuse_any",
    "with_files",
]

S = TypeVar("S", bound=msgspec.Struct)

LARGEST_FORM = 2_000


class FormRefused(Invalid):
    """Several mistakes at once; `errors` maps field names to what is wrong with them."""

    def __init__(self, errors: Mapping[str, FieldError], *, code: str = "form-invalid") -> None:
        super().__init__(code=code, message=f"有{len(errors)}处需要更正")
        self.errors = dict(errors)


async def read_form(request: HttpRequest, *, with_author: bool = False) -> FormValues:
    """The text fields of a posted form; files are left alone. Raises `Invalid` (`form-unreadable`, `form-too-long`)."""
    content_type, _ = request.content_type
    chosen: frozenset[str] = frozenset()
    if content_type == "multipart/form-data":
        items = list((await request.form()).multi_items())
        pairs = [(key, value) for key, value in items if isinstance(value, str)]
        chosen = frozenset(key for key, value in items if isinstance(value, UploadFile) and value.filename)
    else:
        pairs = _decoded(await request.body())
    if len(pairs) > LARGEST_FORM:
        raise Invalid(code="form-too-long", message=f"一次最多提交{LARGEST_FORM}项")
    ours = {"_csrf_token"} if with_author else {"_csrf_token", AUTHOR_FIELD}
    typed = [(key, value) for key, value in pairs if key not in ours]
    return FormValues(typed, chosen_files=chosen)


async def with_files(request: HttpRequest, values: FormValues, form: type[msgspec.Struct]) -> FormValues:
    """`values` with each file that came along as JSON carries it: its bytes in base64, and `<field>_name`.

    Of a name too long to be kept, its end. A file where `form` takes none is refused (`file-not-taken`).
    """
    if not values.chosen_files:
        return values
    hints = get_type_hints(form, include_extras=True)
    takes = {
        name for name, hint in hints.items() if any(said.get("shape") == "file" for said in extras_of(hint))
    }
    if stray := values.chosen_files - takes:
        refused = FieldError(message="此项不能上传文件", code="file-not-taken")
        raise FormRefused(dict.fromkeys(sorted(stray), refused))
    pairs = list(values.pairs)
    for field, file in (await request.form()).multi_items():
        if isinstance(file, UploadFile) and file.filename:
            pairs += [
                (field, b64encode(await file.read()).decode()),
                (f"{field}_name", file.filename[-LONGEST_NAME:]),
            ]
    return FormValues(pairs)


def refuse_any(values: FormValues) -> None:
    """Nothing is filled in here, as over JSON. Raises `FormRefused` (`field-unknown`)."""
    if values.pairs or values.chosen_files:
        unknown = FieldError(message="没有这个字段", code="field-unknown")
        raise FormRefused(dict.fromkeys(sorted({*values, *values.chosen_files}), unknown))


def unknown_in(values: FormValues, form: type[msgspec.Struct]) -> dict[str, FieldError]:
    """What is sent and is no field of `form`, nor one of a row of its tables, as JSON refuses it (`field-unknown`)."""
    known = _names_of(form)
    return {
        name: FieldError(message="没有这个字段", code="field-unknown")
        for name in sorted({*values, *values.chosen_files})
        if re.sub(r"-(0|[1-9][0-9]{0,3})-", "-#-", name, count=1) not in known
    }


@cache
def _names_of(form: type[msgspec.Struct]) -> frozenset[str]:
    tables = {f"{table}-#-{name}" for table, item in tables_of(form) for name in item.__struct_fields__}
    return frozenset(form.__struct_fields__) | tables


def _decoded(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise Invalid(code="form-unreadable", message="提交的表单不是 UTF-8 编码，请返回上一页重试") from None


def parse_form(values: FormValues, form: type[S], *, closed: bool = False) -> S:
    """`values` as the struct `form`; raises `FormRefused` naming every field that cannot be read, of a `closed` form
    also those that it has not."""
    errors = unknown_in(values, form) if closed else {}
    parsed = _parse_struct(values, form, prefix="", errors=errors)
    if parsed is None or errors:
        raise FormRefused({**errors_of_rows(values, form), **errors})
    return parsed


def filled(*sources: Mapping[str, Any] | object) -> FormValues:
    """Values to show in a form from mappings, structs or dataclasses; later sources win."""
    pairs: list[tuple[str, str]] = []
    for source in sources:
        data = (
            source
            if isinstance(source, Mapping)
            else msgspec.structs.asdict(source)
            if isinstance(source, msgspec.Struct)
            else vars(source)
        )
        for name, value in data.items():
            _fill(pairs, name, value)
    return FormValues(pairs)


def refuse(request: HttpRequest, *, values: FormValues, error: DomainError) -> None:
    """The page made next for this request shows the form as typed, each mistake beside its field."""
    request.scope["state"][REFUSAL] = Refusal(
        values=values, errors=errors_by_field(error), error=error, headers=headers_of(error)
    )


def headers_of(error: DomainError) -> dict[str, str]:
    """What a refusal says to the client's machine: when to come again."""
    return {"Retry-After": str(error.retry_after)} if isinstance(error, Later) else {}


def errors_by_field(error: DomainError) -> dict[str, FieldError]:
    """What is wrong, by field; a refusal about no field stands under its code when there are several.

    A refusal that carries others in `faults` (a tuple of `DomainError`) tells them all. Empty for a single refusal
    about no field: that one is told as a whole.
    """
    if isinstance(error, FormRefused):
        return error.errors
    faults: tuple[DomainError, ...] = getattr(error, "faults", ())
    by_field: dict[str, list[DomainError]] = {}
    for fault in faults or ((error,) if error.field else ()):
        by_field.setdefault(fault.field or fault.code, []).append(fault)
    return {field: field_error(*several) for field, several in by_field.items()}


def _fill(pairs: list[tuple[str, str]], name: str, value: object) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        pairs.extend([(name, "on")] if value else [])
    elif isinstance(value, datetime):
        pairs.append((name, local_input(value)))
    elif isinstance(value, tuple | list):
        for index, item in enumerate(value):
            if isinstance(item, msgspec.Struct):
                for key, inner in msgspec.structs.asdict(item).items():
                    _fill(pairs, f"{name}-{index}-{key}", inner)
            else:
                _fill(pairs, name, item)
    else:
        pairs.append((name, str(value)))


def _parse_struct(
    values: FormValues, form: type[S], *, prefix: str, errors: dict[str, FieldError]
) -> S | None:
    hints = get_type_hints(form, include_extras=True)
    found: dict[str, Any] = {}
    before = len(errors)
    for field in msgspec.structs.fields(form):
        value = _parse_field(values, field, hints[field.name], name=f"{prefix}{field.name}", errors=errors)
        if value is not msgspec.UNSET:
            found[field.name] = value
    if len(errors) > before:
        return None
    return _whole(form, found, prefix=prefix, errors=errors)


def _whole(form: type[S], found: dict[str, Any], *, prefix: str, errors: dict[str, FieldError]) -> S | None:
    try:
        return form(**found)
    except DomainError as error:  # a struct's own __post_init__ may refuse
        name = f"{prefix}{error.field}" if error.field else "form"
        errors[name] = field_error(error)
        return None


def _parse_field(
    values: FormValues,
    field: msgspec.structs.FieldInfo,
    hint: Any,
    *,
    name: str,
    errors: dict[str, FieldError],
) -> Any:
    plain = bare(hint)
    if get_origin(plain) in (list, tuple):
        return _parse_rows(values, hint, get_args(plain)[0], name=name, errors=errors)
    typed = values.get(name, "").strip()
    if plain is bool and reader_of(hint) is None:
        return typed not in ("", "off", "false", "0")
    if is_blank(typed):
        return _blank(field, hint, name=name, errors=errors)
    try:
        return parse_scalar(typed, hint, name=name)
    except DomainError as error:
        errors[name] = field_error(error)
    except msgspec.ValidationError as error:
        errors[name] = FieldError(message=field_message(str(error), hint), code="field-unreadable")
    return msgspec.UNSET


def _parse_rows(
    values: FormValues,
    hint: Any,
    item: Any,
    *,
    name: str,
    errors: dict[str, FieldError],
) -> Any:
    container = get_origin(bare(hint))
    assert container in (list, tuple)
    if isinstance(item, type) and issubclass(item, msgspec.Struct):
        rows, given = _table(values, item, name=name, errors=errors), len(values.typed_rows(name))
    else:
        rows = [
            _scalar_or_error(one.strip(), item, name=name, errors=errors)
            for one in values.every(name)
            if not is_blank(one)
        ]
        given = len(rows)
    _refuse_too_many(given, hint, name=name, errors=errors)
    for error in doubled(rows, hint).values():
        errors.setdefault(name, error)
    return tuple(rows) if container is tuple else rows


def _table(values: FormValues, row: type[S], *, name: str, errors: dict[str, FieldError]) -> list[Any]:
    numbers = values.row_numbers(name)
    parsed = (_parse_struct(values, row, prefix=f"{name}-{number}-", errors=errors) for number in numbers)
    return [one for one in parsed if one is not None]


def _refuse_too_many(given: int, hint: Any, *, name: str, errors: dict[str, FieldError]) -> None:
    """The bound of the list in its struct, which holds over JSON by itself; blank rows do not count."""
    most = min((meta.max_length for meta in metas_of(hint) if meta.max_length is not None), default=given)
    if given > most:
        errors[name] = FieldError(message=f"最多{most}项", code="field-unreadable")


def _scalar_or_error(typed: str, hint: Any, *, name: str, errors: dict[str, FieldError]) -> Any:
    try:
        return parse_scalar(typed, hint, name=name)
    except DomainError as error:
        errors[name] = field_error(error)
    except msgspec.ValidationError as error:
        errors[name] = FieldError(message=field_message(str(error), hint), code="field-unreadable")
    return None


def _blank(field: msgspec.structs.FieldInfo, hint: Any, *, name: str, errors: dict[str, FieldError]) -> Any:
    if not field.required:
        return msgspec.UNSET  # the struct's own default
    if takes_none(hint):
        return None
    errors[name] = missing(hint)
    return msgspec.UNSET
