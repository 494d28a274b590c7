"""Reads of the expert pool, shaped for the reader.

`committee` names people and is for the evaluation room only; everything for pages is masked.
"""

from expert_pool.queries.committee import Committee, CommitteeMember, Invitation, committee, my_invitations
from expert_pool.queries.desk import draws_awaiting, lots_for_draw
from expert_pool.queries.draw_record import draw_record
from expert_pool.queries.draws import (
    DrawView,
    SeatView,
    draw_by_id,
    draw_view,
    draw_views,
    known_draws,
    public_draw_view,
)
from expert_pool.queries.pool import speciality_titles

__all__ = [
    "Committee",
    "CommitteeMember",
    "DrawView",
    "Invitation",
    "SeatView",
    "committee",
    "draw_by_id",
    "draw_record",
    "draw_view",
    "draw_views",
    "draws_awaiting",
    "known_draws",
    "lots_for_draw",
    "my_invitations",
    "public_draw_view",
    "speciality_titles",
]
