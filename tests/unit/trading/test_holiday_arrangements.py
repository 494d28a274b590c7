"""What an arrangement of days off must hold, and how it is typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.errors import Invalid
from trading.calendar.domain.holiday_lines import days_typed
from trading.calendar.domain.holidays import Arrangement, amendment_faults, arrangement_faults, runs
from trading.rules import official_calendar, provisional_body
from trading.rules.working_days import official_source, with_year

TODAY = date(2026, 11, 22)


def provisional() -> Arrangement:
    body = provisional_body(2027)
    assert body is not None
    return Arrangement(
        year=2027,
        days_off=tuple(date.fromisoformat(day) for day in body["days_off"].splitlines()),
        days_worked=tuple(date.fromisoformat(day) for day in body["days_worked"].splitlines()),
        source=body["source"],
        provisional=body["provisional"],
    )


def faults(arrangement: Arrangement, *, today: date = TODAY, training: bool = True) -> list[Invalid]:
    return list(arrangement_faults(arrangement=arrangement, today=today, training=training))


def without(arrangement: Arrangement, *days: date) -> Arrangement:
    return replace(arrangement, days_off=tuple(day for day in arrangement.days_off if day not in days))


def test_the_training_arrangement_is_one_that_could_be_entered() -> None:
    assert faults(provisional()) == []


def test_days_worked_make_up_for_the_weekdays_taken_off_beyond_the_statutory_thirteen() -> None:
    arrangement = provisional()
    weekdays_off = [day for day in arrangement.days_off if day.weekday() < 5]
    assert len(weekdays_off) - len(arrangement.days_worked) == 13


def test_nothing_is_prepared_for_other_years() -> None:
    assert provisional_body(2026) is None


def test_the_years_the_programme_knows_satisfy_the_same_demands() -> None:
    for year in (2025, 2026):
        off = tuple(day for day in official_calendar().days_off if day.year == year)
        worked = tuple(day for day in official_calendar().days_worked if day.year == year)
        known = Arrangement(
            year=year, days_off=off, days_worked=worked, source=official_source(year), provisional=False
        )
        assert faults(known, training=False) == []


@pytest.mark.parametrize(
    "day",
    [
        date(2027, 1, 1),
        date(2027, 5, 1),
        date(2027, 5, 2),
        date(2027, 10, 1),
        date(2027, 10, 2),
        date(2027, 10, 3),
    ],
)
def test_a_statutory_day_of_the_solar_calendar_must_be_off(day: date) -> None:
    (fault,) = faults(without(provisional(), day))
    assert (fault.code, fault.field, fault.article) == (
        "statutory-holiday-missing",
        "days_off",
        "《全国年节及纪念日放假办法》第二条",
    )
    assert f"{day.month}月{day.day}日" in fault.message


def test_fewer_than_thirteen_days_off_cannot_be_a_whole_year() -> None:
    fixed = tuple(date(2027, *day) for day in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)))
    (fault,) = faults(replace(provisional(), days_off=fixed))
    assert (fault.code, fault.facts) == ("statutory-days-too-few", {"least": 13, "given": 6})


def test_the_last_day_of_the_year_before_belongs_to_that_year() -> None:
    arrangement = provisional()
    (fault,) = faults(replace(arrangement, days_off=(date(2026, 12, 31), *arrangement.days_off)))
    assert (fault.code, fault.field) == ("holiday-of-another-year", "days_off")


def test_a_weekday_needs_no_making_up() -> None:
    (fault,) = faults(replace(provisional(), days_worked=(date(2027, 2, 12),)))
    assert (fault.code, fault.field) == ("worked-day-on-weekday", "days_worked")


def test_a_day_is_not_off_and_worked() -> None:
    (fault,) = faults(replace(provisional(), days_worked=(date(2027, 2, 6),)))
    assert fault.code == "day-off-and-worked"


def test_an_entry_names_its_source() -> None:
    (fault,) = faults(replace(provisional(), source=" "))
    assert (fault.code, fault.field) == ("holiday-source-missing", "source")


def test_a_provisional_arrangement_is_for_training_only() -> None:
    assert [fault.code for fault in faults(provisional(), training=False)] == ["holiday-year-provisional"]


@pytest.mark.parametrize(("today", "codes"), [(2026, []), (2025, ["holiday-year-out-of-range"])])
def test_only_the_coming_year_can_have_been_published(today: int, codes: list[str]) -> None:
    assert [fault.code for fault in faults(provisional(), today=date(today, 12, 31))] == codes


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, ["amendment-changes-nothing"]),
        ({"days_worked": ()}, []),
        ({"days_worked": (), "provisional": True}, ["amendment-provisional"]),
    ],
)
def test_an_amendment_changes_something_and_is_real(change: dict[str, object], codes: list[str]) -> None:
    """The year may change while it runs: in 2020 the Spring Festival was extended by three days."""
    known = replace(provisional(), provisional=False)
    found = amendment_faults(
        arrangement=replace(known, **change),  # type: ignore[arg-type]
        days_off=frozenset(known.days_off),
        days_worked=frozenset(known.days_worked),
    )
    assert [fault.code for fault in found] == codes


@pytest.mark.parametrize(
    "text",
    [
        "2027-01-01..2027-01-03\n2027-02-05",
        "2027年1月1日至1月3日\n2027/2/5",
        "2027 年 1 月 1 日（星期五）至 3 日（星期日）、2027年2月5日（周五）",
        "２０２７－０１－０１～２０２７－０１－０３；２０２７．２．５",
        "1月1日—3日，2月5日",
        "2027-01-01 .. 2027-01-03, 2027-02-05",
        "2027-01-01至2027-01-03、2027-02-05\n",
        "2027-02-05；2027-01-02\n2027-01-01 2027-01-03 2027-01-01",
        "一、元旦：1月1日（周五）至3日（周日）放假调休，共3天。\n二、春节：2月5日（农历腊月二十九、周五）放假，共1天。",
    ],
)
def test_days_are_typed_as_dates_and_runs(text: str) -> None:
    days = (date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3), date(2027, 2, 5))
    assert days_typed(text, field="days_off", year=2027) == (days, ())
    assert runs(days) == ((days[0], days[2]), (days[3], days[3]))


@pytest.mark.parametrize(
    "text",
    [
        "元旦",
        "..2027-01-01",
        "2027-01-01..",
    ],
)
def test_what_is_no_day_is_named(text: str) -> None:
    days, (fault,) = days_typed(text, field="days_off", year=2027)
    assert (days, fault.code, fault.field) == ((), "days-unreadable", "days_off")
    assert f"“{text}”无法识别" in fault.message


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("1月4日至1月3日", "days-reversed", "止日早于起日"),
        ("2027-01-03..2027-01-01", "days-reversed", "止日早于起日"),
        ("2月30日", "day-impossible", "2月30日不存在"),
        ("2027-02-30", "day-impossible", "2027-02-30不存在"),
        ("12月31日至1月2日", "days-over-the-year", "跨年"),
        ("2027-01-01..2027-12-31", "days-too-long", "连续365天"),
        ("元旦：1月1日（周五）至3日（周日）放假调休，共4天。", "days-miscounted", "写明共4天，所列日期为3天"),
        ("元旦：1月1日（周五）至3日（周六）放假调休，共3天。", "weekday-differs", "（星期日）不是星期六"),
        ("2月5日（除夕前一天、星期四）", "weekday-differs", "（星期五）不是星期四"),
        ("2027年1月1日（周一）", "weekday-differs", "（星期五）不是星期一"),
        ("1月4日（周日）上班", "days-of-the-other-kind", "请填入“调休上班日期”"),
    ],
)
def test_a_line_is_quoted_as_it_was_typed_with_what_is_wrong_with_it(line: str, code: str, said: str) -> None:
    days, (fault,) = days_typed(line, field="days_off", year=2027)
    assert (days, fault.code, fault.field) == ((), code, "days_off")
    assert fault.message.startswith(f"“{line}”")
    assert said in fault.message


def test_every_bad_line_is_told() -> None:
    days, faults = days_typed("2月30日\n元月\n1月1日\n腊月\n1月4日至1月3日", field="days_off", year=2027)
    assert days == (date(2027, 1, 1),)
    assert [fault.code for fault in faults] == ["day-impossible", "days-reversed", "days-unreadable"]
    assert faults[-1].message.startswith("“元月”、“腊月”无法识别")


def test_a_notice_line_says_which_days_are_worked() -> None:
    typed = "2月14日（周六）、2月28日（周六）上班。"
    assert days_typed(typed, field="days_worked", year=2026) == ((date(2026, 2, 14), date(2026, 2, 28)), ())
    days, (fault,) = days_typed("清明节：4月4日至6日放假", field="days_worked", year=2026)
    assert (days, fault.code) == ((), "days-of-the-other-kind")


def test_an_entered_year_is_counted_with() -> None:
    arrangement = provisional()
    whole = with_year(
        official_calendar(), year=2027, days_off=arrangement.days_off, days_worked=arrangement.days_worked
    )
    assert whole.add_working_days(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert whole.add_working_days(date(2027, 2, 4), 2) == date(2027, 2, 13)


def test_a_refusal_for_an_unknown_year_tells_who_can_enter_it_and_where() -> None:
    with pytest.raises(Invalid) as refusal:
        official_calendar().is_working_day(date(2031, 1, 4))
    assert "管理员" in refusal.value.message
    assert "/calendar" in refusal.value.message


def test_a_long_run_of_blanks_is_gone_over_once() -> None:
    typed = "2027-01-01" + " " * 1_000_000 + "..2027-01-01"
    assert days_typed(typed, field="days_off", year=2027) == ((date(2027, 1, 1),), ())
