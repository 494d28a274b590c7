"""The members elect their 组长 (《评标委员会和评标方法暂行规定》第九条); a leader has no more vote than others."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.errors import Forbidden, NotFound
from expert_pool.audit_tags import AuditTag
from expert_pool.operations.draw_row import candidates_of, live_draw_for_update
from expert_pool.operations.replace_member import seats_of
from expert_pool.permissions import Permission
from expert_pool.queries.representatives import live_representatives
from expert_pool.states import LIVE_SEATS
from expert_pool.tables import Expert
from identity.actor import Actor
from identity.permissions import check
from storage import audit
from storage.database import transaction
from trading.projects.queries import lot_view


async def elect_leader(*, actor: Actor, lot_id: UUID, expert_id: UUID, now: datetime) -> None:
    """Record who the members elected; any sitting member enters it, and may enter a new election."""
    async with transaction():
        draw = await live_draw_for_update(lot_id)
        check(actor, Permission.LEADER_ELECT)
        committee = (await lot_view(lot_id)).terms.committee
        seats = [seat for seat in await seats_of(draw.id) if seat.state in LIVE_SEATS]
        members = {seat.expert for seat in seats}
        sits = await Expert.exists().where(
            (Expert.person == actor.person_id) & Expert.id.is_in(list(members))
        )
        if not sits and actor.person_id not in {row.person for row in await live_representatives(draw.id)}:
            raise Forbidden(code="not-a-member", message=f"只有{committee}成员可以推选组长")
        if expert_id not in members:
            raise NotFound(code="member-unknown", message=f"该专家不是本{committee}成员")
        for seat in sorted(seats, key=lambda s: s.expert == expert_id):  # the old leader steps down first
            seat.is_leader = seat.expert == expert_id
            await seat.save()
        elected = next(seat for seat in seats if seat.is_leader)
        candidates = await candidates_of(draw.id)
        await audit.record(
            AuditTag.LEADER_ELECT,
            actor="committee",
            subject=str(draw.id),
            facts={
                "seat": elected.number,
                "commitment": bytes(candidates[draw.drawn_order[elected.place]].commitment).hex(),
            },
            now=now,
            public=True,
        )
