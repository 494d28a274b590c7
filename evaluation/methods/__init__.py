"""The formulas of evaluation, one file per method. Not for: reading bids, keeping results, or their wording by law."""

from collections.abc import Mapping

from evaluation.methods.by_price import rank_by_price
from evaluation.methods.comprehensive import rank_by_score
from evaluation.methods.question import Ranking

METHODS: Mapping[str, Ranking] = {"comprehensive": rank_by_score, "price": rank_by_price}
"""By the code a kind's `Method` names; everybody who ranks, shows, keeps or verifies a ranking looks here."""

__all__ = ["METHODS"]
