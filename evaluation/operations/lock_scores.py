"""Lock one's marks for good; when everybody has, they lie on the table.

The hash of the marks is logged first: a mark changed later, by whomever, would no longer match the log.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from evaluation.audit_tags import AuditTag
from evaluation.domain.marks import check_whole, marks_hash
from evaluation.operations.save_scores import scores_locked
from evaluation.operations.seats_stand import check_seats_stand
from evaluation.operations.sitting import remember_of, take_seat
from evaluation.queries.marks import has_locked, locked_members, marks_of, whole_marks
from evaluation.queries.standing import standing_of
from evaluation.states import SESSION_STATES, SessionEvent, SessionState
from evaluation.tables import ScoreLock
from identity.actor import Actor
from storage.database import transaction
from trading.projects.queries import scheme_of


async def lock_scores(*, actor: Actor, session_id: UUID, now: datetime) -> None:
    """Lock one's marks for good.

    Refuses while a mark is missing (`scores-incomplete`), and a second time (`scores-locked`); the last lock also
    while a seat has changed hands outside the room (`seats-changed`).
    """
    async with transaction():
        sitting = await take_seat(actor=actor, session_id=session_id, during=SessionState.SCORING)
        session, me = sitting.session, sitting.me
        if await has_locked(me, session):
            raise scores_locked()
        bids = {str(bid.bid_id) for bid in (await standing_of(session)).valid}
        criteria = {str(c.id) for c in (await scheme_of(session.lot)).criteria}
        marks = whole_marks(await marks_of(me.id), bids=bids, criteria=criteria)
        check_whole(marks=marks, bids=bids, criteria=criteria)
        digest = marks_hash(session=str(session.id), number=me.number, marks=marks)
        if await locked_members(session) | {me.id} >= {member.id for member in sitting.members}:
            await check_seats_stand(session)
            session.state = SESSION_STATES.after(session.state, SessionEvent.ALL_LOCKED).value
            session.all_locked_at = now
            await session.save()
        seq = await remember_of(
            AuditTag.SCORES_LOCK,
            sitting=sitting,
            facts={"marks_sha256": digest.hex(), "round": session.scoring_round},
            now=now,
        )
        await ScoreLock(
            member=me.id,
            scoring_round=session.scoring_round,
            locked_at=now,
            marks_hash=digest,
            audit_seq=seq,
        ).save()
