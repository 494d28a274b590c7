"""The coming year's days off, entered: who may, what it changes, and what the database refuses by itself."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import asyncpg
import pytest
from asyncpg import CheckViolationError, RaiseError
from factories.trading_cast import (
    SYSTEM,
    drafted,
    evaluated,
    lawful_times,
    make_cast,
    make_person,
    times_word,
)
from factories.waiting import timer_of
from msgspec import structs

from core.canonical import canonical_bytes
from core.clock import BEIJING
from core.errors import Forbidden, Invalid, NotFound
from identity.roles import Role
from storage import audit
from storage.database import execute, fetch_one
from trading.calendar.operations.enter_holiday_year import PublishedYear, enter_holiday_year
from trading.calendar.queries.holiday_years import known_holiday_year
from trading.decisions.forms import AwardForm
from trading.decisions.operations.arm_deeming import DEEM_AWARD
from trading.decisions.operations.determine_award import determine_award
from trading.decisions.queries.determination import determination
from trading.decisions.queries.results import award_of, report_of
from trading.notices.operations.publish_award import publish_award
from trading.notices.queries.letters import letter_by_no, letters_about
from trading.notices.queries.notice_texts import announcement_preview
from trading.projects.operations.edit_draft import edit_times
from trading.projects.queries.lots import any_lot
from trading.projects.queries.workspace import workspace
from trading.rules import provisional_body
from trading.tables import Lot, Notice
from trading.working_calendar import calendar_now

pytestmark = pytest.mark.usefixtures("fresh_database")

NOVEMBER = datetime(2026, 11, 22, 10, 0, tzinfo=BEIJING)
THE_2027TH = date(2027, 1, 4)


def coming_year() -> PublishedYear:
    return PublishedYear(**(provisional_body(2027) or {}))


async def entered(word: PublishedYear, *, year: int = 2027) -> None:
    administrator = await make_person(Role.ADMINISTRATOR, with_keys=False)
    await enter_holiday_year(actor=administrator, year=year, word=word, now=NOVEMBER)


def lines(*days: date) -> str:
    return "\n".join(map(date.isoformat, days))


async def test_a_year_counts_from_its_entry_on() -> None:
    with pytest.raises(Invalid):
        (await calendar_now()).is_working_day(THE_2027TH)
    with pytest.raises(NotFound) as refusal:
        await known_holiday_year(2027)
    assert "/calendar" in refusal.value.message
    await entered(coming_year())
    assert (await calendar_now()).add_working_days(date(2026, 12, 31), 1) == THE_2027TH
    assert (await known_holiday_year(2027)).provisional


async def test_only_an_administrator_enters() -> None:
    staff = await make_person(Role.CENTRE_STAFF, with_keys=False)
    with pytest.raises(Forbidden):
        await enter_holiday_year(actor=staff, year=2027, word=coming_year(), now=NOVEMBER)


async def test_an_entry_is_public_in_the_log_and_a_correction_stands_beside_it() -> None:
    await entered(coming_year())
    corrected = structs.replace(coming_year(), source="国办发明电〔2026〕7号", provisional=False)
    await entered(corrected)
    view = await known_holiday_year(2027)
    assert (view.source, view.provisional) == ("国办发明电〔2026〕7号", False)
    entries = await audit.public_entries_about(subject="calendar:2027")
    assert [entry.facts.facts["provisional"] for entry in entries if entry.facts] == [True, False]
    assert view.audit_seq == entries[-1].seq


async def amendment() -> PublishedYear:
    """As in 2020: a holiday is extended while the year runs, here by two working days in December."""
    known = await known_holiday_year(2026)
    return PublishedYear(
        days_off=lines(*known.days_off, date(2026, 12, 1), date(2026, 12, 2)),
        days_worked=lines(*known.days_worked),
        source="国务院办公厅关于调整2026年放假安排的通知",
        provisional=False,
    )


async def test_a_running_year_is_amended_with_source_and_log_entry() -> None:
    before = await known_holiday_year(2026)
    assert (await calendar_now()).is_working_day(date(2026, 12, 1))
    await entered(await amendment(), year=2026)
    after = await known_holiday_year(2026)
    assert not (await calendar_now()).is_working_day(date(2026, 12, 1))
    assert (after.amended, after.official, after.source) == (
        True,
        False,
        "国务院办公厅关于调整2026年放假安排的通知",
    )
    assert before.version != after.version
    (entry,) = await audit.public_entries_about(subject="calendar:2026")
    assert entry.facts is not None
    assert entry.facts.tag == "trading:calendar:amend"
    assert entry.seq == after.audit_seq


async def test_an_amendment_that_changes_nothing_or_is_made_up_is_refused() -> None:
    known = await known_holiday_year(2026)
    same = structs.replace(await amendment(), days_off=lines(*known.days_off))
    for wrong, code in (
        (same, "amendment-changes-nothing"),
        (structs.replace(await amendment(), provisional=True), "amendment-provisional"),
    ):
        with pytest.raises(Invalid) as refusal:
            await entered(wrong, year=2026)
        assert refusal.value.code == code


async def test_what_was_counted_before_keeps_the_version_it_was_counted_by() -> None:
    cast = await make_cast()
    received = datetime(2026, 11, 27, 15, 0, tzinfo=BEIJING)  # a Friday; five working days end on 4 December
    lot = await evaluated(cast, now=received)
    before = await known_holiday_year(2026)
    report = await report_of(lot.id)
    assert report is not None
    assert report.calendar_version == before.version
    await entered(await amendment(), year=2026)
    timer = await timer_of(DEEM_AWARD, subject_id=lot.id)
    assert timer is not None
    assert timer.due_at == datetime(2026, 12, 9, 0, 0, tzinfo=BEIJING)
    kept = await report_of(lot.id)
    assert kept is not None
    assert kept.calendar_version == before.version
    told = await determination(project_no=(await any_lot(lot.id)).project_no, actor=cast.tenderer)
    assert told.determine_by_on == date(2026, 12, 8)
    assert told.calendar_version == (await known_holiday_year(2026)).version
    row = await Lot.objects().where(Lot.id == lot.id).first()
    assert row is not None
    assert row.calendar_version.startswith(before.version)


async def test_a_term_once_used_is_told_as_it_was_counted_whatever_the_calendar_says_later() -> None:
    """Of an award, of a winner's letter and of a published notice; a shortened year would make them look unlawful."""
    cast = await make_cast()
    received = datetime(2026, 11, 27, 15, 0, tzinfo=BEIJING)
    lot = await evaluated(cast, now=received)
    view = await any_lot(lot.id)
    assert cast.bidders[0].organisation_id
    await determine_award(
        actor=cast.tenderer,
        lot_id=lot.id,
        bidder_id=cast.bidders[0].organisation_id,
        word=AwardForm(late_reason=""),
        now=received + timedelta(days=3),
    )
    notice = await Notice.objects().where((Notice.lot == lot.id) & (Notice.kind == "award_notice")).first()
    assert notice is not None
    await publish_award(actor=SYSTEM, notice_id=notice.id, now=received + timedelta(days=3))
    row = await award_of(lot.id)
    assert row is not None
    assert row.publish_by_on == date(2026, 12, 2)
    before = await known_holiday_year(2026)
    ask = {"project_no": view.project_no, "actor": cast.agency}
    term = await determination(**ask)  # type: ignore[arg-type]
    published = await announcement_preview(view.project_no)
    await entered(await amendment(), year=2026)
    after = await determination(**ask)  # type: ignore[arg-type]
    assert (after.determine_by_on, after.calendar_version) == (date(2026, 12, 4), before.version)
    assert (after.determine_by_on, after.calendar_version) == (term.determine_by_on, term.calendar_version)
    assert await announcement_preview(view.project_no) == published
    work = await workspace(**ask, now=NOVEMBER)  # type: ignore[arg-type]
    assert (work.times_told, work.checks, work.remarks) == (None, (), ())
    (letter, *_) = await letters_about(view.project_no)
    closing = (await letter_by_no(no=letter.no, actor=cast.agency)).body.closing
    assert f"工作日按日历版本 {before.version} 计算" in closing[0]


