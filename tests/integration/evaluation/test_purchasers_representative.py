"""The purchaser's representative is named, seated, votes, scores and signs; without one there is no committee."""

from __future__ import annotations

import asyncio
from uuid import UUID

import draw_cast
import pytest
from evaluation_cast import (
    accept,
    code_of,
    constitute,
    first_expert,
    mark_all,
    represented_lot,
    reseated,
    review,
    seated_room,
    send,
    session_of,
    sign_all,
)

from core.errors import Conflict, Invalid
from evaluation.operations.constitute import LeaderBallot, vote_for_leader
from evaluation.operations.declare import SteppingAside, declare_conflict, declare_no_conflict
from evaluation.operations.enter_session import enter_session
from evaluation.operations.follow_committee import follow_committee
from evaluation.operations.issue_report import issue_report
from evaluation.operations.open_session import LotToEvaluate, open_session
from evaluation.operations.replace import Absence, replace_absent
from evaluation.queries.control import control
from evaluation.queries.reports import report_for_tenderer
from evaluation.queries.rooms import room as room_of
from evaluation.states import SessionState
from evaluation.tables import Member
from expert_pool.operations.register_expert import register_expert
from expert_pool.operations.void_draw import Voiding, void_draw
from expert_pool.queries.committee import committee
from expert_pool.queries.representatives import delegations, own_delegations
from expert_pool.tables import Representative
from identity.roles import Role
from identity.tables import Person, RoleGrant
from storage.clock import platform_now


async def test_a_session_opens_only_with_the_seat_of_the_purchaser_taken():
    """The fault seen: five were counted and four voted."""
    bidding, cast, lot_id, people = await represented_lot(named=False)
    now = await platform_now()
    with pytest.raises(Conflict) as refusal:
        await open_session(actor=bidding.host.actor, word=LotToEvaluate(lot_id=lot_id), now=now)
    assert refusal.value.code == "committee-incomplete"
    assert "第四十七条" in (refusal.value.article or "")
    assert "采购人代表" in refusal.value.message
    assert [view.awaited for view in await delegations(bidding.tenderer.actor) if view.lot.id == lot_id] == [
        1
    ]
    await send(bidding, lot_id)
    assert bidding.tenderer.actor.person_id
    assert [one.lot.id for one in await own_delegations(bidding.tenderer.actor.person_id)] == [lot_id]
    room = await seated_room(bidding, cast, lot_id, people)
    assert len(room.experts) == 5


async def test_the_representative_votes_scores_and_signs_like_everybody():
    bidding, cast, lot_id, people = await represented_lot()
    room = await seated_room(bidding, cast, lot_id, people)
    await constitute(room)
    await review(room)
    await mark_all(room)
    await issue_report(actor=room.leader, session_id=room.session_id, now=await platform_now())
    await sign_all(room)
    assert (await session_of(room)).state == SessionState.SIGNED
    report = await report_for_tenderer(lot_id)
    assert report is not None
    assert len(report.facts.result.members) == 5
    (delegate,) = [line for line in report.facts.committee if line.is_representative]
    assert delegate.employer == bidding.tenderer.actor.organisation_name
    assert len(report.signatures) == 5


async def test_the_representative_cannot_lead():
    bidding, cast, lot_id, people = await represented_lot()
    room = await seated_room(bidding, cast, lot_id, people)
    now = await platform_now()
    for expert in room.experts:
        await enter_session(actor=expert, session_id=room.session_id, now=now)
    for expert in room.experts:
        await declare_no_conflict(actor=expert, session_id=room.session_id, now=now)
    number = 1 + [e.person_id for e in room.experts].index(bidding.tenderer.actor.person_id)
    refused = vote_for_leader(
        actor=room.leader, session_id=room.session_id, word=LeaderBallot(number=number), now=now
    )
    assert await code_of(refused) == "representative-not-leader"
    view = await room_of(session_id=room.session_id, person_id=room.leader.person_id)
    assert [c.number for c in view.colleagues if c.is_representative] == [number]


async def test_who_cannot_be_the_representative():
    bidding, _cast, lot_id, _people = await represented_lot(named=False)
    stranger = await draw_cast.make_person(Role.TENDERER)
    assert await code_of(send(bidding, lot_id, person_id=stranger.person_id)) == "representative-not-tenderer"
    assert (
        await code_of(send(bidding, lot_id, person_id=bidding.host.actor.person_id))
        == "representative-not-tenderer"
    )
    assert await code_of(send(bidding, lot_id, no_tie=False)) == "tie-undeclared"
    assert await code_of(send(bidding, lot_id, authorisation=" ")) == "authorisation-missing"
    assert await code_of(send(bidding, lot_id, ordinal=2)) == "representative-not-asked"


