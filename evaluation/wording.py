"""What states and kinds of things are called on the pages; every template knows these names."""

from __future__ import annotations

from evaluation.domain.signing import SIGNATURE_TITLES
from evaluation.states import (
    CORRECTION_STATE_TITLES,
    MEMBER_STATE_TITLES,
    SESSION_STATE_TITLES,
    SessionState,
)

_STEPS = (
    ("签到", SessionState.PREPARING),
    ("回避声明、推选组长", SessionState.DECLARING),
    ("符合性审查", SessionState.REVIEWING),
    ("独立评分", SessionState.SCORING),
    ("汇总复核", SessionState.CONSOLIDATING),
    ("签署报告", SessionState.REPORTING),
)


def room_steps(state: SessionState) -> list[tuple[str, str, str | None]]:
    """The way of a session and where it stands; one that failed in the review went no further than that."""
    if state is SessionState.ABORTED:
        reached = [step for _, step in _STEPS].index(SessionState.REVIEWING)
        return [(label, "done", None) for label, _ in _STEPS[: reached + 1]]
    order = [step for _, step in _STEPS]
    position = order.index(state) if state in order else len(order)
    return [
        (label, "done" if place < position else "now" if place == position else "coming", None)
        for place, (label, _) in enumerate(_STEPS)
    ]


WORDS = {
    "session_titles": SESSION_STATE_TITLES,
    "member_titles": MEMBER_STATE_TITLES,
    "envelope_titles": {"qualification": "资格", "technical": "商务技术", "price": "报价"},
    "correction_titles": CORRECTION_STATE_TITLES,
    "signature_titles": SIGNATURE_TITLES,
    "room_steps": room_steps,
}
