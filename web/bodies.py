"""JSON bodies: bytes in, the handler's own struct out, or every mistake at once; the twin of `web.forms`.

Nothing is converted laxly: a number is no text, a text no number except where it is money or a mark, unknown fields
are refused by name, and text passes the same door as a form's. Fractions are read from their digits, never through
a float.
Not for: judging what the values mean.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
from litestar.datastructures import FormMultiDict
from litestar.exceptions import HTTPException, PermissionDeniedException
from msgspec.structs import FieldInfo

from core.clock import check_year
from core.errors import DomainError, Invalid
from core.numbers import NUMBER, read_number
from core.text import fit_paragraphs, fit_text
from web.form_fields import FieldError, bare, doubled, field_error, field_message, missing, reader_of
from web.forms import FormRefused
from web.visitor import HttpRequest

DEEPEST = 32
LARGEST_INTEGER = 2**53 - 1  # RFC 8259: what every program reads alike

Errors = dict[str, FieldError]


class StrictRequest(HttpRequest):
    """The application's request: `json()` gives the struct that the handler's `data` declares; no body is an error."""

    async def json(self) -> Any:
        """Raises `FormRefused` (`input-invalid`), `Invalid` (`json-…`), and 415 for what says it is no JSON."""
        value = parse_json(await self.body())
        _check_media_type(self)
        declared = self.route_handler.parsed_fn_signature.parameters.get("data")
        return value if declared is None else as_declared(value, declared.annotation)

    async def form(self) -> FormMultiDict:
        """Raises `Invalid` (`form-unreadable`)."""
        try:
            form = await super().form()
        except (ValueError, LookupError, TypeError):
            raise Invalid(code="form-unreadable", message="提交的表单无法识别，请返回上一页重试") from None
        if not _is_ascii_text(form.get("_csrf_token")):
            raise PermissionDeniedException("the form's token is no text")
        return form


class Nothing(msgspec.Struct, frozen=True):
    """What is said to an act without a word."""


async def refuse_unasked(request: HttpRequest) -> None:
    """A `before_request` hook: where a route of the API asks for no word, none is taken but an empty object.

    Raises as `StrictRequest.json` does.
    """
    is_read = request.method == "GET" or "data" in request.route_handler.parsed_fn_signature.parameters
    if not is_read and request.url.path.startswith("/api/") and await request.body():
        as_declared(await request.json(), Nothing)


def _is_ascii_text(value: object) -> bool:
    return value is None or (isinstance(value, str) and value.isascii())


def parse_json(body: bytes) -> Any:
    """JSON in UTF-8, at most 32 deep, no field twice, its text fit and its numbers exact.

    Raises `Invalid` (`json-unreadable`, `json-too-deep`, `json-number`, `json-field-doubled`, `text-…`).
    """
    try:
        value = _DECODER.decode(body.decode("utf-8", "strict"))
    except RecursionError:
        raise _too_deep() from None
    except (
        ValueError,
        InvalidOperation,
    ):  # both of the decoder's refusals and of the codec's are ValueErrors
        message = "提交的内容不是 UTF-8 编码的 JSON"
        raise Invalid(code="json-unreadable", message=message) from None
    _check(value, name="", depth=0)
    return value


def as_declared(value: Any, declared: Any) -> Any:
    """`value` as the type `declared`; raises `FormRefused` naming every field at fault."""
    errors: Errors = {}
    read = _read(value, declared, name="", errors=errors)
    if errors:
        raise FormRefused(errors, code="input-invalid")
    return read


def _check_media_type(request: HttpRequest) -> None:
    kind, options = request.content_type
    is_json = kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))
    if not is_json or options.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise HTTPException(status_code=415)


def _fraction(text: str) -> Decimal:
    if "e" in text.lower():
        raise Invalid(code="json-number", message="数字不得使用科学记数法")
    return Decimal(text)


def _no_number(name: str) -> Any:
    raise ValueError(name)  # NaN and its like are no JSON


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """msgspec would keep the last of two fields of one name and tell nobody: the standard library lets us see."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Invalid(code="json-field-doubled", message="同一字段出现了两次", field=fit_text(key)[:60])
        found[key] = value
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_each_once, parse_float=_fraction, parse_constant=_no_number)


