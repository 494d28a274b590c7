"""Views: what is shown, declared once; from that come the route, its guard, its parameters and its answer.

    HOST = view("/openings/{lot_id:uuid}/host", "bidding_room/host.html", host, needs=Permission.OPENING_HOST)
    HOST_NOW = live("/openings/{lot_id:uuid}/host/live", "bidding_room/_host.html", host, needs=...)
    TOLD = told("/api/openings/{lot_id:uuid}", opening_told, needs=PUBLIC)

What is shown is found by an asynchronous function that names what it needs: `actor` (or `visitor`, None for a
stranger), `now`, the keys of the address, `asked` (which page of a list), one struct by which a list is narrowed
down, typed parameters of the query, rarely `request`. It returns one frozen struct, whose fields are the names the
template knows. Where a page shows things that do not hang together, each name has a function of its own instead:
`view(..., lots=lots_for_draw)`.
Not for: what is done (`web.acts`), what streams, signing in; such routes are written by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_type_hints

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from web.fields import read_as
from web.form_values import FormValues
from web.forms import parse_form
from web.guards import guarding
from web.pages import fragment, page
from web.signatures import Asked, Given, called, named_by, sought_by, taking
from web.visitor import HttpRequest

SHOWS = "shows"
"""The option of a route that says what it shows: (template, what finds it)."""


def view(
    address: str,
    template: str,
    shown: Asked | None = None,
    *,
    needs: str,
    opt: Given | None = None,
    **parts: Asked,
) -> HTTPRouteHandler:
    """A page at `address` for who holds `needs` (or `PUBLIC`, `SIGNED_IN`); `shown` may answer otherwise, with a
    redirect."""
    return _rendered(page, address, template, shown or _together(template, parts), needs=needs, opt=opt)


def live(
    address: str, template: str, shown: Asked | None = None, *, needs: str, **parts: Asked
) -> HTTPRouteHandler:
    """A part of a page for a live region, with an ETag: 304 while nothing changed."""
    return _rendered(fragment, address, template, shown or _together(template, parts), needs=needs)


def told(address: str, found: Asked, *, needs: str, opt: Given | None = None) -> HTTPRouteHandler:
    """What `found` returns: a struct over JSON, or the document it made."""

    async def route(**given: Any) -> Any:
        return await called(found, given)

    route.__name__, route.__doc__ = found.__name__, found.__doc__
    takes, answers = named_by(found, address), get_type_hints(found)["return"]
    return get(address, **guarding(needs, opt))(taking(route, takes, answers, found))


def _rendered(
    render: Callable[[HttpRequest, str, msgspec.Struct], Any],
    address: str,
    template: str,
    shown: Asked,
    *,
    needs: str,
    opt: Given | None = None,
) -> HTTPRouteHandler:
    sought = sought_by(shown)

    async def route(**given: Any) -> Any:
        if sought is not None:
            typed = FormValues(given["request"].query_params.multi_items())
            given[sought[0]] = parse_form(typed, sought[1])
        found = await called(shown, given)
        return found if isinstance(found, Response) else render(given["request"], template, found)

    takes = named_by(shown, address) | {"request": HttpRequest}
    narrows = {} if sought is None else read_as(sought[1])
    says = guarding(needs, {SHOWS: (template, shown)} | narrows | (opt or {}))
    return get(address, **says)(taking(route, takes, Response[Any], shown))


def _together(template: str, parts: dict[str, Asked]) -> Asked:
    """One function that finds every part, as a struct of them."""
    found = [(name, get_type_hints(part)["return"]) for name, part in parts.items()]
    kind = msgspec.defstruct(template.partition(".")[0].replace("/", "_"), found, frozen=True)

    async def shown(**given: Any) -> Any:
        return kind(**{name: await called(part, given) for name, part in parts.items()})

    takes: Given = {}
    for part in parts.values():
        takes |= get_type_hints(part, include_extras=True)
    takes.pop("return", None)
    return taking(shown, takes, kind, *parts.values())
