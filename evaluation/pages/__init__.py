"""The evaluation's pages: a member's room, the control room, documents, and the public result."""

from __future__ import annotations

from litestar import Router

from evaluation.pages.control import ROUTES as CONTROL
from evaluation.pages.documents import ROUTES as DOCUMENTS
from evaluation.pages.prices import ROUTES as PRICES
from evaluation.pages.results import ROUTES as RESULTS
from evaluation.pages.room import ROUTES as ROOM

pages_router = Router(
    path="/",
    route_handlers=[*ROOM, *CONTROL, *DOCUMENTS, *PRICES, *RESULTS],
)
