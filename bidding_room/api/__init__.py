"""The bidding room over JSON. Receipts are answered byte for byte as signed."""

from litestar import Router

from bidding_room.api.bids import bid_routes
from bidding_room.api.openings import opening_routes

api_router = Router(path="/api", route_handlers=[*bid_routes, *opening_routes])
