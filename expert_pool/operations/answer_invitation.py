"""A drawn expert accepts or declines. The log knows them by their commitment, not by their account."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from core.errors import Conflict, Invalid, NotFound
from core.statements import LONGEST_REMARK, stated
from expert_pool.audit_tags import AuditTag
from expert_pool.domain.duties import OWN_CAUSES
from expert_pool.operations.draw_row import candidates_of, draw_for_update
from expert_pool.operations.replace_member import Leaving, leave_seat
from expert_pool.permissions import Permission
from expert_pool.providers import hold_room
from expert_pool.states import SEAT_STATES, SeatEvent
from expert_pool.tables import Draw, Seat
from identity.actor import Actor
from identity.permissions import check
from storage import audit
from storage.database import transaction


async def accept_invitation(*, actor: Actor, seat_id: UUID, now: datetime) -> None:
    """The expert will come."""
    async with transaction():
        draw, seat = await _own_seat(actor, seat_id)
        seat.state = SEAT_STATES.after(seat.state, SeatEvent.ACCEPT).value
        seat.answered_at = now
        candidates = await candidates_of(draw.id)
        commitment = bytes(candidates[draw.drawn_order[seat.place]].commitment).hex()
        await seat.save()
        await audit.record(
            AuditTag.SEAT_ACCEPT,
            actor=f"candidate:{commitment}",
            subject=str(draw.id),
            facts={"seat": seat.number, "commitment": commitment},
            now=now,
            public=True,
        )


async def decline_invitation(*, actor: Actor, seat_id: UUID, word: Leaving, now: datetime) -> None:
    """The expert cannot come, or must step aside; the next in the drawn order is called at once.

    Raises `Conflict` (`checked-in`) for who is in the room: recusal is declared there, which voids the
    opinions given.
    """
    if word.cause not in OWN_CAUSES:
        raise Invalid(code="cause-not-own", message="本人只能申报不能参加或应当回避", field="cause")
    note = stated(word.note, field="note", most=LONGEST_REMARK)
    async with transaction():
        room = await hold_room(await _lot_of(actor, seat_id))
        draw, seat = await _own_seat(actor, seat_id)
        if room is not None and actor.person_id in room.entered:
            raise Conflict(code="checked-in", message="您已签到；应当回避的，请在评审室内申请")
        seat.answered_at = now
        await leave_seat(actor=actor, draw=draw, seat=seat, cause=word.cause, note=note, now=now)


async def _own_seat(actor: Actor, seat_id: UUID) -> tuple[Draw, Seat]:
    """Locks the draw, then reads the seat; raises `NotFound` (`invitation-unknown`) for anybody else's."""
    draw = await draw_for_update((await _invitation(actor, seat_id))["draw"])
    seat = await Seat.objects().where(Seat.id == seat_id).first()
    assert seat is not None
    return draw, seat


async def _lot_of(actor: Actor, seat_id: UUID) -> UUID:
    lot_id: UUID = (await _invitation(actor, seat_id))["lot"]
    return lot_id


async def _invitation(actor: Actor, seat_id: UUID) -> dict[str, Any]:
    check(actor, Permission.INVITATION_ANSWER)
    found: dict[str, Any] | None = (
        await Seat.select(Seat.draw, Seat.draw.lot.as_alias("lot"))
        .where((Seat.id == seat_id) & (Seat.expert.person == actor.person_id))
        .first()
    )
    if found is None:
        raise NotFound(code="invitation-unknown", message="没有这份邀请")
    return found
