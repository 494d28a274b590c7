"""The bidding room's pages: the bidder's desk and workspace, the openings. They translate and decide nothing."""

from litestar import Router

from bidding_room.pages.bidder import bidder_pages
from bidding_room.pages.openings import opening_pages

pages_router = Router(path="/", route_handlers=[*bidder_pages, *opening_pages])
