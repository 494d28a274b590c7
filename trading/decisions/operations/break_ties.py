"""Shared ranks are resolved while the ranking is recorded, by the rule the tender documents gave.

Called inside that operation; the lot is locked there.
"""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from core.canonical import Json, canonical_bytes
from core.errors import Conflict
from storage import audit
from trading.audit_tags import AuditTag
from trading.decisions.domain.ranking import RankedBid
from trading.decisions.domain.tie import TieBreak, broken_ties, tie_seed
from trading.projects.queries.lots import scheme_of
from trading.tables import Lot


async def break_ties(
    *, lot: Lot, project_no: str, bids: tuple[RankedBid, ...], ranking: Json
) -> tuple[TieBreak, ...]:
    """Nothing where no rank is shared. `ranking` is what the log keeps of the report; its hash enters the seed."""
    ranks = [bid.rank for bid in bids if bid.rank is not None]
    if len(set(ranks)) == len(ranks):
        return ()
    seed = tie_seed(
        project_no=project_no,
        closing_root=await _closing_root(lot.id),
        ranking_sha256=sha256(canonical_bytes(ranking)).digest(),
    )
    return broken_ties(bids=bids, rule=(await scheme_of(lot.id)).tie_rule, seed=seed)


async def _closing_root(lot_id: UUID) -> bytes:
    """The tree head signed right after bidding closed: public before any price was."""
    entries = await audit.public_entries_about(subject=str(lot_id))
    closing = [entry for entry in entries if entry.facts and entry.facts.tag == AuditTag.BIDDING_CLOSE]
    if not closing:
        raise Conflict(code="closing-unlogged", message="审计日志中没有该标的的截止记录，无法随机抽取")
    return closing[-1].root
