"""The room as trading-centre staff and supervisors see it: who is in, who is late, never a vote or a score."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.errors import NotFound
from evaluation.queries.low_prices import LowPriceView, low_prices
from evaluation.queries.presence import Presence, Seated, presence_of
from evaluation.states import SESSION_STATE_TITLES, MemberState, SessionState
from evaluation.tables import Member, Session
from expert_pool.queries.committee import committee
from trading.projects.queries import LotView, lot_view
from trading.projects.queries.lots import lot_views, lots_in
from trading.states import LotState

LONGEST_LIST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPresence(Presence):
    """What the control room polls."""

    @property
    def waiting_for(self) -> str:
        """The one next thing, in a sentence."""
        if self.empty and self.state is SessionState.PREPARING:
            return (
                f"有{self.empty}个席位空缺，评审停止：等待{self.terms.tenderer}委派代表，"
                f"或者依法重新组建{self.terms.committee}"
            )
        return _NEXT[self.state].format(
            committee=self.terms.committee,
            tenderer=self.terms.tenderer,
            out=self._labels(lambda m: m.state is MemberState.EXPECTED),
            undeclared=self._labels(lambda m: m.state is not MemberState.DECLARED),
            unlocked=self._labels(lambda m: not m.has_locked),
            unsigned=self._labels(lambda m: not m.has_signed),
        )

    def _labels(self, wanted: Callable[[Seated], bool]) -> str:
        return "、".join(member.label for member in self.members if wanted(member)) or "推选组长"


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlView(ControlPresence):
    """The control page of one session."""

    id: UUID
    lot: LotView
    opened_at: datetime
    signed_at: datetime | None
    aborted_reason: str
    replaced: int
    low_prices: tuple[LowPriceView, ...]


_NEXT = {
    SessionState.PREPARING: "等待签到：{out}",
    SessionState.DECLARING: "等待回避声明或推选组长：{undeclared}",
    SessionState.REVIEWING: "{committee}正在进行符合性审查，由组长结束",
    SessionState.SCORING: "等待锁定评分：{unlocked}",
    SessionState.CONSOLIDATING: "全体已锁定，{committee}正在复核，由组长确认结果并形成报告",
    SessionState.REPORTING: "等待签署报告：{unsigned}",
    SessionState.SIGNED: "评审已结束，报告已送{tenderer}",
    SessionState.ABORTED: "评审已终止",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlLine:
    """One session, or one lot whose session can be opened (`session_id` None)."""

    session_id: UUID | None
    lot: LotView
    title: str
    ready: bool


async def control(session_id: UUID) -> ControlView:
    """Raises `NotFound` (`session-unknown`)."""
    session = await Session.objects().where(Session.id == session_id).first()
    if session is None:
        raise NotFound(code="session-unknown", message="没有这场评审")
    replaced = await Member.count().where(
        (Member.session == session.id) & (Member.state == MemberState.REPLACED.value)
    )
    present = await presence_of(session.id)
    return ControlView(
        id=session.id,
        state=present.state,
        terms=present.terms,
        lot=await lot_view(session.lot),
        opened_at=session.opened_at,
        signed_at=session.signed_at,
        aborted_reason=session.aborted_reason,
        members=present.members,
        empty=present.empty,
        replaced=replaced,
        low_prices=await low_prices(session=session) if session.review_closed_at else (),
    )


async def control_presence(session_id: UUID) -> ControlPresence:
    """Who is how far, in one statement; raises `NotFound` (`session-unknown`)."""
    present = await presence_of(session_id)
    return ControlPresence(
        state=present.state, terms=present.terms, members=present.members, empty=present.empty
    )


async def control_lines() -> tuple[ControlLine, ...]:
    """Sessions by newest, before them the opened lots whose committee is drawn."""
    waiting = await lots_in([LotState.OPENED])
    lines = [line for lot in await lot_views(lot_ids=waiting) if (line := await _waiting(lot))]
    sessions = await Session.objects().order_by(Session.opened_at, ascending=False).limit(LONGEST_LIST)
    lots = {lot.id: lot for lot in await lot_views(lot_ids=[session.lot for session in sessions])}
    opened = (
        ControlLine(
            session_id=session.id,
            lot=lots[session.lot],
            title=_title(SessionState(session.state), lots[session.lot]),
            ready=True,
        )
        for session in sessions
    )
    return (*sorted(lines, key=lambda line: line.lot.no), *opened)


def _title(state: SessionState, lot: LotView) -> str:
    return SESSION_STATE_TITLES[state] + (f"，{lot.terms.ended}" if lot.has_failed else "")


async def _waiting(lot: LotView) -> ControlLine | None:
    try:
        seated = await committee(lot.id)
    except NotFound:
        return None
    title = "可以开始评审" if seated.is_complete else "等待专家确认参加"
    if len(seated.delegates) < seated.representatives:
        title = f"等待{lot.terms.tenderer}委派{lot.terms.tenderer}代表"
    return ControlLine(session_id=None, lot=lot, title=title, ready=seated.is_complete)
