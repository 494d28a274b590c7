"""On which article a step rests that a committee takes, whatever law a kind has it in.

Not for: statutory values, which bring their own article; nor for the articles of parts of a kind, which stand there.
"""

from __future__ import annotations

from enum import StrEnum


class Article(StrEnum):
    """The name under which rooms ask a kind's `articles`; one that seats no committee never comes to these steps."""

    COMMITTEE = "committee"
    """Of whom a committee is made, and that its members are secret until the result."""
    LEADER = "leader"
    RECUSAL = "recusal"
    BUYERS_RECUSAL = "buyers-recusal"
    REPLACEMENT = "replacement"
    FIXED_DRAW = "fixed-draw"
    SEAT_CHANGE = "seat-change"
    CANDIDATES = "candidates"
    SPECIALITY = "speciality"
    EXPERT = "expert"
    EXPERTS_SHORT = "experts-short"
    SUPERVISORS = "supervisors"
    TOO_FEW = "too-few"
    LOW_PRICE = "low-price"
    UNPROVEN_PRICE = "unproven-price"
    MARKS = "marks"
    LOCKED_MARKS = "locked-marks"
    EQUALS = "equals"
    REPORT = "report"
    SIGNING = "signing"
