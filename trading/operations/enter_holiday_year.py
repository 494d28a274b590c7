"""An administrator enters the State Council's arrangement of a year, or corrects an entry."""

from __future__ import annotations

from datetime import datetime

from core.clock import local_day
from identity.actor import Actor
from identity.permissions import check
from storage import audit
from storage.clock import instance_is_training
from storage.database import transaction
from trading.audit_tags import AuditTag
from trading.domain.faults import refuse_faults
from trading.domain.holidays import Arrangement, arrangement_faults, refuse_known_year
from trading.permissions import Permission
from trading.rules import official_calendar
from trading.tables import HolidayYear


async def enter_holiday_year(*, actor: Actor, arrangement: Arrangement, now: datetime) -> HolidayYear:
    """Working days of the year count by it from now on, also for periods already running.

    Nobody is told: every count reads the table. What a correction replaces stays in the log, whose own lock
    puts two entries at once in order.
    """
    async with transaction():
        check(actor, Permission.CALENDAR_ENTER)
        refuse_known_year(year=arrangement.year, known=official_calendar().years)
        refuse_faults(
            arrangement_faults(
                arrangement=arrangement, today=local_day(now), training=await instance_is_training()
            )
        )
        entry = await audit.record(
            AuditTag.CALENDAR_ENTER,
            actor=actor.audit_name,
            subject=f"calendar:{arrangement.year}",
            facts={
                "year": arrangement.year,
                "days_off": [day.isoformat() for day in arrangement.days_off],
                "days_worked": [day.isoformat() for day in arrangement.days_worked],
                "source": arrangement.source.strip(),
                "provisional": arrangement.provisional,
            },
            now=now,
            public=True,
        )
        return await _put(arrangement, actor=actor, audit_seq=entry.seq, now=now)


async def _put(arrangement: Arrangement, *, actor: Actor, audit_seq: int, now: datetime) -> HolidayYear:
    row = HolidayYear(
        year=arrangement.year,
        days_off=sorted(set(arrangement.days_off)),
        days_worked=sorted(set(arrangement.days_worked)),
        source=arrangement.source.strip(),
        provisional=arrangement.provisional,
        entered_by=actor.person_id,
        entered_at=now,
        audit_seq=audit_seq,
    )
    await HolidayYear.insert(row).on_conflict(
        target=HolidayYear.year, action="DO UPDATE", values=HolidayYear.all_columns()
    )
    return row
