"""Pages of the determination."""

from litestar import Router

from trading.decisions.pages.determination import (
    determination_page,
    ending_evidence,
    only_determination,
    passing_evidence,
)

pages_router = Router(
    path="/", route_handlers=[only_determination, determination_page, ending_evidence, passing_evidence]
)

__all__ = ["pages_router"]
