"""Event subscribers of the evaluation: a few lines that call an operation."""

from __future__ import annotations

from evaluation.operations.follow_committee import follow_committee
from evaluation.operations.publish_result import publish_result
from evaluation.operations.rank_offers import rank_offers
from storage.clock import platform_now
from storage.outbox import Event


async def rank_opened_offers(event: Event) -> None:
    """On `bidding_room.bids_opened` (subject: the lot)."""
    await rank_offers(lot_id=event.subject_id, now=await platform_now())


async def publish_result_of_lot(event: Event) -> None:
    """On `trading.award_published` (subject: the lot)."""
    await publish_result(lot_id=event.subject_id, now=await platform_now())


async def follow_replacement(event: Event) -> None:
    """On `expert_pool.member_replaced` (subject: the lot). Replacements made in the room are followed already."""
    await follow_committee(lot_id=event.subject_id, now=await platform_now())
