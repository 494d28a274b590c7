"""What trading must be told from above it: who had a bid in for a lot at its deadline.

`app` registers the provider at start; without one nobody has bid anywhere. Not for: a general registry.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Bidder:
    """An organisation whose bid stood at the deadline."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoBid:
    """Everybody who bid, in order of arrival. `read_out`: an opening has said so to everybody; else it is secret."""

    bidders: tuple[Bidder, ...] = ()
    read_out: bool = False


WhoBidFor = Callable[[UUID], Awaitable[WhoBid]]

_registered: list[WhoBidFor] = []


def provide_who_bid(provider: WhoBidFor) -> None:
    """Called once by the composition root; a later call replaces the provider."""
    _registered[:] = [provider]


async def who_bid(lot_id: UUID) -> WhoBid:
    """Asked by a caller that holds the lot's lock."""
    return await _registered[0](lot_id) if _registered else WhoBid()
