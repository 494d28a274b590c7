"""What a route takes, read from the functions behind it: keys of its address, who asks, when, what the query says.

Not for: what a route does; see `web.acts` and `web.views`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, TypeAlias, get_origin, get_type_hints
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath

from web.paging import PageRequest
from web.visitor import HttpRequest

Asked: TypeAlias = Callable[..., Awaitable[Any]]
"""An asynchronous function that names what it needs."""
Given: TypeAlias = dict[str, Any]

KEY = re.compile(r"\{(\w+):(\w+)\}")
_KEY_TYPES: dict[str, type] = {"uuid": UUID, "str": str, "int": int}


def marked(marker: Any, kind: Any) -> Any:
    """`FromPath[UUID]`, for a type known only when the route is declared."""
    return marker[kind]


BY_EVERYBODY: Given = {
    "actor": marked(NamedDependency, object),
    "now": marked(NamedDependency, datetime),
}
_OF_A_REQUEST: Given = BY_EVERYBODY | {
    "visitor": marked(NamedDependency, object),
    "asked": marked(NamedDependency, PageRequest),
    "request": HttpRequest,
}


OF_ACTOR = ("person_id", "organisation_id")


def keys_in(address: str, *readers: Asked | None) -> Given:
    """The keys of an address with their types; a reader that bounds one more closely is followed."""
    said: Given = {}
    for reader in filter(None, readers):
        said |= get_type_hints(reader, include_extras=True)
    return {
        name: said[name] if _is_annotated(said.get(name)) else marked(FromPath, _KEY_TYPES[kind])
        for name, kind in KEY.findall(address)
    }


def named_by(reader: Asked, address: str) -> Given:
    """Everything `reader` names that a request has; what comes from the query is marked so (`FromQuery[str]`).

    `person_id` and `organisation_id` are the actor's unless they are keys. Raises `TypeError` for a name that nobody
    gives: an unmarked one is never read from the query.
    """
    keys = keys_in(address, reader)
    hints = get_type_hints(reader, include_extras=True)
    takes: Given = {}
    for name, parameter in inspect.signature(reader).parameters.items():
        if name in keys or name in _OF_A_REQUEST:
            takes[name] = keys.get(name) or _OF_A_REQUEST[name]
        elif name in OF_ACTOR:
            takes["actor"] = _OF_A_REQUEST["actor"]
        elif sought_by(reader) == (name, hints[name]):
            takes["request"] = _OF_A_REQUEST["request"]
        elif _is_annotated(hints[name]):
            takes[name] = hints[name]
        elif parameter.default is inspect.Parameter.empty:
            raise TypeError(f"{address}: nobody gives {reader.__qualname__} its {name}")
    return takes


def sought_by(reader: Asked) -> tuple[str, type[msgspec.Struct]] | None:
    """What `reader` calls the struct by which a list is narrowed down, and the struct: it is read from the query."""
    hints = get_type_hints(reader, include_extras=True)
    named = (
        (name, hints[name]) for name in inspect.signature(reader).parameters if name not in _OF_A_REQUEST
    )
    return next(
        (one for one in named if isinstance(one[1], type) and issubclass(one[1], msgspec.Struct)), None
    )


def taking(route: Asked, takes: Given, answers: Any, *as_in: Asked) -> Asked:
    """`route` with the signature that the framework reads; where one of `as_in` has a default, the route has it too."""
    known: dict[str, inspect.Parameter] = {}
    for reader in as_in:
        known |= inspect.signature(reader).parameters
    parameters = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=known[name].default if name in known else inspect.Parameter.empty,
        )
        for name in takes
    ]
    route.__annotations__ = {**takes, "return": answers}
    route.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return route


async def called(function: Asked, given: Given) -> Any:
    """`function` with those of `given`, and of the actor in it, that it names."""
    of_actor = {name: getattr(given.get("actor"), name, None) for name in OF_ACTOR}
    known = of_actor | given
    named = inspect.signature(function).parameters
    return await function(**{name: known[name] for name in named if name in known})


def _is_annotated(hint: Any) -> bool:
    return get_origin(hint) is Annotated