async def test_the_term_of_an_award_that_did_not_keep_it_is_counted_by_the_same_calendar_or_not_told(
    fresh_database: str,
) -> None:
    cast = await make_cast()
    received = datetime(2026, 11, 27, 15, 0, tzinfo=BEIJING)
    lot = await evaluated(cast, now=received)
    ask = {"project_no": (await any_lot(lot.id)).project_no, "actor": cast.agency}
    assert cast.bidders[0].organisation_id
    award = await determine_award(
        actor=cast.tenderer,
        lot_id=lot.id,
        bidder_id=cast.bidders[0].organisation_id,
        word=AwardForm(late_reason=""),
        now=received + timedelta(days=3),
    )
    await as_owner(
        fresh_database,
        "trading_award",
        "UPDATE trading_award SET determine_by_on = NULL WHERE lot = $1",
        lot.id,
    )
    not_entered = await determination(**ask)  # type: ignore[arg-type]
    assert (not_entered.determine_by_on, not_entered.term_unkept) == (None, False)
    await without_terms(fresh_database, await audit.seq_of(award.audit_seq))
    told = await determination(**ask)  # type: ignore[arg-type]
    assert (told.determine_by_on, told.term_unkept) == (date(2026, 12, 4), False)
    await entered(await amendment(), year=2026)
    after = await determination(**ask)  # type: ignore[arg-type]
    assert (after.determine_by_on, after.term_unkept) == (None, True)


