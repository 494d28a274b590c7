"""Save marks as a draft, as often as wished, seen by nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import Conflict, Invalid, NotFound
from core.statements import LONGEST_NOTE, stated
from evaluation.domain.marks import read_mark
from evaluation.operations.sitting import Sitting, articles_of, take_seat
from evaluation.queries.marks import has_locked
from evaluation.queries.standing import standing_of
from evaluation.states import SessionState
from evaluation.tables import Score
from identity.actor import Actor
from storage.database import transaction
from trading.projects.domain.faults import refuse_faults
from trading.projects.queries import scheme_of
from trading.rules import Article
from web.form_fields import as_it_is, each_once


class Mark(Struct, frozen=True, kw_only=True):
    """One mark as typed, so that all faults of all marks are told at once; empty points mean none is given yet, and
    take one that was given away again."""

    bid_id: Annotated[UUID, Meta(title="评审对象")]
    criterion_id: Annotated[UUID, Meta(title="评审因素")]
    points: Annotated[str, Meta(max_length=80, title="评分", extra={"read": as_it_is})] = ""
    note: Annotated[
        str,
        Meta(
            max_length=LONGEST_NOTE, title="评审说明", description="说明（可不填）", extra={"read": as_it_is}
        ),
    ] = ""


class MarksGiven(Struct, frozen=True, kw_only=True):
    """Marks to save, each cell once."""

    marks: Annotated[
        tuple[Mark, ...], Meta(max_length=2000, title="评分"), each_once("bid_id", "criterion_id")
    ]


async def save_scores(*, actor: Actor, session_id: UUID, word: MarksGiven, now: datetime) -> None:
    """Save one's marks: all given or none. Refuses marks outside 0 … max, finer than 0.01, or after locking
    (`scores-locked`)."""
    async with transaction():
        sitting = await take_seat(actor=actor, session_id=session_id, during=SessionState.SCORING)
        if await has_locked(sitting.me, sitting.session):
            raise scores_locked()
        rows = await _rows(sitting, word.marks, now)
        if not rows:
            return
        await Score.insert(*rows).on_conflict(
            target=(Score.member, Score.bid, Score.criterion),
            action="DO UPDATE",
            values=[Score.points, Score.note, Score.saved_at],
        )


def scores_locked() -> Conflict:
    """After locking nobody changes a mark, the member included."""
    return Conflict(code="scores-locked", message="评分已锁定，不能修改")


async def _rows(sitting: Sitting, marks: tuple[Mark, ...], now: datetime) -> list[Score]:
    valid = {bid.bid_id for bid in (await standing_of(sitting.session)).valid}
    criteria = {c.id: c for c in (await scheme_of(sitting.session.lot)).criteria}
    article = (await articles_of(sitting.session))[Article.MARKS]
    rows: list[Score] = []
    faults: list[Invalid] = []
    for place, mark in enumerate(marks):
        if mark.bid_id not in valid or mark.criterion_id not in criteria:
            raise NotFound(code="cell-unknown", message="没有这项评分")
        row = Score(member=sitting.me.id, bid=mark.bid_id, criterion=mark.criterion_id, saved_at=now)
        rows.append(row)
        with _gathering(faults):
            row.points = _points(mark, place, most=criteria[mark.criterion_id].max_points, article=article)
        with _gathering(faults):
            row.note = stated(mark.note, field=f"marks-{place}-note", most=LONGEST_NOTE)
    refuse_faults(faults)
    return rows


def _points(mark: Mark, place: int, *, most: Decimal, article: str) -> Decimal | None:
    typed, field = mark.points.strip(), f"marks-{place}-points"
    return read_mark(typed, max_points=most, article=article, field=field) if typed else None


@contextmanager
def _gathering(faults: list[Invalid]) -> Iterator[None]:
    """So that every mark at fault is told, each beside its field."""
    try:
        yield
    except Invalid as fault:
        faults.append(fault)
