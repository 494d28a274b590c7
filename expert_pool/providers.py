"""What the pool must be told from beside it: the organisations that bid for a lot, and how far its evaluation is.

`app` registers the providers at start; without the first a draw cannot be opened, without the second no evaluation
has begun anywhere. Not for: a general registry.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from expert_pool.domain.recusal import OrganisationRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A lot's evaluation: who has checked in, and whether a member may still be exchanged."""

    session_id: UUID
    entered: frozenset[UUID]
    may_change: bool


BiddersOf = Callable[[UUID], Awaitable[tuple[OrganisationRef, ...]]]
RoomOf = Callable[[UUID], Awaitable[Room | None]]

_registered: list[BiddersOf] = []
_rooms: list[RoomOf] = []
_held: list[RoomOf] = []


def provide_bidders(provider: BiddersOf) -> None:
    """Called once by the composition root; a later call replaces the provider."""
    _registered[:] = [provider]


def provide_rooms(provider: RoomOf, *, held: RoomOf) -> None:
    """Called once by the composition root; a later call replaces the providers. `held` locks what it tells of."""
    _rooms[:], _held[:] = [provider], [held]


async def bidders_of(lot_id: UUID) -> tuple[OrganisationRef, ...]:
    """The bidders of an opened lot, members of consortia included."""
    if not _registered:
        raise RuntimeError("expert_pool.providers.provide_bidders(...) has not been called")
    return await _registered[0](lot_id)


async def room_of(lot_id: UUID) -> Room | None:
    """The lot's evaluation; None before its room is opened."""
    return await _rooms[0](lot_id) if _rooms else None


async def hold_room(lot_id: UUID) -> Room | None:
    """The same, and nothing in it moves until the caller's transaction ends.

    Asked before the draw is locked: whoever acts in the room locks the two in this order.
    """
    return await _held[0](lot_id) if _held else None
