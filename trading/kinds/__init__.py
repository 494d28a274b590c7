"""The kinds of transaction, in a plain dict. Not for: inheritance, or `if kind == …` anywhere else."""

from collections.abc import Mapping

from trading.kinds.kind import Kind
from trading.kinds.procurement import PROCUREMENT
from trading.states import NoticeKind

KINDS: Mapping[str, Kind] = {kind.code: kind for kind in (PROCUREMENT,)}


def notice_titles() -> dict[NoticeKind, str]:
    """What a notice may be called, over all kinds: for choices and for a log that does not name the kind."""
    return {
        notice: "、".join(dict.fromkeys(kind.notices.titles[notice] for kind in KINDS.values()))
        for notice in NoticeKind
    }


__all__ = ["KINDS", "Kind", "notice_titles"]
