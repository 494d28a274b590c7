"""Jointly decided matters: the minority yields to the majority, dissent is kept.

《政府采购法实施条例》第四十一条, 《政府采购货物和服务招标投标管理办法》第六十一条. Committees are odd, so with every
member voting there is no tie; a tie carries nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import TypeVar

from core.errors import Conflict
from core.rules import Rule

M = TypeVar("M")


def carried(*, in_favour: int, members: int) -> bool:
    """Whether more than half of all members are in favour; who keeps silent is not."""
    return 2 * in_favour > members


def compliant_by_majority(votes: Collection[bool]) -> bool:
    """The committee's finding once every member has voted."""
    return carried(in_favour=sum(votes), members=len(votes))


def check_enough_bids(compliant: int, *, least: Rule) -> None:
    """Refuse (`too-few-bids`) too few responsive bids (O03): the lot fails (《政府采购法》第三十六条第一项)."""
    if compliant < least.count:
        raise Conflict(
            code="too-few-bids",
            message=f"对招标文件作实质响应的投标人不足{least.count}家（现为{compliant}家），应予废标",
            article="《政府采购法》第三十六条第（一）项",
            facts={"compliant": compliant, "least": least.count},
        )


def elected(votes: Mapping[M, M]) -> M | None:
    """Whom most members voted for (voter → candidate); None when the first place is shared."""
    first, *others = Counter(votes.values()).most_common(2)
    if others and others[0][1] == first[1]:
        return None
    return first[0]
