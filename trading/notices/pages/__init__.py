"""Notices and letters as documents."""

from litestar import Router

from trading.notices.pages.downloads import Downloads
from trading.notices.pages.letters import LetterPages

pages_router = Router(path="/", route_handlers=[Downloads, LetterPages])

__all__ = ["pages_router"]
