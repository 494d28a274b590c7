"""The public life of a lot: its steps on one timeline, and its places in the audit log; of several, where each stands.

Not for: deciding what is public; every query asked here gives only what already is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import asdict

from bidding_room.queries.openings import OpeningView, opening_view
from core.errors import NotFound
from evaluation.queries.reports import PublicResult, result_for_public
from expert_pool.queries.draws import DrawView, draw_view
from expert_pool.states import DrawState
from storage import audit
from trading.audit_tags import AuditTag
from trading.notices.queries.life import (
    ProjectLife,
    PublicAward,
    logged_of,
    project_life,
    public_lots,
    published_award,
    step_state,
)
from trading.notices.queries.notice_rows import NoticeRow
from trading.notices.queries.published import notices_of_project
from trading.projects.queries.lots import LotView
from trading.states import LotState, NoticeKind


class TimelineEntry(Struct, frozen=True, kw_only=True):
    """One event: `step` is the lot's step it belongs to; `state` is done, now or coming, as a timeline shows it."""

    step: str
    what: str
    at: datetime | None
    state: str
    note: str | None = None
    href: str | None = None


class Logged(Struct, frozen=True, kw_only=True):
    """Something of the project that stands in the audit log."""

    title: str
    seq: int
    leaf_hash: bytes
    at: datetime


class PublicLife(ProjectLife, frozen=True, kw_only=True):
    """Everything public about a lot; `has_draw` and `has_result` say which further pages exist."""

    entries: tuple[TimelineEntry, ...]
    logged: tuple[Logged, ...]
    has_draw: bool
    has_result: bool


class PublicLot(Struct, frozen=True, kw_only=True):
    """One of several lots: `state` and `award` are its own."""

    lot: LotView
    state_title: str
    award: PublicAward | None


class PublicProject(Struct, frozen=True, kw_only=True):
    """What is public about a project of several lots: where each stands, and the notices."""

    lots: tuple[PublicLot, ...]
    notices: tuple[NoticeRow, ...]


async def public_project(no: str, *, now: datetime) -> PublicLife | PublicProject:
    """The life of the only lot, or where each of several stands; raises `NotFound` (`project-unknown`)."""
    lots = await public_lots(no)
    if len(lots) == 1:
        return await public_life(no, now=now)
    told = [
        PublicLot(lot=lot, state_title=lot.state_title, award=await published_award(lot.id)) for lot in lots
    ]
    return PublicProject(lots=tuple(told), notices=await notices_of_project(no))


async def public_life(no: str, lot_no: int = 1, *, now: datetime) -> PublicLife:
    """Everything public about the lot's steps, in their order; raises `NotFound` (`project-unknown`, `lot-unknown`)."""
    life = await project_life(no, lot_no)
    lot_id = life.lot.id
    opening, draw, result = await opening_view(lot_id), await draw_view(lot_id), await _result(lot_id)
    return PublicLife(
        **asdict(life),
        entries=tuple(_entries(life, opening, draw, result, await logged_of(life.lot), now=now)),
        logged=await _logged(life, opening, result),
        has_draw=draw is not None,
        has_result=result is not None,
    )


async def _result(lot_id: UUID) -> PublicResult | None:
    try:
        return await result_for_public(lot_id)
    except NotFound:
        return None


