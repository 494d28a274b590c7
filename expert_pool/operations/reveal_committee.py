"""Publish the members' names with the salts that open their commitments, once the result is published.

Until then the names are secret: 《招标投标法》第三十七条, 《政府采购货物和服务招标投标管理办法》第四十七条.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from core.errors import Conflict
from expert_pool.audit_tags import AuditTag
from expert_pool.operations.draw_row import candidates_of, live_draw_for_update
from expert_pool.operations.replace_member import seats_of
from expert_pool.permissions import Permission
from expert_pool.published import opening_of
from expert_pool.states import LIVE_SEATS, DrawState
from identity.actor import Actor
from identity.permissions import check
from storage import audit
from storage.database import transaction
from trading.projects.queries import lot_view
from trading.rules import Article
from trading.states import LotState


async def reveal_committee(*, actor: Actor, lot_id: UUID, now: datetime) -> None:
    """Publish the sitting members of a lot whose result is published; a second call changes nothing."""
    async with transaction():
        draw = await live_draw_for_update(lot_id)
        check(actor, Permission.COMMITTEE_REVEAL)
        if draw.published_at is not None:
            return
        lot = await lot_view(lot_id)
        if draw.state != DrawState.DRAWN or lot.state is not LotState.AWARDED:
            raise Conflict(
                code="committee-secret",
                message=f"{lot.terms.committee}成员名单在结果公告前应当保密",
                article=lot.articles[Article.COMMITTEE],
            )
        candidates = await candidates_of(draw.id)
        seats = [seat for seat in await seats_of(draw.id) if seat.state in LIVE_SEATS]
        members: list[dict[str, Any]] = [
            {
                "seat": seat.number,
                "place": seat.place,
                **msgspec.structs.asdict(opening_of(candidates[draw.drawn_order[seat.place]])),
            }
            for seat in seats
        ]
        entry = await audit.record(
            AuditTag.COMMITTEE_REVEAL,
            actor=actor.audit_name,
            subject=str(draw.id),
            facts={"members": members},
            now=now,
            public=True,
        )
        draw.published_at, draw.published_seq = now, entry.ticket
        await draw.save()
