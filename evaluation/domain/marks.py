"""One member's marks: reading them, knowing when they are whole, and the hash that binds them.

The hash is logged when the member locks; after the result is public anybody recomputes it from the published
marks, so a mark changed behind the committee's back is provable.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal

from core.canonical import canonical_bytes
from core.errors import Conflict
from core.numbers import MARK, read_number

LABEL = b"tianping/evaluation/marks/v1\0"

Cell = tuple[str, str]
"""(bid, criterion)."""


def read_mark(text: str, *, max_points: Decimal, article: str, field: str | None = None) -> Decimal:
    """A mark as typed; raises `Invalid` (`mark-unreadable`, `mark-out-of-range`, `mark-too-fine`)."""
    return read_number(text, replace(MARK, article=article).up_to(max_points), field=field)


def check_whole(*, marks: Collection[Cell], bids: Collection[str], criteria: Collection[str]) -> None:
    """Refuse (`scores-incomplete`) locking while any criterion of any bid has no mark."""
    missing = len(bids) * len(criteria) - len(
        {cell for cell in marks if cell[0] in bids and cell[1] in criteria}
    )
    if missing:
        raise Conflict(
            code="scores-incomplete",
            message=f"还有{missing}项未评分，全部评完后才能锁定",
            facts={"missing": missing},
        )


def marks_hash(*, session: str, number: int, marks: Mapping[Cell, Decimal]) -> bytes:
    """SHA-256 over the labelled canonical list of marks of member `number`; marks to two decimals."""
    rows = [
        {"bid": bid, "criterion": criterion, "points": f"{points:.2f}"}
        for (bid, criterion), points in sorted(marks.items())
    ]
    return hashlib.sha256(
        LABEL + canonical_bytes({"marks": rows, "member": number, "session": session})
    ).digest()
