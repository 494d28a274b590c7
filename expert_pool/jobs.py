"""Event subscribers of the expert pool."""

from __future__ import annotations

from contextlib import suppress

from expert_pool.operations.draw_row import NotDrawn
from expert_pool.operations.reveal_committee import reveal_committee
from expert_pool.permissions import Permission
from identity.actor import system_actor
from storage.clock import platform_now
from storage.outbox import Event


async def publish_committee_names(event: Event) -> None:
    """On `trading.award_published` (subject: the lot). A lot whose experts were never drawn has none to name."""
    actor = system_actor(permissions=frozenset({Permission.COMMITTEE_REVEAL}))
    with suppress(NotDrawn):
        await reveal_committee(actor=actor, lot_id=event.subject_id, now=await platform_now())
