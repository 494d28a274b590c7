"""When a draw may start and how long a party has to reveal. Not for: reading a clock."""

from __future__ import annotations

from datetime import date, timedelta

from core.calendar import Calendar
from core.errors import Invalid
from core.rules import Rule

# The last to reveal could know the result first. They get this long, no less and no more: before it has
# passed nobody can void the draw and blame them; after it, voiding names whoever still kept silent.
REVEAL_WINDOW = timedelta(minutes=15)


def check_start(
    *, draw_day: date, evaluation_day: date, calendar: Calendar, early_reason: str, most_ahead: Rule
) -> None:
    """Refuse (`Invalid`, `draw-too-early`) an early draw without a reason (a SOFT rule, D04)."""
    if evaluation_day < draw_day:
        raise Invalid(
            code="evaluation-before-draw", message="评审时间不得早于抽取时间", field="evaluation_starts_at"
        )
    ahead = calendar.working_days_between(draw_day, evaluation_day)
    if ahead > most_ahead.count and not early_reason.strip():
        raise Invalid(
            code="draw-too-early",
            message=f"抽取距评审{ahead}个工作日，原则上不得早于评审活动开始前"
            f"{most_ahead.count}个工作日；确需提前的请填写理由",
            field="early_reason",
            article=most_ahead.article,
            facts={"working_days": ahead},
        )
