"""Trading's pages: drafting, acceptance, determination, documents, and the year's days off.

The public site's pages live in `app.public_site`; they read `trading.public_queries`.
"""

from litestar import Router

from trading.pages.acceptance import AcceptancePages
from trading.pages.determination import DeterminationPages
from trading.pages.downloads import Downloads
from trading.pages.drafting import DraftingPages
from trading.pages.holidays import HolidayPages
from trading.pages.letters import LetterPages
from trading.pages.projects import ProjectPages

pages_router = Router(
    path="/",
    route_handlers=[
        ProjectPages,
        DraftingPages,
        AcceptancePages,
        DeterminationPages,
        Downloads,
        LetterPages,
        HolidayPages,
    ],
)

__all__ = ["pages_router"]
