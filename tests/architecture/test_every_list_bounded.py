"""No answer grows without end: what lists things over JSON takes a page, or says here what bounds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from app.asgi import create_app
from app.settings import Settings

PAGING = frozenset({"page", "limit", "offset", "after", "count"})
BOUNDED_BY = {
    "the lot: its bids' lines without their documents": ("/api/openings/{lot_id:uuid}",),
    "the lot: what is drawn up of one procurement": (
        "/api/projects/{no:str}",
        "/api/projects/{no:str}/checks",
        "/api/projects/{no:str}/documents",
        "/api/projects/{no:str}/lots/{lot_no:int}/determination",
        "/api/lives/{no:str}",
        "/api/lives/{no:str}/lots/{lot_no:int}",
        "/api/notices/{no:str}",
        "/api/evaluations/{session_id:uuid}/low-prices",
        "/api/evaluations/{session_id:uuid}/room",
    ),
    "twenty of the same code or name": ("/api/joinings/{joining_id:uuid}",),
    "one bidder's acts for one lot": (
        "/api/lots/{lot_id:uuid}/my-bids",
        "/api/lots/{lot_id:uuid}/my-receipts",
        "/api/lots/{lot_id:uuid}/bid-drafts",
        "/api/bid-drafts/{bid_id:uuid}/files/{sealed_id:uuid}/parts",
    ),
    "the newest hundred": ("/api/open-lots", "/api/evaluations/mine", "/api/invitations"),
    "what the code or a year declares": (
        "/api/session",
        "/api/project-templates",
        "/api/specialities",
        "/api/calendar/{year:int}",
        "/api/people/{person_id:uuid}",
        "/api/rules",
    ),
}
EXCUSED = frozenset(path for paths in BOUNDED_BY.values() for path in paths)


@pytest.fixture(scope="module")
def listing(settings: Settings) -> dict[str, frozenset[str]]:
    """Path of every GET route whose declared answer holds a list → names of its parameters."""
    return {
        route.path: frozenset(handler.parsed_fn_signature.parameters)
        for route in whole(settings).routes
        for handler in getattr(route, "route_handlers", [])
        if isinstance(handler, HTTPRouteHandler)
        and "GET" in handler.http_methods
        and any(lists_in(handler.parsed_fn_signature.return_type.annotation))
    }


def whole(settings: Settings) -> Litestar:
    return create_app(settings)


def lists_in(hint: Any, *, above: tuple[Any, ...] = ()) -> Iterator[bool]:
    """True for each list or tuple in the type, structs looked into."""
    if get_origin(hint) in (list, tuple):
        yield True
    for part in get_args(hint):
        yield from lists_in(part, above=above)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct) and hint not in above:
        for inner in get_type_hints(hint).values():
            yield from lists_in(inner, above=(*above, hint))


def test_every_answer_that_lists_comes_in_pages_or_says_what_bounds_it(
    listing: dict[str, frozenset[str]],
) -> None:
    assert "/api/openings/{lot_id:uuid}/my-sealed-shares" in listing
    unpaged = {path for path, parameters in listing.items() if not parameters & PAGING}
    assert unpaged - EXCUSED == set()


def test_no_excuse_outlives_its_route(listing: dict[str, frozenset[str]]) -> None:
    assert EXCUSED - listing.keys() == set()
