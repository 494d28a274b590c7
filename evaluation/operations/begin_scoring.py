"""From review to scoring, or to the failure of the lot. Inside the caller's transaction and session lock."""

from __future__ import annotations

from datetime import datetime

from core.errors import Conflict
from evaluation.audit_tags import AuditTag
from evaluation.domain.majority import check_enough_bids
from evaluation.operations.seats_stand import check_seats_stand
from evaluation.operations.sitting import remember
from evaluation.queries.standing import findings_of, standing_of
from evaluation.states import SESSION_STATES, SessionEvent
from evaluation.tables import Session
from identity.actor import system_actor
from trading.projects.operations.move_lot import fail_lot
from trading.projects.queries import lot_view
from trading.rules import Article, Term


async def begin_scoring(*, session: Session, now: datetime) -> None:
    """With three valid bids or more the members score; with fewer the lot fails.

    After a member was replaced, locks of the others stand unless the set of valid bids changed: then a new
    scoring round begins, in which everybody's marks can be completed and are locked again.
    """
    await check_seats_stand(session)
    standing, lot = await standing_of(session), await lot_view(session.lot)
    try:
        check_enough_bids(
            len(standing.valid),
            terms=lot.terms,
            least=lot.rules[Term.LEAST_BIDDERS],
            article=lot.articles[Article.TOO_FEW],
        )
    except Conflict as refusal:
        await _fail(session, reason=f"{refusal.message}（{refusal.article}）", now=now)
        return
    session.state = SESSION_STATES.after(session.state, SessionEvent.CLOSE_REVIEW).value
    if await _set_changed(session):
        session.scoring_round = session.review_round
    await session.save()


async def _set_changed(session: Session) -> bool:
    if session.scoring_round == 0:
        return True
    before = await findings_of(session, session.scoring_round)
    return set(before) != set(await findings_of(session, session.review_round))


async def _fail(session: Session, *, reason: str, now: datetime) -> None:
    session.state = SESSION_STATES.after(session.state, SessionEvent.FAIL).value
    session.aborted_at, session.aborted_reason = now, reason
    await session.save()
    # The committee's finding, not one member's act: whoever gave the last vote stays unnamed in the public log.
    await fail_lot(lot_id=session.lot, actor=system_actor(permissions=frozenset()), reason=reason, now=now)
    await remember(
        AuditTag.SESSION_FAIL,
        session=session,
        actor_name="committee",
        facts={"reason": reason},
        now=now,
    )
