"""Reads of lots, schemes and panels for the packages above, shaped for the reader.

Not for: the public site (`trading.notices.queries.published`) and the desks (`trading.projects.queries.desk`).
"""

from trading.projects.domain.panel import OfficerView, Panel
from trading.projects.domain.scheme import CriterionView, Scheme
from trading.projects.queries.lots import (
    LotView,
    judged_lot,
    lot_for_update,
    lot_view,
    opening_panel,
    scheme_of,
)

__all__ = [
    "CriterionView",
    "LotView",
    "OfficerView",
    "Panel",
    "Scheme",
    "judged_lot",
    "lot_for_update",
    "lot_view",
    "opening_panel",
    "scheme_of",
]
