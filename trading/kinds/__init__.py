"""The kinds of transaction, in a plain dict. Not for: inheritance, or `if kind == …` anywhere else."""

from collections.abc import Mapping

from trading.kinds.kind import Kind
from trading.kinds.procurement import PROCUREMENT
from trading.states import LotState, NoticeKind

KINDS: Mapping[str, Kind] = {kind.code: kind for kind in (PROCUREMENT,)}


def notice_titles() -> dict[NoticeKind, str]:
    """What a notice may be called, over all kinds: for choices and for a log that does not name the kind."""
    return {
        notice: "、".join(dict.fromkeys(kind.notices.titles[notice] for kind in KINDS.values()))
        for notice in NoticeKind
    }


def state_titles() -> dict[LotState, str]:
    """What a state of a lot may be called, over all kinds, likewise."""
    return {
        state: "、".join(
            dict.fromkeys(kind.life.titles[state] for kind in KINDS.values() if state in kind.life.titles)
        )
        for state in LotState
    }


__all__ = ["KINDS", "Kind", "notice_titles", "state_titles"]
