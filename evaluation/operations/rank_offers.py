"""Where no committee sits, the price decides: offers are put in order as soon as they are opened.

Not for: kinds whose offers a committee scores; see `finish_session`.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bidding_room.queries.opened import OpenedBid, opened_bids
from evaluation.methods import METHODS
from evaluation.methods.question import BidEntry, BidResult, Question
from identity.actor import system_actor
from storage.database import transaction
from trading.decisions.domain.ranking import RankedBid
from trading.decisions.operations.record_ranking import record_ranking
from trading.projects.operations.move_lot import fail_lot
from trading.projects.queries import LotView, Scheme, lot_for_update, lot_view, scheme_of
from trading.rules import Term
from trading.states import LotState

#: The platform's own act: in the log it stands under nobody's name.
_RANKER = system_actor(permissions=frozenset())


async def rank_offers(*, lot_id: UUID, now: datetime) -> None:
    """opened → evaluated by the kind's method, or → failed where too few offers are valid. Later: nothing."""
    async with transaction():
        await lot_for_update(lot_id)
        lot = await lot_view(lot_id)
        if lot.kind_of_transaction.method.committee or lot.state is not LotState.OPENED:
            return
        offers = await opened_bids(lot_id)
        results = _results(lot, await scheme_of(lot_id), offers)
        least = lot.rules[Term.LEAST_BIDDERS]
        if sum(result.rank is not None for result in results) < least.count:
            reason = f"{least.unmet_by('有效' + lot.terms.offered)}（{least.article}）。"
            await fail_lot(lot_id=lot_id, actor=_RANKER, reason=reason, now=now)
            return
        await record_ranking(
            actor=_RANKER, lot_id=lot_id, bids=_ranked(offers, results), committee_names=(), now=now
        )


def _results(lot: LotView, scheme: Scheme, offers: tuple[OpenedBid, ...]) -> tuple[BidResult, ...]:
    method, offer = lot.kind_of_transaction.method, lot.kind_of_transaction.offer
    entries = [
        BidEntry(
            bid=str(one.bid_id),
            quoted=one.price,
            marks={},
            excluded=offer.fault_of(one.price, limit=lot.ceiling_price),
        )
        for one in offers
    ]
    return METHODS[method.code](
        Question(entries=entries, better=method.better, equals_share=method.equals_share, scheme=scheme)
    )


def _ranked(offers: tuple[OpenedBid, ...], results: tuple[BidResult, ...]) -> tuple[RankedBid, ...]:
    by_id = {str(one.bid_id): one for one in offers}
    return tuple(
        RankedBid(
            bidder_id=by_id[result.bid].bidder_id,
            bidder_name=by_id[result.bid].bidder_name,
            price=result.quoted,
            evaluated_price=result.evaluated,
            scores=(),
            total=None,
            rank=result.rank,
            reason=result.excluded or "",
        )
        for result in results
    )