async def test_an_expert_of_the_draw_and_who_is_tied_to_a_bidder_cannot_be_the_representative():
    bidding, cast, lot_id, _people = await represented_lot(named=False)
    member = (await committee(lot_id)).members[0]
    await _employ(bidding.tenderer.actor.organisation_id, member.person_id)
    assert await code_of(send(bidding, lot_id, person_id=member.person_id)) == "representative-in-pool"
    tied = await draw_cast.make_person(Role.EXPERT)
    assert tied.person_id
    file = draw_cast.some_file(
        cast.speciality, employer_name=cast.bidders[0].name, employer_uscc=cast.bidders[0].uscc
    )
    await register_expert(
        actor=cast.staff, word=draw_cast.entered(tied.person_id, file), now=await platform_now()
    )
    await _employ(bidding.tenderer.actor.organisation_id, tied.person_id)
    with pytest.raises(Invalid) as refusal:
        await send(bidding, lot_id, person_id=tied.person_id)
    assert refusal.value.code == "representative-tied"
    assert refusal.value.article == "《政府采购法实施条例》第九条"


async def test_naming_the_same_person_again_changes_nothing():
    bidding, _cast, lot_id, _people = await represented_lot()
    draw_id = (await committee(lot_id)).draw_id
    first = await Representative.objects().where(Representative.draw == draw_id)
    await asyncio.gather(*(send(bidding, lot_id) for _ in range(3)))
    assert await Representative.objects().where(Representative.draw == draw_id) == first
    assert [row.left_at for row in first] == [None]
    await send(bidding, lot_id, authorisation="授权书〔2026〕2号")
    assert await Representative.count().where(Representative.draw == draw_id) == 2


async def test_another_is_named_freely_before_the_room_opens_and_only_into_an_empty_seat_afterwards():
    bidding, cast, lot_id, people = await represented_lot()
    other = await draw_cast.make_person(Role.TENDERER)
    assert other.person_id
    await Person.update({Person.organisation: bidding.tenderer.actor.organisation_id}).where(
        Person.id == other.person_id
    )
    await send(bidding, lot_id, person_id=other.person_id)
    await send(bidding, lot_id)
    room = await seated_room(bidding, cast, lot_id, people)
    assert await code_of(send(bidding, lot_id, person_id=other.person_id)) == "session-open"
    now = await platform_now()
    for expert in room.experts:
        await enter_session(actor=expert, session_id=room.session_id, now=now)
    await declare_conflict(
        actor=bidding.tenderer.actor,
        session_id=room.session_id,
        word=SteppingAside(reason="与投标人负责人有近亲属关系"),
        now=now,
    )
    view = await control(room.session_id)
    assert view.empty == 1
    assert "空缺" in view.waiting_for
    await send(bidding, lot_id, person_id=other.person_id)
    await follow_committee(lot_id=lot_id, now=now)
    room = await reseated(room, (*people, other))
    assert len(room.experts) == 5
    await enter_session(actor=other, session_id=room.session_id, now=now)
    assert (await session_of(room)).state == SessionState.DECLARING


async def test_a_committee_whose_order_is_used_up_is_formed_anew_and_the_former_opinions_are_void():
    """87令第四十九条. The fault seen: nobody left to call, and the evaluation could never end."""
    bidding, cast, lot_id, people = await represented_lot(pool=4)
    room = await seated_room(bidding, cast, lot_id, people)
    await constitute(room)
    now = await platform_now()
    leaving = await first_expert(room)
    await replace_absent(
        actor=room.staff, session_id=room.session_id, word=Absence(number=leaving, reason="突发疾病"), now=now
    )
    assert (await control(room.session_id)).empty == 1
    draw_id = (await committee(lot_id)).draw_id
    await void_draw(actor=room.staff, draw_id=draw_id, word=Voiding(reason="名单用尽"), now=now)
    fresh = []
    for _ in range(2):
        _, person = await draw_cast.make_expert(cast, now=now)
        fresh.append(person)
    everybody = (*people, *fresh)
    await draw_cast.drawn(cast, lot_id, now=now, size=4, representatives=1)
    for member in (await committee(lot_id)).experts:
        await accept(next(p for p in everybody if p.person_id == member.person_id))
    await send(bidding, lot_id)
    await follow_committee(lot_id=lot_id, now=now)
    room = await reseated(room, everybody)
    assert len(room.experts) == 5
    void = await Member.count().where((Member.session == room.session_id) & (Member.state == "replaced"))
    assert void == 5
    await constitute(room)
    await review(room)
    assert (await session_of(room)).state == SessionState.SCORING


async def _employ(organisation_id: UUID | None, person_id: UUID) -> None:
    await Person.update({Person.organisation: organisation_id}).where(Person.id == person_id)
    await RoleGrant(person=person_id, role=Role.TENDERER.value, granted_by="system").save()
