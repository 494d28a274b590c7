"""The evaluation over JSON: every step of the pages, with the same operations, and the public result."""

from __future__ import annotations

from litestar import Router

from evaluation.api.control import ControlApi, published_result
from evaluation.api.sitting import SittingApi

api_router = Router(path="/", route_handlers=[SittingApi, ControlApi, published_result])
