"""The states of experts, draws and seats, and their arrows."""

from __future__ import annotations

from enum import StrEnum

from core.states import Machine


class ExpertState(StrEnum):
    """Whether an expert can be drawn."""

    ACTIVE = "active"
    PAUSED = "paused"
    REMOVED = "removed"


class ExpertEvent(StrEnum):
    PAUSE = "pause"
    RESUME = "resume"
    REMOVE = "remove"


EXPERT_EVENT_TITLES = {
    ExpertEvent.PAUSE: "暂停",
    ExpertEvent.RESUME: "恢复在库",
    ExpertEvent.REMOVE: "退出专家库",
}


class DrawState(StrEnum):
    """How far a draw has come."""

    OPEN = "open"
    COMMITTED = "committed"
    FROZEN = "frozen"
    REVEALED = "revealed"
    DRAWN = "drawn"
    VOID = "void"


class DrawEvent(StrEnum):
    COMMIT_LAST = "commit-last"
    FREEZE = "freeze"
    REVEAL_LAST = "reveal-last"
    DRAW = "draw"
    VOID = "void"


class SeatState(StrEnum):
    """What became of a seat's invitation."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPLACED = "replaced"


class SeatEvent(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    REPLACE = "replace"


EXPERT_STATES = Machine(
    name="专家",
    initial=ExpertState.ACTIVE,
    arrows={
        (ExpertState.ACTIVE, ExpertEvent.PAUSE): ExpertState.PAUSED,
        (ExpertState.PAUSED, ExpertEvent.RESUME): ExpertState.ACTIVE,
        (ExpertState.ACTIVE, ExpertEvent.REMOVE): ExpertState.REMOVED,
        (ExpertState.PAUSED, ExpertEvent.REMOVE): ExpertState.REMOVED,
    },
)

EXPERT_STATE_TITLES = {ExpertState.ACTIVE: "在库", ExpertState.PAUSED: "暂停", ExpertState.REMOVED: "退出"}

# Once every secret is revealed the result can be computed by anyone, so there is no way from REVEALED but
# to DRAWN: a draw whose result displeases cannot be thrown away.
DRAW_STATES = Machine(
    name="抽取",
    initial=DrawState.OPEN,
    arrows={
        (DrawState.OPEN, DrawEvent.COMMIT_LAST): DrawState.COMMITTED,
        (DrawState.COMMITTED, DrawEvent.FREEZE): DrawState.FROZEN,
        (DrawState.FROZEN, DrawEvent.REVEAL_LAST): DrawState.REVEALED,
        (DrawState.REVEALED, DrawEvent.DRAW): DrawState.DRAWN,
        (DrawState.OPEN, DrawEvent.VOID): DrawState.VOID,
        (DrawState.COMMITTED, DrawEvent.VOID): DrawState.VOID,
        (DrawState.FROZEN, DrawEvent.VOID): DrawState.VOID,
        (DrawState.DRAWN, DrawEvent.VOID): DrawState.VOID,  # only when the order is used up; see void_draw
    },
)

DRAW_STATE_TITLES = {
    DrawState.OPEN: "待各方提交承诺",
    DrawState.COMMITTED: "待封存名单",
    DrawState.FROZEN: "待各方公开秘密数",
    DrawState.REVEALED: "待抽取",
    DrawState.DRAWN: "已抽取",
    DrawState.VOID: "已作废",
}

SEAT_STATES = Machine(
    name="席位",
    initial=SeatState.INVITED,
    arrows={
        (SeatState.INVITED, SeatEvent.ACCEPT): SeatState.ACCEPTED,
        (SeatState.INVITED, SeatEvent.DECLINE): SeatState.DECLINED,
        (SeatState.ACCEPTED, SeatEvent.DECLINE): SeatState.DECLINED,
        (SeatState.INVITED, SeatEvent.REPLACE): SeatState.REPLACED,
        (SeatState.ACCEPTED, SeatEvent.REPLACE): SeatState.REPLACED,
    },
)

SEAT_STATE_TITLES = {
    SeatState.INVITED: "待答复",
    SeatState.ACCEPTED: "已接受",
    SeatState.DECLINED: "已谢绝",
    SeatState.REPLACED: "已更换",
}

LIVE_SEATS = (SeatState.INVITED, SeatState.ACCEPTED)
