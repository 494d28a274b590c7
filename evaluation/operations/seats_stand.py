"""Before the committee's acts become final: those in the room are still those of the committee.

A seat left outside the room is followed by an event, a moment later; in between the room must not go where no seat
may change any more. Called under the session's lock, which who leaves a seat takes too.
"""

from __future__ import annotations

from core.errors import Conflict
from evaluation.queries.seats import live_members
from evaluation.tables import Session
from expert_pool.queries.committee import committee
from trading.projects.queries import lot_view
from trading.rules import Article


async def check_seats_stand(session: Session) -> None:
    """Refuse (`seats-changed`) while the room has not followed the committee yet."""
    seated = {one.place_id for one in (await committee(session.lot)).members}
    if {member.place for member in await live_members(session.id)} != seated:
        lot = await lot_view(session.lot)
        raise Conflict(
            code="seats-changed",
            message=f"{lot.terms.committee}成员刚刚变动，原席位的意见无效；请稍候，成员补齐后继续评审",
            article=lot.articles[Article.REPLACEMENT],
        )
