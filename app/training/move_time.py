"""Moving a training instance's clock, always with an entry in the audit log.

The database refuses on any other instance, and refuses to move it back. Not for: real time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Annotated

from msgspec import Meta, Struct

from app.training.permissions import Permission
from core.canonical import Json
from core.clock import instant_text
from core.numbers import Measure, read_number
from identity.actor import Actor
from identity.permissions import check
from storage import audit
from storage.clock import clock_reading, move_clock, set_factor
from storage.database import transaction
from storage.timers import next_timer
from web.form_fields import Moment


class AuditTag(StrEnum):
    """What the audit log calls it."""

    CLOCK_MOVE = "training:clock:move"


class Unit(StrEnum):
    """Units of a jump forward."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"


UNIT_TITLES = {Unit.MINUTES: "分钟", Unit.HOURS: "小时", Unit.DAYS: "天"}


class Jump(Struct, frozen=True, kw_only=True):
    """Forward by a span."""

    count: Annotated[int, Meta(ge=1, le=1000, title="数量")]
    unit: Annotated[Unit, Meta(title="单位", extra={"options": UNIT_TITLES})]

    @property
    def span(self) -> timedelta:
        return timedelta(**{str(self.unit): self.count})


class Goal(Struct, frozen=True, kw_only=True):
    """The instant to move to; never back."""

    to: Annotated[Moment, Meta(title="平台时间")]


PACE = Measure(code="pace", title="倍数", least=Decimal(1), most=Decimal(100_000), example="60")

PACES = {"1": "1 倍（与真实时间同速）", "60": "60 倍（1 秒 = 1 分）", "3600": "3600 倍（1 秒 = 1 小时）"}


class Pace(Struct, frozen=True, kw_only=True):
    """How many times as fast as real time."""

    factor: Annotated[
        Decimal, Meta(title="倍率", extra={"read": partial(read_number, measure=PACE), "options": PACES})
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFace:
    """What the training clock shows; `ahead` is its distance from real time, negative when behind."""

    now: datetime
    real_now: datetime
    factor: Decimal
    next_due_at: datetime | None
    next_timer: str | None

    @property
    def ahead(self) -> timedelta:
        return self.now - self.real_now


async def jump_by(*, actor: Actor, word: Jump, now: datetime) -> None:
    """Forward by so many minutes, hours or days. Each of these raises `Conflict` (`instance-not-training`)."""
    await _move(actor, partial(move_clock, by=word.span), now=now)


async def jump_to(*, actor: Actor, word: Goal, now: datetime) -> None:
    """Forward to an instant; raises `Invalid` (`clock-only-forward`)."""
    await _move(actor, partial(move_clock, to=word.to), now=now)


async def jump_to_next(*, actor: Actor, now: datetime) -> None:
    """Forward to the moment the next timer is due; nothing where none waits."""
    timer = await next_timer(after=now)
    if timer is not None:
        await _move(actor, partial(move_clock, to=timer.due_at), now=now)


async def change_pace(*, actor: Actor, word: Pace, now: datetime) -> None:
    """Let time run faster, or again at its own pace."""
    await _move(actor, partial(set_factor, factor=word.factor), now=now, factor=str(word.factor))


async def _move(
    actor: Actor, change: Callable[[], Awaitable[datetime]], *, now: datetime, **facts: Json
) -> None:
    check(actor, Permission.CLOCK_MOVE)
    async with transaction():
        after = await change()
        facts |= {"before": instant_text(now), "after": instant_text(after)}
        await audit.record(
            AuditTag.CLOCK_MOVE, actor=actor.audit_name, subject="clock", facts=facts, now=after, public=True
        )


async def clock_face() -> ClockFace:
    """The clock as it stands, and what is due next."""
    now, real_now, factor = await clock_reading()
    timer = await next_timer(after=now)
    return ClockFace(
        now=now,
        real_now=real_now,
        factor=factor,
        next_due_at=timer.due_at if timer else None,
        next_timer=timer.name if timer else None,
    )
