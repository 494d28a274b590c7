"""Give up a draw so that another can be held; the log keeps why, and who kept silent.

Before the freeze nothing is known and any reason will do. After it, only silence voids a draw: a party that
has not revealed when the window is over, named in the log. Once every secret is out there is no voiding;
once drawn, only when the order is used up and a seat is empty.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.canonical import Json
from core.errors import Conflict
from core.statements import LONGEST_REMARK, stated
from expert_pool.audit_tags import AuditTag
from expert_pool.operations.draw_row import draw_for_update, parties_of
from expert_pool.operations.replace_member import seats_of
from expert_pool.permissions import Permission
from expert_pool.states import DRAW_STATES, LIVE_SEATS, DrawEvent, DrawState
from expert_pool.tables import Draw, DrawParty, Seat
from identity.actor import Actor
from identity.permissions import check
from identity.queries import people
from storage import audit
from storage.database import transaction
from trading.projects.queries import lot_view
from trading.rules import Article
from web.form_fields import ShortReason


class Voiding(Struct, frozen=True, kw_only=True):
    """Why a draw is given up."""

    reason: Annotated[ShortReason, Meta(title="理由")]


async def void_draw(*, actor: Actor, draw_id: UUID, word: Voiding, now: datetime) -> None:
    """Void the draw; whoever has not revealed after the freeze stands in the log by name as at fault."""
    words = stated(word.reason, field="reason", most=LONGEST_REMARK)
    async with transaction():
        draw = await draw_for_update(draw_id)
        check(actor, Permission.DRAW_RUN)
        before, draw.state = draw.state, DRAW_STATES.after(draw.state, DrawEvent.VOID).value
        silent: list[DrawParty] = []
        if before == DrawState.FROZEN:
            silent = _check_window(draw, await parties_of(draw_id), now=now)
        elif before == DrawState.DRAWN:
            article = (await lot_view(draw.lot)).articles[Article.FIXED_DRAW]
            _check_used_up(draw, await seats_of(draw_id), article=article)
        at_fault = await _named(silent)
        entry = await audit.record(
            AuditTag.DRAW_VOID,
            actor=actor.audit_name,
            subject=str(draw.id),
            facts={"from_state": before, "reason": words, "at_fault": at_fault},
            now=now,
            public=True,
        )
        draw.voided_at, draw.voided_seq, draw.void_reason = now, entry.ticket, words
        await draw.save()


def _check_window(draw: Draw, parties: list[DrawParty], *, now: datetime) -> list[DrawParty]:
    if now < draw.reveal_due_at:
        raise Conflict(
            code="reveal-window-open",
            message="公开秘密数的时间尚未届满，届满后仍未公开的，方可作废并记载责任方",
            facts={"reveal_due_at": draw.reveal_due_at.isoformat()},
        )
    return [party for party in parties if party.secret is None]


def _check_used_up(draw: Draw, seats: list[Seat], *, article: str) -> None:
    sitting = sum(seat.state in LIVE_SEATS for seat in seats)
    if sitting >= draw.size:
        raise Conflict(
            code="draw-final",
            message="抽取结果已确定，不得作废重抽；成员依法应当更换的按抽取顺序递补",
            article=article,
        )


async def _named(silent: list[DrawParty]) -> list[dict[str, Json]]:
    names = {p.id: p.name for p in await people(ids=[party.person for party in silent])}
    return [
        {"duty": party.duty, "person": str(party.person), "name": names.get(party.person, "")}
        for party in silent
    ]
