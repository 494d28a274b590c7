"""Whom a draw has called: answers, replacement, the leader, and names that stay hidden until the result."""

from __future__ import annotations

import asyncio
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from draw_cast import (
    Cast,
    code_of,
    drawn,
    make_expert,
    make_opened_lot,
    make_person,
    opened,
)

from core.errors import Conflict, Forbidden, NotFound
from expert_pool import queries
from expert_pool.domain.duties import Cause, Duty
from expert_pool.operations.answer_invitation import accept_invitation, decline_invitation
from expert_pool.operations.commit_secret import Committing, commit_secret
from expert_pool.operations.elect_leader import elect_leader
from expert_pool.operations.replace_member import Leaving, replace_member, replace_seat
from expert_pool.operations.reveal_committee import reveal_committee
from expert_pool.operations.void_draw import Voiding, void_draw
from expert_pool.permissions import Permission
from expert_pool.states import DrawState, SeatState
from identity.actor import Actor, system_actor
from identity.roles import Role
from storage import audit
from trading.states import LotState
from trading.tables import Lot

SYSTEM = system_actor(permissions=frozenset({Permission.COMMITTEE_REVEAL}))


async def test_who_declines_is_followed_by_the_next_in_the_drawn_order(
    cast: Cast, lot_id: UUID, pool: dict[UUID, Actor], now: datetime
):
    draw_id = await drawn(cast, lot_id, now=now)
    leaving = (await queries.committee(lot_id)).members[2]
    person = pool[leaving.expert_id]
    (invitation,) = await queries.my_invitations(leaving.person_id)
    await decline_invitation(
        actor=person, seat_id=invitation.seat_id, word=Leaving(cause=Cause.DECLINED, note="出差"), now=now
    )
    after = await queries.committee(lot_id)
    assert [member.seat for member in after.members] == [1, 2, 3, 4, 5]
    assert after.members[2].expert_id != leaving.expert_id
    view = await queries.draw_by_id(draw_id)
    assert [(seat.number, seat.place, seat.state) for seat in view.seats if seat.number == 3] == [
        (3, 2, SeatState.DECLINED),
        (3, 5, SeatState.INVITED),
    ]


async def test_parties_committing_at_the_same_moment_complete_the_draws_first_step(
    cast: Cast, lot_id: UUID, now: datetime
):
    draw_id = await opened(cast, lot_id, now=now)
    await asyncio.gather(
        *(
            commit_secret(
                actor=cast.by_duty(duty),
                draw_id=draw_id,
                word=Committing(commitment=secrets.token_hex(32)),
                now=now,
            )
            for duty in Duty
        )
    )
    assert (await queries.draw_by_id(draw_id)).state is DrawState.COMMITTED


async def test_two_members_leaving_at_the_same_moment_are_followed_by_two_people(
    cast: Cast, lot_id: UUID, pool: dict[UUID, Actor], now: datetime
):
    draw_id = await drawn(cast, lot_id, now=now)
    await asyncio.gather(
        *(
            replace_seat(
                actor=cast.staff,
                draw_id=draw_id,
                number=number,
                word=Leaving(cause=Cause.ABSENT, note="未到场"),
                now=now,
            )
            for number in (1, 2)
        )
    )
    members = (await queries.committee(lot_id)).members
    assert len({member.expert_id for member in members}) == 5
    view = await queries.draw_by_id(draw_id)
    assert sorted(seat.place for seat in view.live_seats) == [2, 3, 4, 5, 6]


async def test_two_calls_for_one_day_are_told_at_each_of_them(
    cast: Cast, lot_id: UUID, pool: dict[UUID, Actor], now: datetime
):
    """Two committees of five out of eight people have members in common."""
    await drawn(cast, lot_id, now=now, place="三楼")
    await drawn(cast, await make_opened_lot(cast, now=now), now=now, place="二楼")
    later = now + timedelta(days=9)
    await drawn(
        cast,
        await make_opened_lot(cast, now=now),
        now=now,
        place="一楼",
        evaluation_starts_at=later,
        early_reason="专家较少",
    )
    told = set()
    for person in pool.values():
        calls = await queries.my_invitations(person.person_id)
        today = {call.place for call in calls} - {"一楼"}
        for call in calls:
            others = {one.place for one in call.same_day}
            assert others == (set() if call.place == "一楼" else today - {call.place})
            told.add((call.place, *others))
    assert {("三楼", "二楼"), ("二楼", "三楼")} <= told


async def test_nobody_answers_anothers_invitation(
    cast: Cast, lot_id: UUID, pool: dict[UUID, Actor], now: datetime
):
    await drawn(cast, lot_id, now=now)
    first, second, *_ = (await queries.committee(lot_id)).members
    (invitation,) = await queries.my_invitations(first.person_id)
    with pytest.raises(NotFound):
        await accept_invitation(actor=pool[second.expert_id], seat_id=invitation.seat_id, now=now)


