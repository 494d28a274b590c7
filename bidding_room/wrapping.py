"""What the room keeps wrapped under the platform's key, each bound to its row by its label; and the handle.

Not for: the sealed bids themselves, which the platform cannot open.
"""

from __future__ import annotations

from uuid import UUID

from storage.keys import platform_keys


def bidder_handle(*, lot_id: UUID, organisation_id: UUID) -> str:
    """What a bidder is called in one lot before the opening: 64 hex digits, different in every lot."""
    return platform_keys().handle("bidder", str(lot_id), str(organisation_id))


def bidder_actor(handle: str) -> str:
    """Who did it, as the audit log has it before the opening and after."""
    return f"bidder:{handle}"


def wrap_manifest(manifest: bytes, *, bid_id: UUID) -> bytes:
    """The manifest names the bidder; at rest it is wrapped."""
    return platform_keys().wrap(manifest, f"bid-manifest:{bid_id}")


def unwrap_manifest(wrapped: bytes, *, bid_id: UUID) -> bytes:
    return platform_keys().unwrap(wrapped, f"bid-manifest:{bid_id}")


def wrap_receipt(receipt: bytes, *, receipt_id: UUID) -> bytes:
    return platform_keys().wrap(receipt, f"bid-receipt:{receipt_id}")


def unwrap_receipt(wrapped: bytes, *, receipt_id: UUID) -> bytes:
    return platform_keys().unwrap(wrapped, f"bid-receipt:{receipt_id}")


def wrap_share(share: bytes, *, bid_id: UUID, envelope: str, ordinal: int) -> bytes:
    """A released share on its way to being combined; never stored in the clear."""
    return platform_keys().wrap(share, f"bid-share:{bid_id}:{envelope}:{ordinal}")


def unwrap_share(wrapped: bytes, *, bid_id: UUID, envelope: str, ordinal: int) -> bytes:
    return platform_keys().unwrap(wrapped, f"bid-share:{bid_id}:{envelope}:{ordinal}")


def wrap_content_key(key: bytes, *, bid_id: UUID, envelope: str) -> bytes:
    """After the opening: kept for the statutory retention; destroying it destroys the documents."""
    return platform_keys().wrap(key, f"bid-content-key:{bid_id}:{envelope}")


def unwrap_content_key(wrapped: bytes, *, bid_id: UUID, envelope: str) -> bytes:
    return platform_keys().unwrap(wrapped, f"bid-content-key:{bid_id}:{envelope}")