def _entries(
    life: ProjectLife,
    opening: OpeningView,
    draw: DrawView | None,
    result: PublicResult | None,
    logged: Mapping[str, datetime],
    *,
    now: datetime,
) -> Iterator[TimelineEntry]:
    """`logged` is what the log tells of a lot that failed: once that is published, only what took place is told."""
    lot, notices = life.lot, {notice.kind: notice for notice in life.notices}
    ended, is_judged = notices.get(NoticeKind.TERMINATION), lot.kind_of_transaction.method.committee
    yield _notice_entry(notices[NoticeKind.ANNOUNCEMENT])
    yield from _beginning(lot, now)
    yield TimelineEntry(
        step="deadline",
        what=lot.terms.deadline,
        at=lot.bids_due_at,
        state=step_state(lot, LotState.BIDDING),
        note=f"同一时间{lot.terms.opening}",
    )
    if not ended or AuditTag.OPENING_FINISH in logged:
        yield TimelineEntry(
            step="opening",
            what=lot.terms.opening,
            at=opening.finished_at or opening.begun_at or lot.bids_due_at,
            state="done" if ended else step_state(lot, LotState.OPENING),
            note=lot.opening_place,
            href=f"/openings/{lot.id}",
        )
        if is_judged and (draw is not None or not lot.has_failed):
            yield _draw_entry(life, draw)
    if is_judged and (not ended or AuditTag.EVALUATION_BEGIN in logged):
        yield TimelineEntry(
            step="evaluation",
            what=lot.terms.evaluation,
            at=result.signed_at if result else logged.get(AuditTag.EVALUATION_BEGIN),
            state="done" if ended else step_state(lot, LotState.EVALUATING),
            href=f"/evaluations/{lot.id}/result" if result else None,
        )
    yield from [_notice_entry(ended)] if ended else _decided(life, notices.get(NoticeKind.RESULT))


def _beginning(lot: LotView, now: datetime) -> Iterator[TimelineEntry]:
    """What begins with the middle time, where anything does."""
    begins = lot.kind_of_transaction.drafting.times.begins
    if begins and lot.documents_until:
        state = "done" if lot.documents_until <= now else "coming"
        yield TimelineEntry(step="beginning", what=begins, at=lot.documents_until, state=state)


def _draw_entry(life: ProjectLife, draw: DrawView | None) -> TimelineEntry:
    if draw is None:
        begun = step_state(life.lot, LotState.EVALUATING) != "coming"
        opened = step_state(life.lot, LotState.OPENING) == "done"
        state = "done" if begun else "now" if opened else "coming"
        return TimelineEntry(step="draw", what="抽取评审专家", at=None, state=state)
    return TimelineEntry(
        step="draw",
        what="抽取评审专家",
        at=draw.drawn_at,
        state="done" if draw.state is DrawState.DRAWN else "now",
        note=f"从{len(draw.candidates)}名候选专家中抽取{draw.size}名" if draw.frozen_at else None,
        href=f"/draws/{life.lot.id}",
    )


def _decided(life: ProjectLife, result: NoticeRow | None) -> Iterator[TimelineEntry]:
    yield TimelineEntry(
        step="determination",
        what=life.lot.terms.determination,
        at=life.award.determined_at if life.award else None,
        state=step_state(life.lot, LotState.EVALUATED),
    )
    yield (
        _notice_entry(result)
        if result
        else TimelineEntry(
            step="award_notice",
            what=life.lot.kind_of_transaction.notices.result.title,
            at=None,
            state="coming",
        )
    )


def _notice_entry(notice: NoticeRow) -> TimelineEntry:
    return TimelineEntry(
        step=str(notice.kind),
        what=notice.kind_title,
        at=notice.published_at,
        state="done",
        note=notice.title,
        href=f"/notices/{notice.no}",
    )


async def _logged(life: ProjectLife, opening: OpeningView, result: PublicResult | None) -> tuple[Logged, ...]:
    terms = life.lot.terms
    places = [(notice.kind_title, notice.audit_seq) for notice in life.notices]
    places += [
        (title, seq)
        for title, seq in (
            (f"密封{terms.offer}集合", opening.freeze_audit_seq),
            (f"{terms.opening}记录", opening.record_audit_seq),
            (terms.report, result.report_seq if result else None),
        )
        if seq is not None
    ]
    return tuple([await _place(title, seq) for title, seq in sorted(places, key=lambda place: place[1])])


async def _place(title: str, seq: int) -> Logged:
    entry = await audit.entry(seq)
    return Logged(title=title, seq=seq, leaf_hash=entry.leaf_hash, at=entry.made_at)
