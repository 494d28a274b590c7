"""When a draw may start and how long a party has to reveal. Not for: reading a clock."""

from __future__ import annotations

from datetime import date, timedelta

from core.calendar import Calendar
from core.errors import Invalid

# 《政府采购评审专家管理办法》第十四条: normally no earlier than two working days before the evaluation.
MOST_WORKING_DAYS_AHEAD = 2
EARLY_ARTICLE = "《政府采购评审专家管理办法》第十四条"

# The last to reveal could know the result first. They get this long, no less and no more: before it has
# passed nobody can void the draw and blame them; after it, voiding names whoever still kept silent.
REVEAL_WINDOW = timedelta(minutes=15)


def check_start(*, draw_day: date, evaluation_day: date, calendar: Calendar, early_reason: str) -> None:
    """Refuse (`Invalid`, `draw-too-early`) an early draw without a reason (a SOFT rule, D04)."""
    if evaluation_day < draw_day:
        raise Invalid(
            code="evaluation-before-draw", message="评审时间不得早于抽取时间", field="evaluation_starts_at"
        )
    ahead = calendar.working_days_between(draw_day, evaluation_day)
    if ahead > MOST_WORKING_DAYS_AHEAD and not early_reason.strip():
        raise Invalid(
            code="draw-too-early",
            message=f"抽取距评审{ahead}个工作日，原则上不得早于评审活动开始前"
            f"{MOST_WORKING_DAYS_AHEAD}个工作日；确需提前的请填写理由",
            field="early_reason",
            article=EARLY_ARTICLE,
            facts={"working_days": ahead},
        )
