"""The evaluation's pages: a member's room, the control room, documents, and the public result."""

from __future__ import annotations

from litestar import Router

from evaluation.pages.consolidating import ROUTES as CONSOLIDATING
from evaluation.pages.control import ROUTES as CONTROL
from evaluation.pages.documents import ROUTES as DOCUMENTS
from evaluation.pages.prices import ROUTES as PRICES
from evaluation.pages.results import ROUTES as RESULTS
from evaluation.pages.review import ROUTES as REVIEW
from evaluation.pages.room import ROUTES as ROOM
from evaluation.pages.scoring import ROUTES as SCORING

pages_router = Router(
    path="/",
    route_handlers=[*ROOM, *REVIEW, *SCORING, *CONSOLIDATING, *CONTROL, *DOCUMENTS, *PRICES, *RESULTS],
)
