"""Jointly decided matters: the minority yields to the majority, dissent is kept.

Committees are odd, so with every
member voting there is no tie; a tie carries nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import TypeVar

from core.errors import Conflict
from core.rules import Rule
from trading.terms import Terms

M = TypeVar("M")


def carried(*, in_favour: int, members: int) -> bool:
    """Whether more than half of all members are in favour; who keeps silent is not."""
    return 2 * in_favour > members


def compliant_by_majority(votes: Collection[bool]) -> bool:
    """The committee's finding once every member has voted."""
    return carried(in_favour=sum(votes), members=len(votes))


def check_enough_bids(compliant: int, *, terms: Terms, least: Rule, article: str) -> None:
    """Refuse (`too-few-bids`) too few responsive bids: the lot fails."""
    if compliant < least.count:
        raise Conflict(
            code="too-few-bids",
            message=f"对{terms.documents}作实质响应的{terms.bidder}不足{least.count}家（现为{compliant}家），应予{terms.failed}",
            article=article,
            facts={"compliant": compliant, "least": least.count},
        )


def elected(votes: Mapping[M, M]) -> M | None:
    """Whom most members voted for (voter → candidate); None when the first place is shared."""
    first, *others = Counter(votes.values()).most_common(2)
    if others and others[0][1] == first[1]:
        return None
    return first[0]
