"""The room as trading-centre staff and supervisors see it: who is in, who is late, never a vote or a score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.errors import NotFound
from evaluation.queries.low_prices import LowPriceView, low_prices
from evaluation.queries.marks import locked_members
from evaluation.queries.seats import live_members
from evaluation.states import SESSION_STATE_TITLES, MemberState, SessionState
from evaluation.tables import ComplianceVote, Member, Report, Session, Signature
from expert_pool.queries.committee import committee, places_of
from trading.queries import LotView, lot_view
from trading.queries.lots import lot_views
from trading.states import LotState
from trading.tables import Lot

LONGEST_LIST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceView:
    """One member by number."""

    number: int
    state: MemberState
    is_leader: bool
    entered_at: datetime | None
    declared_at: datetime | None
    votes_given: int
    has_locked: bool
    has_signed: bool
    is_representative: bool

    @property
    def label(self) -> str:
        return f"评委{self.number}" + ("（采购人代表）" if self.is_representative else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlView:
    """The control page of one session."""

    id: UUID
    state: SessionState
    lot: LotView
    opened_at: datetime
    signed_at: datetime | None
    aborted_reason: str
    members: tuple[PresenceView, ...]
    empty: int
    replaced: int
    low_prices: tuple[LowPriceView, ...]
    report_issued_at: datetime | None

    @property
    def waiting_for(self) -> str:
        """The one next thing, in a sentence."""
        if self.empty and self.state is SessionState.PREPARING:
            return f"有{self.empty}个席位空缺，评审停止：等待采购人委派代表，或者依法重新组建评标委员会"
        return _NEXT[self.state].format(
            out=self._labels(lambda m: m.state is MemberState.EXPECTED),
            undeclared=self._labels(lambda m: m.state is not MemberState.DECLARED),
            unlocked=self._labels(lambda m: not m.has_locked),
            unsigned=self._labels(lambda m: not m.has_signed),
        )

    def _labels(self, wanted: object) -> str:
        assert callable(wanted)
        return "、".join(member.label for member in self.members if wanted(member)) or "推选组长"


_NEXT = {
    SessionState.PREPARING: "等待签到：{out}",
    SessionState.DECLARING: "等待回避声明或推选组长：{undeclared}",
    SessionState.REVIEWING: "评标委员会正在进行符合性审查，由组长结束",
    SessionState.SCORING: "等待锁定评分：{unlocked}",
    SessionState.CONSOLIDATING: "全体已锁定，评标委员会正在复核，由组长确认结果并形成报告",
    SessionState.REPORTING: "等待签署报告：{unsigned}",
    SessionState.SIGNED: "评审已结束，报告已送采购人",
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
    report = await Report.objects().where(Report.session == session.id).first()
    replaced = await Member.count().where(
        (Member.session == session.id) & (Member.state == MemberState.REPLACED.value)
    )
    members = await _members(session, report)
    return ControlView(
        id=session.id,
        state=SessionState(session.state),
        lot=await lot_view(session.lot),
        opened_at=session.opened_at,
        signed_at=session.signed_at,
        aborted_reason=session.aborted_reason,
        members=members,
        empty=await places_of(session.draw) - len(members),
        replaced=replaced,
        low_prices=await low_prices(session=session) if session.review_closed_at else (),
        report_issued_at=report.issued_at if report else None,
    )


async def control_lines() -> tuple[ControlLine, ...]:
    """Sessions by newest, before them the opened lots whose committee is drawn."""
    waiting = await Lot.select(Lot.id).where(Lot.state == LotState.OPENED.value).output(as_list=True)
    lines = [line for lot in await lot_views(lot_ids=waiting) if (line := await _waiting(lot))]
    sessions = await Session.objects().order_by(Session.opened_at, ascending=False).limit(LONGEST_LIST)
    lots = {lot.id: lot for lot in await lot_views(lot_ids=[session.lot for session in sessions])}
    opened = (
        ControlLine(
            session_id=session.id,
            lot=lots[session.lot],
            title=SESSION_STATE_TITLES[SessionState(session.state)],
            ready=True,
        )
        for session in sessions
    )
    return (*lines, *opened)


async def _waiting(lot: LotView) -> ControlLine | None:
    try:
        seated = await committee(lot.id)
    except NotFound:
        return None
    title = "可以开始评审" if seated.is_complete else "等待专家确认参加"
    if len(seated.delegates) < seated.representatives:
        title = "等待采购人委派采购人代表"
    return ControlLine(session_id=None, lot=lot, title=title, ready=seated.is_complete)


async def _members(session: Session, report: Report | None) -> tuple[PresenceView, ...]:
    members, locked = await live_members(session.id), await locked_members(session)
    votes = await ComplianceVote.select(ComplianceVote.member).where(
        ComplianceVote.member.is_in([member.id for member in members])
    )
    given = [vote["member"] for vote in votes]
    signed = (
        await Signature.select(Signature.member).where(Signature.report == report.id).output(as_list=True)
        if report
        else []
    )
    return tuple(
        PresenceView(
            number=member.number,
            state=MemberState(member.state),
            is_leader=member.is_leader,
            entered_at=member.entered_at,
            declared_at=member.declared_at,
            votes_given=given.count(member.id),
            has_locked=member.id in locked,
            has_signed=member.id in signed,
            is_representative=member.expert is None,
        )
        for member in members
    )
