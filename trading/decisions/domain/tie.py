"""Who comes before whom among bids that share a rank (并列): the rule of the tender documents, never a choice.

87令第六十八条: 并列的按照招标文件规定的方式确定; 招标文件未规定的, 随机抽取. The draw is RFC 3797 over a seed
nobody could choose: the log's tree head right after bidding closed, published before any price was known, and
the SHA-256 of the ranking the committee signed. Anybody repeats it from the result notice.
Not for: ranks, which the report states.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from core import rfc3797
from trading.choices import TieRule
from trading.decisions.domain.ranking import RankedBid


@dataclass(frozen=True, slots=True, kw_only=True)
class TieBreak:
    """How one shared rank was resolved. `pool` stands in the order drawn from, `order` as it came out.

    `seed` is empty where the technical scores decided alone.
    """

    rank: int
    rule: TieRule
    pool: tuple[UUID, ...]
    order: tuple[UUID, ...]
    seed: str


def tie_seed(*, project_no: str, closing_root: bytes, ranking_sha256: bytes) -> str:
    """The published seed: project number, tree head after bidding closed, hash of the signed ranking."""
    return rfc3797.seed_string([project_no, closing_root.hex(), ranking_sha256.hex()])


def broken_ties(*, bids: Sequence[RankedBid], rule: TieRule, seed: str) -> tuple[TieBreak, ...]:
    """Every shared rank, resolved."""
    return tuple(_broken(shared, rule=rule, seed=seed) for shared in _shared_ranks(bids))


def places(bids: Sequence[RankedBid], ties: Sequence[TieBreak]) -> dict[UUID, int]:
    """The place of every valid bidder, each place taken once."""
    found = {bid.bidder_id: bid.rank for bid in bids if bid.rank is not None}
    for tie in ties:
        found |= {bidder: tie.rank + ahead for ahead, bidder in enumerate(tie.order)}
    return found


def technical_score(bid: RankedBid) -> Decimal:
    """All factors but the price, which the report states first: the total less the price's score."""
    return (bid.total or Decimal(0)) - (bid.scores[0].points if bid.scores else Decimal(0))


def _shared_ranks(bids: Sequence[RankedBid]) -> Iterator[list[RankedBid]]:
    valid = sorted((bid for bid in bids if bid.rank is not None), key=lambda bid: bid.rank or 0)
    for _, group in groupby(valid, key=lambda bid: bid.rank):
        shared = list(group)
        if len(shared) > 1:
            yield shared


def _broken(shared: list[RankedBid], *, rule: TieRule, seed: str) -> TieBreak:
    pool = sorted(shared, key=lambda bid: (bid.bidder_name, str(bid.bidder_id)))
    drawn = [pool[at] for at in rfc3797.selection(seed=seed, pool=len(pool), count=len(pool))]
    scores = {technical_score(bid) for bid in pool}
    by_technical = rule is TieRule.TECHNICAL and len(scores) > 1
    order = sorted(drawn, key=technical_score, reverse=True) if by_technical else drawn
    needs_draw = not by_technical or len(scores) < len(pool)
    assert shared[0].rank is not None
    return TieBreak(
        rank=shared[0].rank,
        rule=rule,
        pool=tuple(bid.bidder_id for bid in pool),
        order=tuple(bid.bidder_id for bid in order),
        seed=seed if needs_draw else "",
    )
