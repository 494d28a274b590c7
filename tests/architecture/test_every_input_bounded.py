"""Limits stand once: every field that comes in, over JSON or by a form, says how much of it may come."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from app.asgi import create_app
from app.settings import PROJECT, Settings
from web.fields import WORD
from web.form_fields import bare, reader_of

PACKAGES = ("app", "bidding_room", "evaluation", "expert_pool", "identity", "sealing", "trading", "web")
BOUNDED_BY_NATURE = (bool, type(None), date, datetime, UUID, Enum)
Struct = type[msgspec.Struct]


@pytest.fixture(scope="module")
def whole(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    return create_app(settings)


def bodies(whole: Litestar) -> Iterator[Struct]:
    """What the JSON handlers declare as `data`."""
    for route in whole.routes:
        for handler in getattr(route, "route_handlers", []):
            if isinstance(handler, HTTPRouteHandler):
                data = handler.parsed_fn_signature.parameters.get("data")
                if data is not None:
                    yield data.annotation


def numbers_in_addresses(whole: Litestar) -> Iterator[tuple[str, Any]]:
    """Whole numbers in the path or the query of every route, with what the route says of them."""
    for route in whole.routes:
        for handler in getattr(route, "route_handlers", []):
            if isinstance(handler, HTTPRouteHandler):
                for name, parameter in handler.parsed_fn_signature.parameters.items():
                    if bare(parameter.annotation) is int:
                        yield f"{route.path} {name}", parameter.kwarg_definition


def forms() -> Iterator[Struct]:
    """What is handed to `parse_form`, in every module that calls it; the word of an act is a body too."""
    for package in PACKAGES:
        for path in sorted((PROJECT / package).rglob("*.py")):
            if path not in (PROJECT / "web" / "acts.py", PROJECT / "web" / "views.py"):
                yield from forms_of(path)


def sought(whole: Litestar) -> Iterator[Struct]:
    """What lists are narrowed down by."""
    for route in whole.routes:
        for handler in getattr(route, "route_handlers", []):
            if (
                isinstance(handler, HTTPRouteHandler)
                and "GET" in handler.http_methods
                and WORD in handler.opt
            ):
                yield handler.opt[WORD]


def forms_of(path: Path) -> Iterator[Struct]:
    calls = [
        node.args[1]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "parse_form"
    ]
    for argument in calls:
        name = ".".join(path.relative_to(PROJECT).with_suffix("").parts)
        found: Any = importlib.import_module(name)
        for part in ast.unparse(argument).split("."):
            found = getattr(found, part)
        yield found


def structs(first: Iterator[Struct]) -> dict[str, Struct]:
    """Every struct, with those inside it."""
    found: dict[str, Struct] = {}
    waiting = list(first)
    while waiting:
        struct = waiting.pop()
        name = f"{struct.__module__}.{struct.__name__}"
        if name in found:
            continue
        found[name] = struct
        for hint in get_type_hints(struct).values():
            parts = [bare(hint), *map(bare, get_args(bare(hint)))]
            waiting += [part for part in parts if inspect.isclass(part) and issubclass(part, msgspec.Struct)]
    return found


def metas(hint: Any) -> Iterator[msgspec.Meta]:
    """Looks through `X | None` and nested aliases."""
    if get_origin(hint) is Annotated:
        yield from (one for one in hint.__metadata__ if isinstance(one, msgspec.Meta))
        yield from metas(get_args(hint)[0])
    elif get_origin(hint) not in (list, tuple, dict):
        for part in get_args(hint):
            yield from metas(part)


def unbounded(hint: Any) -> Iterator[str]:
    plain, found = bare(hint), list(metas(hint))
    if get_origin(plain) in (list, tuple, dict):
        if all(meta.max_length is None for meta in found):
            yield f"no most items: {hint}"
        yield from (fault for item in get_args(plain) if item not in (..., Any) for fault in unbounded(item))
    elif get_args(plain):
        yield from (fault for part in get_args(plain) for fault in unbounded(part))
    elif not any(is_bound(meta, plain) for meta in found) and not (plain is Decimal and reader_of(hint)):
        yield from unbounded_scalar(plain)


def is_bound(meta: msgspec.Meta, plain: Any) -> bool:
    """Whether `meta` says how much of a text, of bytes or of an integer may come."""
    if plain is int:
        return meta.ge is not None and meta.le is not None
    return plain in (str, bytes) and (meta.max_length is not None or meta.pattern is not None)


def unbounded_scalar(plain: Any) -> Iterator[str]:
    if not (inspect.isclass(plain) and issubclass(plain, (*BOUNDED_BY_NATURE, msgspec.Struct))):
        yield f"{plain} without bounds"


def test_every_field_that_comes_in_has_its_bounds(whole: Litestar) -> None:
    found = structs(iter([*bodies(whole), *forms(), *sought(whole)]))
    assert len(found) > 50
    bare_fields = [
        f"{name}.{field}: {fault}"
        for name, struct in sorted(found.items())
        for field, hint in get_type_hints(struct, include_extras=True).items()
        for fault in unbounded(hint)
    ]
    assert not bare_fields, "\n".join(bare_fields)


def lists(hint: Any) -> Iterator[Any]:
    """Every list in the type, as annotated."""
    if get_origin(bare(hint)) in (list, tuple):
        yield hint
    for part in get_args(bare(hint)):
        yield from lists(part)


def test_every_list_that_comes_in_says_whether_an_item_may_come_twice(whole: Litestar) -> None:
    """The fault seen: the same mark twice in one save was an incident, because PostgreSQL was the first to notice."""
    found = structs(iter([*bodies(whole), *forms()]))
    silent = [
        f"{name}.{field}"
        for name, struct in sorted(found.items())
        for field, hint in get_type_hints(struct, include_extras=True).items()
        for one in lists(hint)
        if not any({"each_once", "may_repeat"} & (meta.extra or {}).keys() for meta in metas(one))
    ]
    assert not silent, "\n".join(silent)


def test_every_number_in_an_address_has_its_bounds(whole: Litestar) -> None:
    found = dict(numbers_in_addresses(whole))
    assert len(found) > 8
    endless = [
        name
        for name, said in found.items()
        if getattr(said, "ge", None) is None or getattr(said, "le", None) is None
    ]
    assert not endless, "\n".join(endless)
