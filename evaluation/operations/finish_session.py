"""All have signed: the ranking is handed down and the evaluation ends. Once; a second time there is no arrow."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import cast
from uuid import UUID

from core.errors import Conflict
from evaluation.audit_tags import AuditTag
from evaluation.operations.sitting import remember, session_for_update
from evaluation.permissions import Permission
from evaluation.queries.seats import live_members
from evaluation.queries.standing import declarations_of
from evaluation.states import SESSION_STATES, SessionEvent, SessionState
from evaluation.tables import Result, Session, Signature
from expert_pool.queries.committee import committee
from identity.actor import Actor, system_actor
from identity.permissions import check
from storage.database import transaction
from trading.decisions.domain.ranking import RankedBid, ScoreLine
from trading.decisions.operations.record_ranking import record_ranking
from trading.projects.queries import Scheme, scheme_of


async def finish_session(*, actor: Actor, session_id: UUID, now: datetime) -> None:
    """By staff, where the last signature did not already finish it. Refuses missing signatures and a second time."""
    async with transaction():
        session = await session_for_update(session_id)
        check(actor, Permission.SESSION_CONTROL)
        SESSION_STATES.after(session.state, SessionEvent.ALL_SIGNED)
        if missing := await _unsigned(session):
            raise Conflict(
                code="signatures-missing",
                message=f"还有{missing}名成员未签署报告",
                facts={"missing": missing},
            )
        await finish_if_all_signed(session=session, now=now)


async def finish_if_all_signed(*, session: Session, now: datetime) -> None:
    """Inside the caller's transaction and under the session's lock; nothing while a signature is missing."""
    if session.state != SessionState.REPORTING or await _unsigned(session):
        return
    session.state = SESSION_STATES.after(session.state, SessionEvent.ALL_SIGNED).value
    session.signed_at = now
    await session.save()
    # The committee's act: in the log it stands under nobody's name.
    await record_ranking(
        actor=system_actor(permissions=frozenset()),
        lot_id=session.lot,
        bids=await _ranked_bids(session),
        committee_names=tuple(member.title for member in (await committee(session.lot)).members),
        now=now,
    )
    await remember(AuditTag.SESSION_FINISH, session=session, actor_name="committee", facts={}, now=now)


async def _unsigned(session: Session) -> int:
    signed: int = await Signature.count().where(Signature.report.session == session.id)
    return len(await live_members(session.id)) - signed


async def _ranked_bids(session: Session) -> tuple[RankedBid, ...]:
    scheme, declared = await scheme_of(session.lot), await declarations_of(session)
    rows = await Result.objects().where(Result.session == session.id).output(load_json=True)
    return tuple(
        RankedBid(
            bidder_id=row.bidder,
            bidder_name=row.bidder_name,
            price=row.quoted_price,
            evaluated_price=row.evaluated_price,
            scores=_score_lines(scheme, row) if row.rank is not None else (),
            total=row.total,
            rank=row.rank,
            reason=row.excluded,
            enterprise=declared[row.bid].enterprise,
            small_firm=None if row.excluded else declared[row.bid].confirmed,
            small_firm_reason="" if row.excluded else declared[row.bid].refused_because,
        )
        for row in rows
    )


def _score_lines(scheme: Scheme, row: Result) -> tuple[ScoreLine, ...]:
    if row.total is None:
        return ()
    means = cast("dict[str, str]", row.criterion_means)
    price = ScoreLine(name="价格分", max_points=scheme.price_points, points=row.price_score)
    return (
        price,
        *(
            ScoreLine(
                name=criterion.name,
                max_points=criterion.max_points,
                points=Decimal(means[str(criterion.id)]),
            )
            for criterion in scheme.criteria
        ),
    )
