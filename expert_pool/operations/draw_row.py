"""Finding and locking the rows a draw's operations write."""

from __future__ import annotations

from uuid import UUID

from core.errors import NotFound
from expert_pool.states import DrawState
from expert_pool.tables import Candidate, Draw, DrawParty
from storage import audit
from trading.projects.queries.lots import any_lot


class NotDrawn(NotFound):
    """Nobody has drawn experts for this lot, or the draw is void (`draw-unknown`)."""


async def draw_for_update(draw_id: UUID) -> Draw:
    """The draw's row, locked until the transaction ends; raises `NotFound` (`draw-unknown`)."""
    draw = await Draw.objects().where(Draw.id == draw_id).lock_rows("UPDATE").first()
    if draw is None:
        raise NotFound(code="draw-unknown", message="没有这次抽取")
    return draw


async def live_draw_for_update(lot_id: UUID) -> Draw:
    """The lot's one draw that is not void, locked; raises `NotDrawn`."""
    draw = (
        await Draw.objects()
        .where((Draw.lot == lot_id) & (Draw.state != DrawState.VOID.value))
        .lock_rows("UPDATE")
        .first()
    )
    if draw is None:
        raise NotDrawn(code="draw-unknown", message=f"该{(await any_lot(lot_id)).terms.lot}尚未抽取专家")
    return draw


async def lot_of_draw(draw_id: UUID) -> UUID:
    """Which lot a draw is for, without locking it; raises `NotFound` (`draw-unknown`)."""
    found = await Draw.select(Draw.lot).where(Draw.id == draw_id).first()
    if found is None:
        raise NotFound(code="draw-unknown", message="没有这次抽取")
    lot_id: UUID = found["lot"]
    return lot_id


async def fix_head(draw: Draw) -> None:
    """Keep the log's head right after the list's entry, once and for all; the row is locked, the freeze committed.

    The root enters the seed. It stands before the first secret is taken, so nobody who knows one can choose it.
    """
    if draw.frozen_root is None:
        entry = await audit.placed(draw.frozen_seq)
        draw.frozen_size, draw.frozen_root = entry.seq + 1, entry.root
        draw.frozen_signature, draw.frozen_head_at = entry.signature, entry.at
        await draw.save()


async def parties_of(draw_id: UUID) -> list[DrawParty]:
    """The draw's parties."""
    return await DrawParty.objects().where(DrawParty.draw == draw_id)


async def candidates_of(draw_id: UUID) -> list[Candidate]:
    """The frozen list in its order."""
    return await Candidate.objects().where(Candidate.draw == draw_id).order_by(Candidate.position)
