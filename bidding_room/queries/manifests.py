"""The manifest of a bid handed in, unwrapped and parsed."""

from __future__ import annotations

from bidding_room.sealing.manifest import Manifest, parse_manifest
from bidding_room.tables import Bid
from bidding_room.wrapping import unwrap_manifest


def manifest_of(row: Bid) -> Manifest:
    """Says who bids: before the opening it may be used for nothing but checking stored bytes."""
    return parse_manifest(unwrap_manifest(row.manifest_wrapped, bid_id=row.id))
