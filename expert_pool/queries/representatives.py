"""Who sits for the purchaser, and where one is still to be named.

Danger: names. Only the lot's own tenderer and agency, the person and the evaluation room may read them before the
result is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.errors import NotFound
from expert_pool.states import DrawState
from expert_pool.tables import Draw, Representative
from identity.actor import Actor
from identity.queries import PersonView, people, people_with_role
from identity.roles import Role
from trading.projects.queries.lots import LotView, lot_views
from trading.states import LotState


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """One place for a representative; `name` is empty while nobody is named."""

    ordinal: int
    name: str
    post: str
    authorisation: str
    named_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationView:
    """A draw whose committee has places for the purchaser, as its tenderer or agency sees it."""

    draw_id: UUID
    lot: LotView
    evaluation_starts_at: datetime
    place: str
    places: tuple[PlaceView, ...]
    eligible: tuple[PersonView, ...]

    @property
    def awaited(self) -> int:
        """How many places are empty."""
        return sum(not place.name for place in self.places)

    @property
    def may_change(self) -> bool:
        """Whether who is named may still be exchanged; an empty place may be filled at any time."""
        return self.lot.state is LotState.OPENED


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDelegation:
    """That this person is to sit for the purchaser: when, where, in which lot."""

    lot: LotView
    place: str
    evaluation_starts_at: datetime


async def live_representatives(draw_id: UUID) -> list[Representative]:
    """Who is named now, by place."""
    return (
        await Representative.objects()
        .where((Representative.draw == draw_id) & Representative.left_at.is_null())
        .order_by(Representative.ordinal)
    )


async def delegations(actor: Actor) -> tuple[DelegationView, ...]:
    """Draws of the actor's own lots with places for the purchaser, empty ones first."""
    running = [LotState.OPENED.value, LotState.EVALUATING.value]
    draws = await Draw.objects().where(
        (Draw.representatives > 0)
        & (Draw.state != DrawState.VOID.value)
        & Draw.published_at.is_null()
        & Draw.lot.state.is_in(running)
    )
    lots = {lot.id: lot for lot in await lot_views(lot_ids=[draw.lot for draw in draws])}
    own = [draw for draw in draws if _is_own(actor, lots[draw.lot])]
    views = [await _view(draw, lots[draw.lot]) for draw in own]
    return tuple(sorted(views, key=lambda view: (not view.awaited, view.evaluation_starts_at, view.lot.no)))


async def delegation(*, draw_id: UUID, actor: Actor) -> DelegationView:
    """Raises `NotFound` (`draw-unknown`) for anybody but the lot's tenderer and agency."""
    for view in await delegations(actor):
        if view.draw_id == draw_id:
            return view
    raise NotFound(code="draw-unknown", message="没有这次抽取")


async def own_delegations(person_id: UUID) -> tuple[OwnDelegation, ...]:
    """Where this person is to sit for the purchaser and the room is not open yet."""
    rows = await Representative.objects(Representative.draw).where(
        (Representative.person == person_id)
        & Representative.left_at.is_null()
        & (Representative.draw.state != DrawState.VOID.value)
    )
    lots = {lot.id: lot for lot in await lot_views(lot_ids=[row.draw.lot for row in rows])}
    return tuple(
        OwnDelegation(
            lot=lots[row.draw.lot],
            place=row.draw.place,
            evaluation_starts_at=row.draw.evaluation_starts_at,
        )
        for row in rows
        if lots[row.draw.lot].state is LotState.OPENED
    )


def _is_own(actor: Actor, lot: LotView) -> bool:
    return actor.organisation_id is not None and actor.organisation_id in (lot.tenderer_id, lot.agency_id)


async def _view(draw: Draw, lot: LotView) -> DelegationView:
    named = {row.ordinal: row for row in await live_representatives(draw.id)}
    names = {one.id: one.name for one in await people(ids=[row.person for row in named.values()])}
    return DelegationView(
        draw_id=draw.id,
        lot=lot,
        evaluation_starts_at=draw.evaluation_starts_at,
        place=draw.place,
        places=tuple(
            PlaceView(
                ordinal=ordinal,
                name=names[row.person] if (row := named.get(ordinal)) else "",
                post=row.post if row else "",
                authorisation=row.authorisation if row else "",
                named_at=row.named_at if row else None,
            )
            for ordinal in range(1, draw.representatives + 1)
        ),
        eligible=await people_with_role(Role.TENDERER, organisation_id=lot.tenderer_id),
    )
