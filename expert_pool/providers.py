"""What the pool must be told from beside it: the organisations that bid for a lot.

`app` registers the provider at start; without one a draw cannot be opened. Not for: a general registry.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from expert_pool.domain.recusal import OrganisationRef

BiddersOf = Callable[[UUID], Awaitable[tuple[OrganisationRef, ...]]]

_registered: list[BiddersOf] = []


def provide_bidders(provider: BiddersOf) -> None:
    """Called once by the composition root; a later call replaces the provider."""
    _registered[:] = [provider]


async def bidders_of(lot_id: UUID) -> tuple[OrganisationRef, ...]:
    """The bidders of an opened lot, members of consortia included."""
    if not _registered:
        raise RuntimeError("expert_pool.providers.provide_bidders(...) has not been called")
    return await _registered[0](lot_id)
