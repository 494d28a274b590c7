"""Lawful and unlawful times, at the boundary."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.clock import BEIJING
from core.errors import Invalid
from trading.kinds import KINDS
from trading.projects.domain.times import NoticeTimes, time_faults, time_remarks
from trading.rules import official_calendar
from trading.rules.working_days import working_days, working_deadline

KIND = KINDS["procurement"]
LAW = KINDS["procurement"].drafting.times
RULES = KINDS["procurement"].rules_on(date(2026, 6, 1))
NOW = datetime(2026, 6, 1, 8, 0, tzinfo=BEIJING)
# From a Tuesday on; 19 to 21 June 2026 are the 端午 days off. Five working days are whole when Tuesday the 9th ends,
# twenty days when Monday the 22nd ends.
LAWFUL = NoticeTimes(
    publish_at=datetime(2026, 6, 2, 9, 0, tzinfo=BEIJING),
    documents_until=datetime(2026, 6, 10, 0, 0, tzinfo=BEIJING),
    bids_due_at=datetime(2026, 6, 23, 0, 0, tzinfo=BEIJING),
)
JUST_BEFORE = timedelta(microseconds=1)


def faults(times: NoticeTimes, *, now: datetime = NOW) -> list[Invalid]:
    return list(time_faults(times=times, law=LAW, now=now, rules=RULES, calendar=official_calendar()))


def late(times: NoticeTimes) -> list[str]:
    return [fault.code for fault in LAW.periods(times, RULES, official_calendar())]


def test_whole_days_to_the_instant_are_lawful() -> None:
    assert faults(LAWFUL) == []


@pytest.mark.parametrize(
    "until",
    [
        datetime(2026, 6, 9, 0, 0, tzinfo=BEIJING),  # only four whole working days follow
        datetime(2026, 6, 9, 17, 0, tzinfo=BEIJING),
        LAWFUL.documents_until - JUST_BEFORE,
    ],
)
def test_documents_are_provided_until_the_fifth_working_day_is_over(until: datetime) -> None:
    (fault,) = faults(replace(LAWFUL, documents_until=until))
    assert (fault.code, fault.field, fault.article) == (
        "provision-too-short",
        "documents_until",
        "《政府采购法实施条例》第三十一条",
    )
    assert "2026年6月9日（星期二）24时" in fault.message


@pytest.mark.parametrize(
    "due",
    [
        datetime(2026, 6, 22, 0, 0, tzinfo=BEIJING),
        datetime(2026, 6, 22, 9, 0, tzinfo=BEIJING),
        LAWFUL.bids_due_at - JUST_BEFORE,
    ],
)
def test_the_deadline_comes_when_the_twentieth_day_is_over(due: datetime) -> None:
    (fault,) = faults(replace(LAWFUL, bids_due_at=due))
    assert (fault.code, fault.field, fault.article) == (
        "deadline-too-soon",
        "bids_due_at",
        "《政府采购法》第三十五条",
    )
    assert "2026年6月22日（星期一）24时" in fault.message


def test_planning_and_publishing_ask_the_same() -> None:
    """Whatever hour of its day a notice comes out, the periods end at the same instants."""
    for hour in (0, 9, 23):
        times = replace(LAWFUL, publish_at=LAWFUL.publish_at.replace(hour=hour))
        assert late(times) == []
        assert late(replace(times, bids_due_at=times.bids_due_at - JUST_BEFORE)) == ["deadline-too-soon"]
        assert late(replace(times, documents_until=times.documents_until - JUST_BEFORE)) == [
            "provision-too-short"
        ]


def test_several_faults_are_told_together() -> None:
    wrong = NoticeTimes(
        publish_at=NOW - timedelta(hours=1),
        documents_until=NOW + timedelta(days=12),
        bids_due_at=NOW + timedelta(days=10),
    )
    assert [fault.code for fault in faults(wrong)] == [
        "publication-past",
        "deadline-too-soon",
        "documents-after-deadline",
    ]


@pytest.mark.parametrize(
    "due", [datetime(2026, 6, 27, 9, 0, tzinfo=BEIJING), datetime(2026, 10, 1, 9, 0, tzinfo=BEIJING)]
)
def test_a_deadline_on_a_day_off_is_pointed_out_not_refused(due: datetime) -> None:
    times = replace(LAWFUL, bids_due_at=due)
    assert faults(times) == []
    (remark,) = time_remarks(times=times, law=LAW, calendar=official_calendar())
    assert (remark.code, remark.field) == ("deadline-on-day-off", "bids_due_at")


def test_midnight_ends_the_day_before_and_is_no_moment_of_the_day_after() -> None:
    """A period is over at 00:00 of a Saturday because it ends with a Friday: both sentences are of that Friday."""
    saturday, monday = (datetime(2026, 6, day, 0, 0, tzinfo=BEIJING) for day in (27, 29))
    asked = [
        list(time_remarks(times=replace(LAWFUL, **{field: midnight}), law=LAW, calendar=official_calendar()))
        for field in ("documents_until", "bids_due_at")
        for midnight in (saturday, monday)
    ]
    assert [[remark.code for remark in remarks] for remarks in asked] == [
        [],
        ["deadline-on-day-off"],
    ] * 2
    assert all("2026年6月28日（星期日）" in remarks[0].message for remarks in asked if remarks)


def test_midnight_of_new_year_is_of_the_old_year() -> None:
    times = replace(LAWFUL, bids_due_at=datetime(2027, 1, 1, 0, 0, tzinfo=BEIJING))
    assert list(time_remarks(times=times, law=LAW, calendar=official_calendar())) == []


def test_a_sunday_that_is_worked_is_no_day_off() -> None:
    times = replace(LAWFUL, bids_due_at=datetime(2026, 9, 20, 9, 0, tzinfo=BEIJING))
    assert list(time_remarks(times=times, law=LAW, calendar=official_calendar())) == []


def test_the_day_is_counted_in_beijing_not_in_utc() -> None:
    friday_night_utc = datetime(2026, 6, 26, 16, 30, tzinfo=UTC)  # Saturday 00:30 in Beijing
    (remark,) = time_remarks(
        times=replace(LAWFUL, bids_due_at=friday_night_utc), law=LAW, calendar=official_calendar()
    )
    assert remark.code == "deadline-on-day-off"


def test_a_year_not_entered_is_pointed_out() -> None:
    times = replace(LAWFUL, bids_due_at=datetime(2027, 1, 5, 9, 0, tzinfo=BEIJING))
    (remark,) = time_remarks(times=times, law=LAW, calendar=official_calendar())
    assert remark.code == "calendar-unknown-year"


def test_provision_that_cannot_be_counted_is_refused() -> None:
    times = NoticeTimes(
        publish_at=datetime(2026, 12, 30, 9, 0, tzinfo=BEIJING),
        documents_until=datetime(2027, 1, 15, 9, 0, tzinfo=BEIJING),
        bids_due_at=datetime(2027, 1, 25, 9, 0, tzinfo=BEIJING),
    )
    (fault,) = faults(times)
    assert (fault.code, fault.field) == ("calendar-unknown-year", "documents_until")


def test_provision_into_an_unknown_year_is_lawful_when_it_is_surely_long_enough() -> None:
    over = datetime(2027, 1, 20, 0, 0, tzinfo=BEIJING)
    times = NoticeTimes(
        publish_at=datetime(2026, 12, 30, 9, 0, tzinfo=BEIJING), documents_until=over, bids_due_at=over
    )
    assert faults(times) == []
    assert [fault.code for fault in faults(replace(times, documents_until=over - JUST_BEFORE))] == [
        "calendar-unknown-year"
    ]


def test_a_publication_a_day_late_breaks_the_twenty_days() -> None:
    assert late(replace(LAWFUL, publish_at=LAWFUL.publish_at + timedelta(days=1))) == [
        "deadline-too-soon",
        "provision-too-short",
    ]


def test_deadlines_into_an_unknown_year_are_unknown_not_wrong() -> None:
    assert working_deadline(date(2026, 12, 30), count=5, calendar=official_calendar()) is None
    assert working_deadline(date(2026, 9, 30), count=3, calendar=official_calendar()) == date(2026, 10, 10)
    assert working_days(date(2026, 12, 1), date(2027, 1, 2), calendar=official_calendar()) is None
