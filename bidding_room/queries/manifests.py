"""The manifest of a bid handed in, unwrapped and parsed."""

from __future__ import annotations

from bidding_room.tables import Bid
from bidding_room.wrapping import unwrap_manifest
from sealing.errors import ManifestRefused
from sealing.manifest import Manifest, reread_manifest
from storage.keys import UnwrapFailed


def manifest_of(row: Bid) -> Manifest:
    """Says who bids: before the opening it may be used for nothing but checking stored bytes.

    It was checked when it was handed in, and unwrapping proves that it is the same. Raises `UnwrapFailed`,
    `ManifestRefused` when the row no longer holds it.
    """
    return reread_manifest(unwrap_manifest(row.manifest_wrapped, bid_id=row.id))


def manifest_if_readable(row: Bid) -> Manifest | None:
    """The same, or None for a row that no longer holds what was handed in."""
    try:
        return manifest_of(row)
    except (UnwrapFailed, ManifestRefused):
        return None
