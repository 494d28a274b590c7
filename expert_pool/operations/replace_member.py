"""A drawn expert leaves the seat for a legal cause, and the next in the drawn order is called (补抽).

《招标投标法实施条例》第四十六条: no replacement without a legal cause; 第四十八条: the replaced member's
conclusions are void. 《政府采购货物和服务招标投标管理办法》第四十九条: when nobody can be called, the evaluation stops.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import Conflict, Forbidden, NotFound
from core.statements import LONGEST_REMARK, stated
from expert_pool.audit_tags import AuditTag
from expert_pool.domain.draw import next_in_order
from expert_pool.domain.duties import CAUSE_TITLES, Cause
from expert_pool.fields import SeatNumber
from expert_pool.operations.draw_row import (
    candidates_of,
    draw_for_update,
    live_draw_for_update,
    lot_of_draw,
)
from expert_pool.permissions import Permission
from expert_pool.providers import hold_room, room_of
from expert_pool.states import LIVE_SEATS, SEAT_STATES, DrawState, SeatEvent
from expert_pool.tables import Candidate, Draw, Expert, Seat
from identity.actor import Actor
from identity.permissions import check
from storage import audit, outbox
from storage.database import transaction
from trading.projects.queries import lot_view
from web.form_fields import ShortReason


async def replace_member(
    *, actor: Actor, lot_id: UUID, expert_id: UUID, cause: Cause, note: str, now: datetime
) -> UUID | None:
    """Take this expert off the committee and call the next; returns the new expert's id, or None when the
    order is used up. By centre staff, or by the expert for their own seat (a conflict declared)."""
    async with transaction():
        draw = await live_draw_for_update(lot_id)
        seat = _live(await seats_of(draw.id), expert_id=expert_id)
        await _check_may_replace(actor, seat)
        return await leave_seat(actor=actor, draw=draw, seat=seat, cause=cause, note=note, now=now)


class Leaving(Struct, frozen=True, kw_only=True):
    """Why a seat is left."""

    cause: Annotated[Cause, Meta(title="事由", extra={"options": CAUSE_TITLES})]
    note: Annotated[ShortReason, Meta(title="说明")]


class Called(Struct, frozen=True, kw_only=True):
    """Whether somebody was called to the empty seat."""

    called: bool


async def replace_seat(
    *, actor: Actor, draw_id: UUID, number: SeatNumber, word: Leaving, now: datetime
) -> Called:
    """The same by seat number, for staff who do not know who sits there; whether somebody was called."""
    async with transaction():
        check(actor, Permission.DRAW_RUN)
        await hold_room(await lot_of_draw(draw_id))
        draw = await draw_for_update(draw_id)
        seat = _live(await seats_of(draw.id), number=number)
        note = stated(word.note, field="note", most=LONGEST_REMARK)
        called = await leave_seat(actor=actor, draw=draw, seat=seat, cause=word.cause, note=note, now=now)
    return Called(called=called is not None)


async def leave_seat(
    *, actor: Actor, draw: Draw, seat: Seat, cause: Cause, note: str, now: datetime
) -> UUID | None:
    """Vacate a seat and call the next in order, inside the caller's transaction, the room held and the draw locked."""
    if draw.state != DrawState.DRAWN or draw.published_at is not None:
        evaluation = (await lot_view(draw.lot)).terms.evaluation
        raise Conflict(code="committee-fixed", message=f"{evaluation}结果公布后不得更换成员")
    room = await room_of(draw.lot)
    if room is not None and not room.may_change:
        raise Conflict(code="committee-fixed", message="评委已提交全部评分，不能再更换成员")
    event = SeatEvent.DECLINE if cause is Cause.DECLINED else SeatEvent.REPLACE
    state = SEAT_STATES.after(seat.state, event)
    candidates, seats = await candidates_of(draw.id), await seats_of(draw.id)
    place = _next_place(draw, candidates, seats=seats, leaving=seat)
    called = None if place is None else candidates[draw.drawn_order[place]]
    seq = await _remember(
        draw, seat, candidates=candidates, cause=cause, place=place, called=called, actor=actor, now=now
    )
    seat.state, seat.is_leader = state.value, False
    seat.vacated_at, seat.vacated_seq = now, seq
    seat.vacated_why, seat.vacated_note = cause.value, stated(note, field="note", most=LONGEST_REMARK)
    await seat.save()
    if called is None:
        await outbox.emit("expert_pool.order_used_up", subject_id=draw.lot)
        return None
    await Seat(
        draw=draw.id,
        number=seat.number,
        place=place,
        expert=called.expert,
        invited_at=now,
        called_seq=seq,
    ).save()
    await outbox.emit("expert_pool.member_replaced", subject_id=draw.lot)
    new_expert: UUID = called.expert
    return new_expert


async def seats_of(draw_id: UUID) -> list[Seat]:
    """Every call of the draw, vacated ones included."""
    return await Seat.objects().where(Seat.draw == draw_id).order_by(Seat.number, Seat.place)


def _live(seats: list[Seat], *, expert_id: UUID | None = None, number: int | None = None) -> Seat:
    for seat in seats:
        if seat.state in LIVE_SEATS and (seat.expert == expert_id or seat.number == number):
            return seat
    raise NotFound(code="seat-unknown", message="没有这个席位或席位已空缺")


async def _check_may_replace(actor: Actor, seat: Seat) -> None:
    if Permission.DRAW_RUN in actor.permissions:
        return
    check(actor, Permission.MEMBER_REPLACE)
    if not await Expert.exists().where((Expert.id == seat.expert) & (Expert.person == actor.person_id)):
        raise Forbidden(code="not-own-seat", message="只能就本人席位提出回避")


def _next_place(draw: Draw, candidates: list[Candidate], *, seats: list[Seat], leaving: Seat) -> int | None:
    return next_in_order(
        order=draw.drawn_order,
        units=[bytes(c.unit) for c in candidates],
        seated=[s.place for s in seats if s.state in LIVE_SEATS and s.id != leaving.id],
        used=[s.place for s in seats],
        max_per_unit=draw.max_per_unit,
    )


async def _remember(
    draw: Draw,
    seat: Seat,
    *,
    candidates: list[Candidate],
    cause: Cause,
    place: int | None,
    called: Candidate | None,
    actor: Actor,
    now: datetime,
) -> int:
    left = bytes(candidates[draw.drawn_order[seat.place]].commitment).hex()
    own = Permission.DRAW_RUN not in actor.permissions
    entry = await audit.record(
        AuditTag.SEAT_VACATE,
        actor=f"candidate:{left}" if own else actor.audit_name,
        subject=str(draw.id),
        facts={
            "seat": seat.number,
            "place": seat.place,
            "commitment": left,
            "cause": cause.value,
            "next_place": place,
            "next_commitment": bytes(called.commitment).hex() if called else None,
        },
        now=now,
        public=True,
    )
    return entry.ticket
