"""Pages of projects: desks, drafting, acceptance."""

from litestar import Router

from trading.projects.pages.acceptance import ACCEPTANCE_PAGES
from trading.projects.pages.drafting import DRAFTING_PAGES
from trading.projects.pages.projects import ProjectPages

pages_router = Router(path="/", route_handlers=[ProjectPages, *DRAFTING_PAGES, *ACCEPTANCE_PAGES])

__all__ = ["pages_router"]
