"""Pages of the determination."""

from litestar import Router

from trading.decisions.pages.determination import DeterminationPages

pages_router = Router(path="/", route_handlers=[DeterminationPages])

__all__ = ["pages_router"]
