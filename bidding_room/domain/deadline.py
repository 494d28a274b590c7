"""The deadline, and the set of bids it fixes. Not for: reading the clock; operations do, after their lock."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from core.clock import moment_text
from core.errors import Conflict
from core.rules import Rule
from trading.terms import Terms

_SET_LABEL = b"tianping/bid-set/v1\n"


def is_open(*, now: datetime, bids_due_at: datetime) -> bool:
    """Whether a bid may still be handed in, replaced or withdrawn. The deadline itself is already late."""
    return now < bids_due_at


def good_for(most: timedelta, *, now: datetime, bids_due_at: datetime) -> timedelta:
    """How long leave to upload may last: `most`, but in whole seconds not beyond the deadline; at least one second."""
    left = timedelta(seconds=int((bids_due_at - now).total_seconds()))
    return max(min(most, left), timedelta(seconds=1))


class BidsClosed(Conflict):
    """The refusal of anything that comes at or after the deadline (`bids-closed`)."""


def bids_closed(*, bids_due_at: datetime, terms: Terms, article: str) -> BidsClosed:
    """With the deadline told and the article that refuses."""
    return BidsClosed(
        code="bids-closed",
        message=f"{terms.deadline}时间（{moment_text(bids_due_at)}）已到，{terms.offer}不予接收，也不能再撤回或替换",
        article=article,
    )


def frozen_set_root(root_hashes: Sequence[bytes]) -> bytes:
    """One hash over the frozen bids: SHA-256 of a label line and the sorted root hashes, 32 bytes each.

    Anybody holding the opening record recomputes it; a bid added, dropped or altered later changes it.
    """
    return hashlib.sha256(_SET_LABEL + b"".join(sorted(root_hashes))).digest()


def enough_bidders(count: int, *, least: Rule) -> bool:
    """投标人不足法定家数的，不得开标 (O03)."""
    return count >= least.count
