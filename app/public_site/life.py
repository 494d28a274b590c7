"""A project's public timeline with what the packages above trading know of it, and its places in the audit log.

Not for: deciding what is public; every query asked here gives only what already is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bidding_room.queries.openings import OpeningView, opening_view
from core.errors import NotFound
from evaluation.queries.reports import PublicResult, result_for_public
from expert_pool.queries.draws import DrawView, draw_view
from expert_pool.states import DrawState
from storage import audit
from trading.notices.queries.life import ProjectLife, TimelineEntry
from trading.states import LotState


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """Something of the project that stands in the audit log."""

    title: str
    seq: int
    leaf_hash: bytes
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicLife:
    """The timeline and the proofs; `has_draw` and `has_result` say which further pages exist."""

    events: tuple[TimelineEntry, ...]
    logged: tuple[Logged, ...]
    has_draw: bool
    has_result: bool


async def public_life(life: ProjectLife) -> PublicLife:
    """Everything public about the project's steps, in their order."""
    lot_id = life.lot.id
    opening, draw, result = await opening_view(lot_id), await draw_view(lot_id), await _result(lot_id)
    return PublicLife(
        events=tuple(_told(life, opening, draw, result)),
        logged=await _logged(life, opening, result),
        has_draw=draw is not None,
        has_result=result is not None,
    )


async def _result(lot_id: UUID) -> PublicResult | None:
    try:
        return await result_for_public(lot_id)
    except NotFound:
        return None


def _told(
    life: ProjectLife, opening: OpeningView, draw: DrawView | None, result: PublicResult | None
) -> list[TimelineEntry]:
    told: list[TimelineEntry] = []
    for entry in life.entries:
        if entry.step == "opening":
            told.append(_opening_entry(entry, opening))
            if draw is not None or life.lot.state is not LotState.FAILED:
                told.append(_draw_entry(entry, draw, life.lot.id))
        elif entry.step == "evaluation" and result:
            told.append(_linked(entry, at=result.signed_at, href=f"/evaluations/{life.lot.id}/result"))
        else:
            told.append(entry)
    return told


def _opening_entry(entry: TimelineEntry, opening: OpeningView) -> TimelineEntry:
    at = opening.finished_at or opening.begun_at or entry.at
    return _linked(entry, at=at, href=f"/openings/{opening.lot.id}")


def _draw_entry(opening: TimelineEntry, draw: DrawView | None, lot_id: UUID) -> TimelineEntry:
    if draw is None:
        state = "now" if opening.state == "done" else "coming"
        return TimelineEntry(step="draw", what="抽取评审专家", at=None, state=state)
    return TimelineEntry(
        step="draw",
        what="抽取评审专家",
        at=draw.drawn_at,
        state="done" if draw.state is DrawState.DRAWN else "now",
        note=f"从{len(draw.candidates)}名候选专家中抽取{draw.size}名" if draw.frozen_at else None,
        href=f"/draws/{lot_id}",
    )


def _linked(entry: TimelineEntry, *, at: datetime | None, href: str) -> TimelineEntry:
    return TimelineEntry(
        step=entry.step, what=entry.what, at=at, state=entry.state, note=entry.note, href=href
    )


async def _logged(life: ProjectLife, opening: OpeningView, result: PublicResult | None) -> tuple[Logged, ...]:
    places = [(notice.kind_title, notice.audit_seq) for notice in life.notices]
    places += [
        (title, seq)
        for title, seq in (
            ("密封投标文件集合", opening.freeze_audit_seq),
            ("开标记录", opening.record_audit_seq),
            ("评标报告", result.report_seq if result else None),
        )
        if seq is not None
    ]
    return tuple([await _place(title, seq) for title, seq in sorted(places, key=lambda place: place[1])])


async def _place(title: str, seq: int) -> Logged:
    entry = await audit.entry(seq)
    return Logged(title=title, seq=seq, leaf_hash=entry.leaf_hash, at=entry.made_at)
