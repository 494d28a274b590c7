"""Subscribers and timer handlers of the bidding room; `app.wiring` connects them. A few lines each."""

from __future__ import annotations

import asyncio
import secrets
from datetime import datetime
from uuid import UUID

from bidding_room.operations import call_off_unopened as calling_off
from bidding_room.operations import freeze_bids as freezing
from bidding_room.operations.inspect_files import inspect_waiting
from bidding_room.operations.remove_unneeded_bytes import (
    drop_overfull,
    drop_unlisted,
    remove_after_opening,
    remove_lapsed,
)
from bidding_room.operations.verify_stored_bytes import verify_stored_bytes
from identity.actor import system_actor
from storage import audit
from storage.clock import platform_now
from storage.outbox import Event
from trading.projects.queries.lots import lots_in
from trading.states import LotState

COVERS_PER_HOUR = 20
_random = secrets.SystemRandom()


async def freeze_bids(*, subject_id: UUID, now: datetime) -> None:
    """Timer `bidding_room.freeze_bids`: at the lot's deadline."""
    await freezing.freeze_bids(actor=system_actor(permissions=frozenset()), lot_id=subject_id, now=now)


async def call_off_unopened(*, subject_id: UUID, now: datetime) -> None:
    """Timer `bidding_room.call_off_unopened`: when the lot's opening may no longer be begun."""
    await calling_off.call_off_unopened(
        actor=system_actor(permissions=frozenset()), lot_id=subject_id, now=now
    )


async def verify_bid(event: Event) -> None:
    """On `bidding_room.bid_submitted`: read the bytes back; drop what was uploaded and not listed."""
    await verify_stored_bytes(bid_id=event.subject_id)
    await drop_unlisted(bid_id=event.subject_id)


async def verify_rest_of_bid(event: Event) -> None:
    """On `bidding_room.bid_partly_verified`."""
    await verify_stored_bytes(bid_id=event.subject_id, first=event.facts["next"])


async def remove_lapsed_bytes(event: Event) -> None:
    """On `bidding_room.bid_bytes_unneeded`."""
    await remove_lapsed(bid_id=event.subject_id)


async def remove_bytes_after_opening(event: Event) -> None:
    """On `bidding_room.bids_opened` and `bidding_room.bytes_partly_removed`."""
    await remove_after_opening(lot_id=event.subject_id)


async def inspect_opened_files() -> None:
    """To be called about once a minute."""
    await inspect_waiting()


async def drop_overfull_uploads() -> None:
    """To be called about once a minute."""
    await drop_overfull(now=await platform_now())


async def sprinkle_cover() -> None:
    """To be called for ever: after a wait without memory, an empty withheld entry while any lot takes bids.

    Without it, counting the withheld entries of the public log before a deadline would count bids. The wait is drawn
    from the exponential distribution, so that no rhythm tells a cover from a bid.
    """
    await asyncio.sleep(_random.expovariate(COVERS_PER_HOUR / 3600))
    if await lots_in([LotState.BIDDING], limit=1):
        await audit.record_cover(now=await platform_now())
