"""What may be done around an evaluation, and who may hold each permission."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    SESSION_OPEN = "evaluation:session:open"  # trading-centre staff
    SESSION_CONTROL = (
        "evaluation:session:control"  # trading-centre staff: who is in and who is late; no score
    )
    SESSION_WATCH = (
        "evaluation:session:watch"  # supervisors and trading-centre staff: the room's state; no score
    )
    SESSION_SIT = (
        "evaluation:session:sit"  # experts, and tenderers as representatives; the committee names the person
    )
    REPORT_READ = (
        "evaluation:report:read"  # the lot's tenderer and agency, supervisors, staff; after all signed
    )
    PRICE_EXPLAIN = "evaluation:price:explain"  # bidders: for their own price, when the committee asks
