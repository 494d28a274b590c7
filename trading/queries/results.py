"""What came of a lot: the report, the ranking, the award. Secret until the award notice; callers check."""

from __future__ import annotations

from uuid import UUID

import msgspec

from trading.domain.award import Candidate
from trading.domain.ranking import RankedBid, ScoreLine
from trading.tables import Award, Ranking, Report


async def report_of(lot_id: UUID) -> Report | None:
    """The report's receipt, with committee names as a list."""
    return await Report.objects().where(Report.lot == lot_id).output(load_json=True).first()


async def award_of(lot_id: UUID) -> Award | None:
    """The determination, if it was made."""
    return await Award.objects().where(Award.lot == lot_id).first()


async def ranked_bids(lot_id: UUID) -> tuple[RankedBid, ...]:
    """All bids of the report: by rank, then the invalid ones by name."""
    rows = await Ranking.objects().where(Ranking.lot == lot_id).output(load_json=True)
    bids = tuple(_bid(row) for row in rows)
    return tuple(sorted(bids, key=lambda bid: (bid.rank is None, bid.rank or 0, bid.bidder_name)))


async def candidates_of(lot_id: UUID) -> tuple[Candidate, ...]:
    """The valid bids as candidates, best first."""
    return tuple(
        Candidate(bidder_id=bid.bidder_id, name=bid.bidder_name, price=bid.price, rank=bid.rank)
        for bid in await ranked_bids(lot_id)
        if bid.rank is not None
    )


def _bid(row: Ranking) -> RankedBid:
    return RankedBid(
        bidder_id=row.bidder,
        bidder_name=row.bidder_name,
        price=row.price,
        evaluated_price=row.evaluated_price,
        scores=msgspec.convert(row.scores, tuple[ScoreLine, ...]),
        total=row.total,
        rank=row.rank,
        reason=row.reason,
    )