def _check(value: Any, *, name: str, depth: int) -> None:
    if depth > DEEPEST:
        raise _too_deep()
    if isinstance(value, str):
        fit_text(value, field=name or None)
    elif isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        raise Invalid(code="json-number", message="整数超出允许范围", field=name or None)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            _check(item, name=_inside(name, number), depth=depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            fit_text(key)
            _check(item, name=_inside(name, key), depth=depth + 1)


def _read(value: Any, hint: Any, *, name: str, errors: Errors) -> Any:
    plain = bare(hint)
    if isinstance(plain, type) and issubclass(plain, msgspec.Struct) and value is not None:
        return _read_struct(value, plain, name=name, errors=errors)
    if get_origin(plain) in (list, tuple) and isinstance(value, list):
        item_hint = get_args(plain)[0]
        value = [
            _read(item, item_hint, name=_inside(name, number), errors=errors)
            for number, item in enumerate(value)
        ]
        if any(key.startswith(f"{name}-") for key in errors):
            return None
        again = doubled(value, hint)
        errors.update((_inside(name, place), error) for place, error in again.items())
        if again:
            return None
    return _read_scalar(value, hint, name=name, errors=errors)


def _read_struct(value: Any, struct: type[msgspec.Struct], *, name: str, errors: Errors) -> Any:
    if not isinstance(value, Mapping):
        errors[name or "body"] = FieldError(message="此处应为对象", code="field-unreadable")
        return None
    before, (hints, fields) = len(errors), _declared_by(struct)
    for key in value.keys() - fields.keys():
        errors[_inside(name, key)] = FieldError(message="没有这个字段", code="field-unknown")
    found: dict[str, Any] = {}
    for key, field in fields.items():
        inner = _inside(name, key)
        if key in value:
            found[field.name] = _read(value[key], hints[field.name], name=inner, errors=errors)
        if field.required and found.get(field.name, "") == "" and inner not in errors:
            errors[inner] = missing(hints[field.name])
    return None if len(errors) > before else _made(struct, found, name=name, errors=errors)


@cache
def _declared_by(struct: type[msgspec.Struct]) -> tuple[dict[str, Any], dict[str, FieldInfo]]:
    """Its annotations, and its fields by their names in JSON. Kept, because finding them takes longer than reading a
    body, once for each item of a list; there are only as many as the code declares."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    return get_type_hints(struct, include_extras=True), fields


def _made(struct: type[msgspec.Struct], found: dict[str, Any], *, name: str, errors: Errors) -> Any:
    try:
        return struct(**found)
    except DomainError as error:  # a struct's own __post_init__ may refuse
        errors[_inside(name, error.field or "body")] = field_error(error)
        return None


def _read_scalar(value: Any, hint: Any, *, name: str, errors: Errors) -> Any:
    try:
        read = msgspec.convert(_told(value, hint, name=name), hint, strict=True)
        if isinstance(read, date):
            check_year(read, field=name)
    except DomainError as error:
        errors[name or "body"] = field_error(error)
        return None
    except msgspec.ValidationError as error:
        errors[name or "body"] = FieldError(message=field_message(str(error), hint), code="field-unreadable")
        return None
    return read


def _told(value: Any, hint: Any, *, name: str) -> Any:
    """What its reader makes of a number or a text; all else as it is."""
    plain, read = bare(hint), reader_of(hint)
    if plain is Decimal and isinstance(value, str | int | Decimal):
        return read(value, field=name) if read else read_number(value, NUMBER, field=name)
    if plain is str and isinstance(value, str):
        return (read or fit_paragraphs)(value, field=name)
    return value


def _inside(name: str, key: str | int) -> str:
    return f"{name}-{key}" if name else str(key)


def _too_deep() -> Invalid:
    return Invalid(code="json-too-deep", message=f"JSON 的层数不得超过{DEEPEST}层")
