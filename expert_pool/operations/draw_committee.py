"""Draw: the seed is made, the whole list is put in drawn order, and the first lawful experts are called."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from expert_pool.audit_tags import AuditTag
from expert_pool.domain.draw import drawn_order, seating, seed_string
from expert_pool.domain.duties import Duty
from expert_pool.operations.draw_row import candidates_of, draw_for_update, parties_of
from expert_pool.permissions import Permission
from expert_pool.states import DRAW_STATES, DrawEvent
from expert_pool.tables import Candidate, Draw, Seat
from identity.actor import Actor
from identity.permissions import check
from storage import audit, outbox
from storage.database import transaction


async def draw_committee(*, actor: Actor, draw_id: UUID, now: datetime) -> None:
    """Draw, once every secret is revealed. Nothing is chosen here: the result follows from the record."""
    async with transaction():
        draw = await draw_for_update(draw_id)
        check(actor, Permission.DRAW_RUN)
        draw.state = DRAW_STATES.after(draw.state, DrawEvent.DRAW).value
        draw.seed = seed_string(secrets=await _secrets(draw_id), root=bytes(draw.frozen_root))
        candidates = await candidates_of(draw_id)
        order = drawn_order(seed=draw.seed, candidates=len(candidates))
        places = seating(
            order=order,
            units=[bytes(c.unit) for c in candidates],
            seats=draw.size,
            max_per_unit=draw.max_per_unit,
        )
        called = [(place, candidates[order[place]]) for place in places]
        draw.drawn_order, draw.drawn_at = list(order), now
        draw.drawn_seq = await _remember(draw, called, actor=actor, now=now)
        await draw.save()
        await _seat(draw, called, now=now)
        await outbox.emit("expert_pool.committee_drawn", subject_id=draw.lot)


async def _secrets(draw_id: UUID) -> list[str]:
    by_duty = {Duty(party.duty): party.secret for party in await parties_of(draw_id)}
    return [by_duty[duty] for duty in Duty if duty in by_duty]


async def _remember(draw: Draw, called: list[tuple[int, Candidate]], *, actor: Actor, now: datetime) -> int:
    entry = await audit.record(
        AuditTag.COMMITTEE_DRAW,
        actor=actor.audit_name,
        subject=str(draw.id),
        facts={
            "seed": str(draw.seed),
            "seats": [
                {"seat": number, "place": place, "commitment": bytes(candidate.commitment).hex()}
                for number, (place, candidate) in enumerate(called, start=1)
            ],
        },
        now=now,
        public=True,
    )
    return entry.ticket


async def _seat(draw: Draw, called: list[tuple[int, Candidate]], *, now: datetime) -> None:
    await Seat.insert(
        *(
            Seat(
                draw=draw.id,
                number=number,
                place=place,
                expert=candidate.expert,
                invited_at=now,
                called_seq=draw.drawn_seq,
            )
            for number, (place, candidate) in enumerate(called, start=1)
        )
    )
