"""What the evaluation tells over JSON: the desk, the room, the control room, the public result."""

from __future__ import annotations

from litestar import Router

from evaluation.api.control import published_result, watch
from evaluation.api.sitting import SittingApi

api_router = Router(path="/", route_handlers=[SittingApi, watch, published_result])