async def without_terms(owner: str, seq: int) -> None:
    """The entry as an older version wrote it."""
    row = await fetch_one("SELECT payload FROM storage_audit_entry WHERE seq = $1", seq)
    assert row is not None
    payload = json.loads(row["payload"])
    del payload["facts"]["determine_by"], payload["facts"]["publish_by"]
    await as_owner(
        owner,
        "storage_audit_entry",
        "UPDATE storage_audit_entry SET payload = $2, leaf_hash = sha256('\\x00'::bytea || $2) WHERE seq = $1",
        seq,
        canonical_bytes(payload),
    )


async def as_owner(owner: str, table: str, statement: str, *values: object) -> None:
    connection = await asyncpg.connect(owner)
    try:
        async with connection.transaction():
            await connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            await connection.execute(statement, *values)
            await connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    finally:
        await connection.close()


async def test_a_tender_across_the_year_end_is_planned_once_the_year_is_entered() -> None:
    cast = await make_cast()
    lot = await drafted(cast, now=NOVEMBER)
    publish_at = datetime(2026, 12, 29, 9, 0, tzinfo=BEIJING)
    times = replace(
        lawful_times(NOVEMBER),
        publish_at=publish_at,
        documents_until=datetime(2027, 1, 7, 0, 0, tzinfo=BEIJING),
        bids_due_at=publish_at + timedelta(days=21),
    )
    plan = {"actor": cast.agency, "project_id": lot.project, "now": NOVEMBER}
    with pytest.raises(Invalid) as refusal:
        await edit_times(**plan, word=times_word(times, day_off_reason="有"))  # type: ignore[arg-type]
    assert refusal.value.code == "calendar-unknown-year"
    assert "/calendar" in refusal.value.message
    await entered(coming_year())
    await edit_times(**plan, word=times_word(times, day_off_reason=""))  # type: ignore[arg-type]
    no = (await any_lot(lot.id)).project_no
    told = (await workspace(project_no=no, actor=cast.agency, now=NOVEMBER)).times_told
    assert told is not None
    assert told.provision_working_days == 5
    assert told.notice_ends_on == date(2027, 1, 6)


DAYS_OFF = tuple(map(date.fromisoformat, coming_year().days_off.splitlines()))

_ROW = (
    "INSERT INTO trading_holiday_year"
    " (year, days_off, days_worked, source, provisional, entered_by, entered_at, audit_seq)"
    " VALUES (2027, $1, $2, $3, false, $4, now(), 0)"
)


@pytest.mark.parametrize(
    "change",
    [
        {"source": ""},
        {"days_off": DAYS_OFF[1:]},
        {"days_off": (date(2026, 12, 31), *DAYS_OFF)},
        {"days_worked": (date(2028, 1, 1),)},
        {"days_worked": (date(2027, 1, 2),)},
    ],
)
async def test_the_database_knows_what_a_year_holds(change: dict[str, object]) -> None:
    person = await make_person(Role.ADMINISTRATOR, with_keys=False)
    row = {"days_off": DAYS_OFF, "days_worked": (), "source": "通知", **change}
    with pytest.raises(CheckViolationError):
        await execute(
            _ROW,
            list(row["days_off"]),  # type: ignore[call-overload]
            list(row["days_worked"]),  # type: ignore[call-overload]
            row["source"],
            person.person_id,
        )


async def test_an_entered_year_is_not_taken_back() -> None:
    await entered(coming_year())
    with pytest.raises(RaiseError):
        await execute("DELETE FROM trading_holiday_year")


async def test_a_production_instance_takes_no_provisional_year(fresh_database: str) -> None:
    owner = await asyncpg.connect(fresh_database)
    try:
        await owner.execute("ALTER TABLE storage_instance DISABLE TRIGGER USER")
        await owner.execute("UPDATE storage_instance SET kind = 'production'")
    finally:
        await owner.close()
    with pytest.raises(Invalid) as refusal:
        await entered(coming_year())
    assert (refusal.value.code, refusal.value.field) == ("holiday-year-provisional", "provisional")
    await entered(structs.replace(coming_year(), source="国办发明电〔2026〕7号", provisional=False))
    with pytest.raises(RaiseError):
        await execute("UPDATE trading_holiday_year SET provisional = true")
