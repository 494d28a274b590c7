"""When everybody has declared and a leader stands, the committee is constituted and the review begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import Conflict, Forbidden, NotFound
from evaluation.audit_tags import AuditTag
from evaluation.domain.majority import elected
from evaluation.operations.open_session import check_lawful
from evaluation.operations.sitting import Sitting, remember, take_seat
from evaluation.queries.seats import live_members
from evaluation.states import SESSION_STATES, MemberState, SessionEvent, SessionState
from evaluation.tables import LeaderVote, Member
from expert_pool.operations.elect_leader import elect_leader
from expert_pool.queries.committee import committee
from identity.actor import Actor
from storage.database import transaction
from trading.projects.queries import lot_view
from trading.rules import Article
from web.form_fields import CHOSEN, Number


class LeaderBallot(Struct, frozen=True, kw_only=True):
    """A vote for 评委`number`, one's own number allowed."""

    number: Annotated[Number, CHOSEN, Meta(title="组长人选")]


async def vote_for_leader(*, actor: Actor, session_id: UUID, word: LeaderBallot, now: datetime) -> None:
    """A member's vote for a 组长.

    The last vote decides; a shared first place opens another ballot. Refuses a second vote in one ballot
    (`already-voted`). Members drawn from the pool only: a purchaser's representative cannot be elected
    (`representative-not-leader`).
    """
    async with transaction():
        sitting = await take_seat(actor=actor, session_id=session_id, during=SessionState.DECLARING)
        _check_election_open(sitting)
        candidate = _member(sitting.members, word.number)
        if candidate.expert is None:
            lot = await lot_view(sitting.session.lot)
            raise Conflict(
                code="representative-not-leader",
                message=f"{lot.terms.tenderer}代表不得担任{lot.terms.committee}组长",
                field="number",
                article=lot.articles[Article.LEADER],
            )
        votes = await _votes(sitting)
        if sitting.me.id in votes:
            raise Conflict(code="already-voted", message="本轮您已投票")
        await LeaderVote(
            voter=sitting.me.id, candidate=candidate.id, ballot=sitting.session.ballot, voted_at=now
        ).save()
        votes[sitting.me.id] = candidate.id
        if len(votes) == len(sitting.members):
            await _count(sitting, votes=votes, actor=actor, now=now)


async def constitute_if_ready(*, sitting: Sitting) -> None:
    """Move on to the review once all have declared and a leader stands; inside the caller's transaction.

    A committee is constituted only whole and lawful: complete, odd, five or more.
    """
    declared = all(member.state == MemberState.DECLARED for member in sitting.members)
    if declared and any(member.is_leader for member in sitting.members):
        await check_lawful(await committee(sitting.session.lot))
        sitting.session.state = SESSION_STATES.after(sitting.session.state, SessionEvent.CONSTITUTE).value
        await sitting.session.save()


async def _count(sitting: Sitting, *, votes: dict[UUID, UUID], actor: Actor, now: datetime) -> None:
    winner_id = elected(votes)
    if winner_id is None:
        sitting.session.ballot += 1
        await sitting.session.save()
        return
    winner = next(member for member in sitting.members if member.id == winner_id)
    await elect_leader(actor=actor, lot_id=sitting.session.lot, expert_id=winner.expert, now=now)
    await constitute_if_ready(sitting=replace(sitting, members=await live_members(sitting.session.id)))
    await remember(
        AuditTag.LEADER_ELECT,
        session=sitting.session,
        actor_name="committee",
        facts={"member": winner.number, "ballot": sitting.session.ballot},
        now=now,
    )


def _check_election_open(sitting: Sitting) -> None:
    if any(member.is_leader for member in sitting.members):
        raise Conflict(code="leader-elected", message="组长已推选产生")
    if any(member.state != MemberState.DECLARED for member in sitting.members):
        raise Forbidden(code="not-all-declared", message="全体成员声明无回避情形后推选组长")


def _member(members: list[Member], number: int) -> Member:
    for member in members:
        if member.number == number:
            return member
    raise NotFound(code="member-unknown", message="没有这位评委", field="number")


async def _votes(sitting: Sitting) -> dict[UUID, UUID]:
    rows = await LeaderVote.objects().where(
        LeaderVote.voter.is_in([member.id for member in sitting.members])
        & (LeaderVote.ballot == sitting.session.ballot)
    )
    return {row.voter: row.candidate for row in rows}
