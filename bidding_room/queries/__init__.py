"""Reads of the bidding room. What the packages above need stands here: `opened_bids`."""

from bidding_room.queries.opened import OpenedBid, OpenedFile, opened_bids

__all__ = ["OpenedBid", "OpenedFile", "opened_bids"]
