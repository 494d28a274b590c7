"""Pages of projects: desks, drafting, acceptance."""

from litestar import Router

from trading.projects.pages.acceptance import AcceptancePages
from trading.projects.pages.drafting import DraftingPages
from trading.projects.pages.projects import ProjectPages

pages_router = Router(path="/", route_handlers=[ProjectPages, DraftingPages, AcceptancePages])

__all__ = ["pages_router"]
