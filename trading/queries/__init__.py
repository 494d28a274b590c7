"""Reads of lots, schemes and panels for the packages above, shaped for the reader.

Not for: the public site (`trading.public_queries`) and the desks (`trading.queries.desk`).
"""

from trading.domain.panel import OfficerView, Panel
from trading.domain.scheme import CriterionView, Scheme
from trading.queries.lots import LotView, lot_for_update, lot_view, opening_panel, scheme_of

__all__ = [
    "CriterionView",
    "LotView",
    "OfficerView",
    "Panel",
    "Scheme",
    "lot_for_update",
    "lot_view",
    "opening_panel",
    "scheme_of",
]