async def test_an_expert_declares_a_conflict_for_the_own_seat_only(
    cast: Cast, lot_id: UUID, pool: dict[UUID, Actor], now: datetime
):
    await drawn(cast, lot_id, now=now)
    first, second, *_ = (await queries.committee(lot_id)).members
    with pytest.raises(Forbidden) as refusal:
        await replace_member(
            actor=pool[first.expert_id],
            lot_id=lot_id,
            expert_id=second.expert_id,
            cause=Cause.RECUSED,
            note="",
            now=now,
        )
    assert code_of(refusal) == "not-own-seat"
    called = await replace_member(
        actor=pool[first.expert_id],
        lot_id=lot_id,
        expert_id=first.expert_id,
        cause=Cause.RECUSED,
        note="曾为投标人提供咨询",
        now=now,
    )
    assert called in {member.expert_id for member in (await queries.committee(lot_id)).members}


async def test_when_nobody_is_left_the_seat_stays_empty_and_the_draw_may_be_voided(
    cast: Cast, lot_id: UUID, now: datetime
):
    for _ in range(5):
        await make_expert(cast, now=now)
    draw_id = await drawn(cast, lot_id, now=now)
    called = await replace_seat(
        actor=cast.staff, draw_id=draw_id, number=4, word=Leaving(cause=Cause.ABSENT, note="未到场"), now=now
    )
    view = await queries.draw_by_id(draw_id)
    assert (called.called, view.is_used_up, len(view.live_seats)) == (False, True, 4)
    await void_draw(actor=cast.staff, draw_id=draw_id, word=Voiding(reason="无人可补"), now=now)


async def test_names_stay_hidden_until_the_result_is_published(
    cast: Cast, lot_id: UUID, pool: dict[UUID, Actor], now: datetime
):
    draw_id = await drawn(cast, lot_id, now=now)
    names = {member.name for member in (await queries.committee(lot_id)).members}
    with pytest.raises(Conflict) as refusal:
        await reveal_committee(actor=SYSTEM, lot_id=lot_id, now=now)
    assert code_of(refusal) == "committee-secret"
    masked = await queries.draw_by_id(draw_id)
    assert [seat.label for seat in masked.seats] == ["专家1", "专家2", "专家3", "专家4", "专家5"]
    logged = b"".join(
        entry.payload or b"" for entry in await audit.public_entries_about(subject=str(draw_id))
    ).decode()
    everything = logged + repr(masked) + (await queries.draw_record(draw_id)).decode()
    assert not [name for name in names if name in everything]
    assert not [expert for expert in pool if str(expert) in everything]

    await Lot.update({Lot.state: LotState.AWARDED.value}, force=True).where(Lot.id == lot_id)
    await reveal_committee(actor=SYSTEM, lot_id=lot_id, now=now)
    await reveal_committee(actor=SYSTEM, lot_id=lot_id, now=now)  # again changes nothing
    published = await queries.draw_by_id(draw_id)
    assert {seat.name for seat in published.live_seats} == names


async def test_acceptance_is_logged_under_the_commitment(
    cast: Cast, lot_id: UUID, pool: dict[UUID, Actor], now: datetime
):
    draw_id = await drawn(cast, lot_id, now=now)
    member = (await queries.committee(lot_id)).members[0]
    (invitation,) = await queries.my_invitations(member.person_id)
    await accept_invitation(actor=pool[member.expert_id], seat_id=invitation.seat_id, now=now)
    last = (await audit.public_entries_about(subject=str(draw_id)))[-1].facts
    assert last is not None
    assert last.actor.startswith("candidate:")
    assert (await queries.committee(lot_id)).members[0].has_accepted


async def test_members_elect_their_leader_and_may_elect_again(
    cast: Cast, lot_id: UUID, pool: dict[UUID, Actor], now: datetime
):
    await drawn(cast, lot_id, now=now)
    first, second, *_ = (await queries.committee(lot_id)).members
    for elected in (first, second):
        await elect_leader(actor=pool[first.expert_id], lot_id=lot_id, expert_id=elected.expert_id, now=now)
        leaders = [m.expert_id for m in (await queries.committee(lot_id)).members if m.is_leader]
        assert leaders == [elected.expert_id]


async def test_outsiders_elect_nobody(cast: Cast, lot_id: UUID, pool: dict[UUID, Actor], now: datetime):
    await drawn(cast, lot_id, now=now)
    first = (await queries.committee(lot_id)).members[0]
    with pytest.raises(Forbidden):
        await elect_leader(
            actor=await make_person(Role.EXPERT), lot_id=lot_id, expert_id=first.expert_id, now=now
        )
