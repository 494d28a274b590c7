"""Years of days off that an administrator entered."""

from __future__ import annotations

from piccolo.columns import Array, BigInt, Boolean, Date, ForeignKey, OnDelete, SmallInt, Text, Timestamptz
from piccolo.constraints import Check
from piccolo.table import Table

from identity.tables import Person


class HolidayYear(Table, tablename="trading_holiday_year"):
    """Days off and days worked of a year, as an administrator entered them.

    `amends`: the programme brings the year too, and the State Council changed it while it ran (as in 2020); the
    entry goes before what the programme brings. Without it, a later release goes before the entry.

    That days worked fall on weekends is asked by the operation; CHECK cannot look into an array.
    """

    year = SmallInt(primary_key=True)
    days_off = Array(base_column=Date(), null=False, default=list)
    days_worked = Array(base_column=Date(), null=False, default=list)
    source = Text()
    provisional = Boolean(default=False)
    amends = Boolean(default=False)
    entered_by = ForeignKey(Person, on_delete=OnDelete.restrict, null=False)
    entered_at = Timestamptz()
    audit_seq = BigInt()

    trading_holiday_year_range = Check("year >= 2025 AND year <= 2100")
    trading_holiday_year_source = Check("source <> ''")
    trading_holiday_year_within = Check(
        "make_date(year, 1, 1) <= ALL (days_off || days_worked)"
        " AND make_date(year, 12, 31) >= ALL (days_off || days_worked)"
    )
    trading_holiday_year_amends = Check("NOT (amends AND provisional)")
    trading_holiday_year_apart = Check("NOT days_off && days_worked")
    trading_holiday_year_statutory = Check(
        "cardinality(days_off) >= 13 AND days_off @> ARRAY["
        "make_date(year, 1, 1), make_date(year, 5, 1), make_date(year, 5, 2),"
        " make_date(year, 10, 1), make_date(year, 10, 2), make_date(year, 10, 3)]"
    )
