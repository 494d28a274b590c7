"""Whose turn it is: lots whose draw staff should see to, and draws that wait for a party's secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from expert_pool.permissions import duty_of
from expert_pool.states import DrawState
from expert_pool.tables import Draw, DrawParty
from identity.actor import Actor
from trading.projects.queries.lots import LotView, lot_views, lots_in
from trading.states import LotState


@dataclass(frozen=True, slots=True, kw_only=True)
class LotForDraw:
    """An opened lot and how far its draw has come; `draw_state` is None before the first draw."""

    lot: LotView
    draw_id: UUID | None
    draw_state: DrawState | None
    evaluation_starts_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedSecret:
    """A draw that waits for this person's duty: to commit, or to reveal."""

    lot: LotView
    draw_id: UUID
    is_reveal: bool
    reveal_due_at: datetime | None


async def lots_for_draw(actor: Actor) -> tuple[LotForDraw, ...]:
    """Lots opened or in evaluation whose draw this person may watch, those without a finished draw first."""
    ids = await lots_in([LotState.OPENED, LotState.EVALUATING])
    draws = {
        draw.lot: draw
        for draw in await Draw.objects().where(
            Draw.lot.is_in(ids or [UUID(int=0)]) & (Draw.state != DrawState.VOID.value)
        )
    }
    lots = await lot_views(lot_ids=ids)
    found = [
        _lot_for_draw(lot, draws.get(lot.id))
        for lot in lots
        if lot.kind_of_transaction.method.committee and duty_of(actor, lot)
    ]
    return tuple(sorted(found, key=lambda f: (f.draw_state is DrawState.DRAWN, f.lot.no)))


async def draws_awaiting(actor: Actor) -> tuple[AwaitedSecret, ...]:
    """Draws in which this person has something to do now."""
    draws = await Draw.objects().where(Draw.state.is_in([DrawState.OPEN.value, DrawState.FROZEN.value]))
    lots = {lot.id: lot for lot in await lot_views(lot_ids=[draw.lot for draw in draws])}
    parties = await DrawParty.objects().where(
        DrawParty.draw.is_in([draw.id for draw in draws] or [UUID(int=0)])
    )
    return tuple(
        AwaitedSecret(
            lot=lots[draw.lot],
            draw_id=draw.id,
            is_reveal=draw.state == DrawState.FROZEN,
            reveal_due_at=draw.reveal_due_at,
        )
        for draw in draws
        if any(_awaited(actor, draw, party, lots[draw.lot]) for party in parties if party.draw == draw.id)
    )


def _awaited(actor: Actor, draw: Draw, party: DrawParty, lot: LotView) -> bool:
    if party.duty != duty_of(actor, lot):
        return False
    if draw.state == DrawState.OPEN:
        return party.commitment is None
    return party.secret is None and party.person == actor.person_id


def _lot_for_draw(lot: LotView, draw: Draw | None) -> LotForDraw:
    return LotForDraw(
        lot=lot,
        draw_id=draw.id if draw else None,
        draw_state=DrawState(draw.state) if draw else None,
        evaluation_starts_at=draw.evaluation_starts_at if draw else None,
    )
