"""What trading keeps.

Every table stands here: from here Piccolo learns of them. Not for: bids, experts and scores by expert; they live in
the packages above.
"""

from trading.tables.choices import one_of
from trading.tables.documents import DraftedDocument, IssuedDocument
from trading.tables.holidays import HolidayYear
from trading.tables.papers import Letter, Notice
from trading.tables.projects import Criterion, Lot, OpeningOfficer, Project
from trading.tables.results import Award, Ending, PassedOver, PassingUndone, Ranking, Report

__all__ = [
    "Award",
    "Criterion",
    "DraftedDocument",
    "Ending",
    "HolidayYear",
    "IssuedDocument",
    "Letter",
    "Lot",
    "Notice",
    "OpeningOfficer",
    "PassedOver",
    "PassingUndone",
    "Project",
    "Ranking",
    "Report",
    "one_of",
]
