"""What states, parties, causes and steps are called on the pages; every template knows these names."""

from __future__ import annotations

from expert_pool.domain.duties import CAUSE_TITLES, OWN_CAUSES, Cause
from expert_pool.domain.recusal import EMPLOYED, GROUNDS, POSTS, TIES, party_titles
from expert_pool.states import (
    DRAW_STATE_TITLES,
    EXPERT_STATE_TITLES,
    SEAT_STATE_TITLES,
    DrawState,
    ExpertState,
    SeatState,
)
from trading.kinds import ARTICLES

EXPERT_TONES = {ExpertState.ACTIVE: "done", ExpertState.PAUSED: "wait", ExpertState.REMOVED: "refused"}
DRAW_TONES = {DrawState.DRAWN: "done", DrawState.VOID: "refused"}
SEAT_TONES = {SeatState.INVITED: "wait", SeatState.ACCEPTED: "done"}

_ORDER = (DrawState.OPEN, DrawState.COMMITTED, DrawState.FROZEN, DrawState.REVEALED, DrawState.DRAWN)
_STEPS = (
    ("设定抽取条件", "人数、专业、回避单位"),
    ("各方提交承诺", "承诺值记入日志"),
    ("封存候选名单", "回避审查后封存"),
    ("各方公开秘密数", "与承诺值核对"),
    ("抽取", "按 RFC 3797 计算"),
)


def draw_steps(state: DrawState | None) -> list[tuple[str, str, str]]:
    """The five steps of a draw for `ui.steps`: (label, done | now | coming | missed, note)."""
    if state is DrawState.VOID:
        return [(label, "missed", note) for label, note in _STEPS]
    at = _ORDER.index(state) + 1 if state else 0
    if state is DrawState.DRAWN:
        at = len(_STEPS)
    return [
        (label, "done" if index < at else "now" if index == at else "coming", note)
        for index, (label, note) in enumerate(_STEPS)
    ]


WORDS = {
    "expert_states": EXPERT_STATE_TITLES,
    "expert_tones": EXPERT_TONES,
    "draw_states": DRAW_STATE_TITLES,
    "draw_tones": DRAW_TONES,
    "draw_steps": draw_steps,
    "seat_states": SEAT_STATE_TITLES,
    "seat_tones": SEAT_TONES,
    "party_titles": party_titles,
    "own_causes": [(cause.value, CAUSE_TITLES[cause]) for cause in OWN_CAUSES],
    "causes": [(cause.value, title) for cause, title in CAUSE_TITLES.items() if cause is not Cause.DECLINED],
    "tie_titles": TIES,
    "post_titles": POSTS,
    "articles": ARTICLES,
    "recusal_article": "；".join(dict.fromkeys(ARTICLES[GROUNDS[reason].article] for reason in EMPLOYED)),
}
