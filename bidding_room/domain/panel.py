"""When an opening may begin, how long keys may be used, when it may end."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.errors import Conflict, Invalid
from core.rules import Rule
from core.text import seen
from trading.terms import Terms

SHORTEST_REASON = 10


def decrypt_until(*, begun_at: datetime, window: Rule) -> datetime:
    """When officers and bidders must have used their keys, counted from the host's beginning."""
    return begun_at + timedelta(minutes=window.count)


def lateness(
    *, now: datetime, bids_due_at: datetime, tolerance: Rule, latest: Rule, reason: str, terms: Terms
) -> str:
    """The reason kept for an opening that does not begin at the deadline; empty when it does.

    开标应当在投标截止时间的同一时间进行. Refuses (`opening-late`) one beyond the tolerance without a reason, and
    (`opening-too-late`) one that comes so late that it is no opening of this tender any more.
    """
    late, at_once = now - bids_due_at, f"{terms.opening}应当在{terms.deadline}时间的同一时间进行"
    if late <= timedelta(minutes=tolerance.count):
        return ""
    if late > timedelta(hours=latest.count):
        raise Conflict(
            code="opening-too-late",
            message=f"{at_once}，现已超过{terms.deadline}时间{latest.count}小时，不得再行{terms.opening}",
            article=latest.article,
        )
    if seen(reason) < SHORTEST_REASON:
        raise Invalid(
            code="opening-late",
            message=f"{at_once}，现已超过{tolerance.count}分钟，"
            f"请写明延误原因（不少于{SHORTEST_REASON}字），原因将写入{terms.opening}记录",
            field="late_reason",
            article=tolerance.article,
        )
    return reason.strip()


def check_may_begin(*, now: datetime, bids_due_at: datetime, terms: Terms, article: str) -> None:
    """Refuse (`opening-too-early`) an opening before the deadline."""
    if now < bids_due_at:
        raise Conflict(
            code="opening-too-early",
            message=f"{terms.deadline}时间未到，任何人不得解密、提取{terms.offer}",
            article=article,
        )


def check_may_finish(*, all_open: bool, now: datetime, until: datetime, terms: Terms, article: str) -> None:
    """Refuse (`opening-unfinished`) to end while bids are shut and the window still runs."""
    if not all_open and now < until:
        raise Conflict(
            code="opening-unfinished",
            message=f"尚有{terms.offer}未解密，且解密时限未到，不能结束{terms.opening}",
            article=article,
        )
