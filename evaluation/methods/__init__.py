"""The formulas of evaluation, one file per method. Not for: reading bids or keeping results."""

from collections.abc import Callable, Mapping

from evaluation.methods.by_price import rank_by_price
from evaluation.methods.comprehensive import BidResult, rank_bids

METHODS: Mapping[str, Callable[..., tuple[BidResult, ...]]] = {
    "comprehensive": rank_bids,
    "price": rank_by_price,
}
"""By the code a kind's `Method` names; what each takes besides the entries is its own."""

__all__ = ["METHODS"]
