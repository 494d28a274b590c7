"""An administrator enters the State Council's arrangement of a year, corrects an entry, or amends a running year."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from core.clock import local_day
from identity.actor import Actor
from identity.permissions import check
from storage import audit
from storage.clock import instance_is_training
from storage.database import transaction
from trading.audit_tags import AuditTag
from trading.calendar.domain.holiday_lines import days_typed
from trading.calendar.domain.holidays import Arrangement, amendment_faults, arrangement_faults
from trading.calendar.fields import DayLines, Year
from trading.calendar.queries.holiday_years import known_holiday_year
from trading.decisions.operations.arm_deeming import arm_deeming
from trading.decisions.queries.results import report_of
from trading.permissions import Permission
from trading.projects.domain.faults import refuse_faults
from trading.projects.domain.times import determine_by
from trading.projects.queries.drafts import rules_governing
from trading.rules import official_calendar
from trading.states import LotState
from trading.tables import HolidayYear, Lot
from trading.working_calendar import calendar_now
from web.form_fields import Name


class PublishedYear(Struct, frozen=True, kw_only=True):
    """A year's notice: `source` is its title and number; `provisional` where it is made up for training."""

    days_off: Annotated[DayLines, Meta(title="放假日期")]
    source: Annotated[Name, Meta(title="文件名称和文号")]
    days_worked: Annotated[
        DayLines,
        Meta(title="调休上班日期", description="通知写明上班的星期六、星期日，例如：1月4日（周日）上班"),
    ] = ""
    provisional: Annotated[
        bool,
        Meta(title="演练用，待正式公布后更正", description="只能在演练环境使用；所有页面都会注明。"),
    ] = False


async def enter_holiday_year(*, actor: Actor, year: Year, word: PublishedYear, now: datetime) -> None:
    """Working days of the year count by it from now on, also for periods already running.

    Every count reads the table; timers that wait for a day are armed anew. What was counted before keeps the version
    it was counted by. What a correction or an amendment replaces stays in the log, whose own lock puts two entries
    at once in order.
    """
    async with transaction():
        check(actor, Permission.CALENDAR_ENTER)
        arrangement = _arrangement(year, word)
        amends = arrangement.year in official_calendar().years
        faults = list(
            arrangement_faults(
                arrangement=arrangement, today=local_day(now), training=await instance_is_training()
            )
        )
        if amends:
            known = await known_holiday_year(arrangement.year)
            faults += amendment_faults(
                arrangement=arrangement,
                days_off=frozenset(known.days_off),
                days_worked=frozenset(known.days_worked),
            )
        refuse_faults(faults)
        entry = await audit.record(
            AuditTag.CALENDAR_AMEND if amends else AuditTag.CALENDAR_ENTER,
            actor=actor.audit_name,
            subject=f"calendar:{arrangement.year}",
            facts={
                "year": arrangement.year,
                "days_off": [day.isoformat() for day in arrangement.days_off],
                "days_worked": [day.isoformat() for day in arrangement.days_worked],
                "source": arrangement.source,
                "provisional": arrangement.provisional,
            },
            now=now,
            public=True,
        )
        await _put(arrangement, amends=amends, actor=actor, audit_seq=entry.ticket, now=now)
        await _arm_anew(now=now)


def _arrangement(year: int, word: PublishedYear) -> Arrangement:
    """Raises what is wrong with the lines of both fields at once."""
    days_off, off_faults = days_typed(word.days_off, field="days_off", year=year)
    days_worked, worked_faults = days_typed(word.days_worked, field="days_worked", year=year)
    refuse_faults((*off_faults, *worked_faults))
    return Arrangement(
        year=year,
        days_off=days_off,
        days_worked=days_worked,
        source=word.source,
        provisional=word.provisional,
    )


async def _arm_anew(*, now: datetime) -> None:
    """A working day more brings a last day forward, and a timer armed before would come too late."""
    calendar = await calendar_now()
    for lot in await Lot.objects(Lot.project).where(Lot.state == LotState.EVALUATED.value):
        report = await report_of(lot.id)
        assert report is not None  # the state says so
        rules = rules_governing(lot.project)
        by = determine_by(received_at=report.received_at, rules=rules, calendar=calendar)
        await arm_deeming(lot_id=lot.id, by=by, now=now)


async def _put(
    arrangement: Arrangement, *, amends: bool, actor: Actor, audit_seq: int, now: datetime
) -> None:
    row = HolidayYear(
        year=arrangement.year,
        days_off=list(arrangement.days_off),
        days_worked=list(arrangement.days_worked),
        source=arrangement.source,
        provisional=arrangement.provisional,
        amends=amends,
        entered_by=actor.person_id,
        entered_at=now,
        audit_seq=audit_seq,
    )
    await HolidayYear.insert(row).on_conflict(
        target=HolidayYear.year, action="DO UPDATE", values=HolidayYear.all_columns()
    )
