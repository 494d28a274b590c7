"""When an opening may begin, how long keys may be used, when it may end."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.errors import Conflict

# No national figure: tender documents set it; 20, 30 and 60 minutes are common. Ten is the least in use.
DECRYPT_WINDOW = timedelta(minutes=30)


def decrypt_until(*, begun_at: datetime) -> datetime:
    """When officers and bidders must have used their keys, counted from the host's beginning."""
    return begun_at + DECRYPT_WINDOW


def check_may_begin(*, now: datetime, bids_due_at: datetime) -> None:
    """Refuse (`opening-too-early`) an opening before the deadline."""
    if now < bids_due_at:
        raise Conflict(
            code="opening-too-early",
            message="投标截止时间未到，任何人不得解密、提取投标文件",
            article="《电子招标投标办法》第二十七条",
        )


def check_may_finish(*, all_open: bool, now: datetime, until: datetime) -> None:
    """Refuse (`opening-unfinished`) to end while bids are shut and the window still runs."""
    if not all_open and now < until:
        raise Conflict(
            code="opening-unfinished",
            message="尚有投标文件未解密，且解密时限未到，不能结束开标",
            article="《电子招标投标办法》第三十条",
        )
