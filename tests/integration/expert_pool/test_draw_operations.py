"""A whole draw on a real database: thirty experts, three parties, recusal, and what the database keeps."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from draw_cast import (
    SECRETS,
    Cast,
    code_of,
    committed,
    drawn,
    frozen,
    make_expert,
    make_opened_lot,
    make_organisation,
    make_person,
    opened,
    revealed,
)

from core.clock import local_day
from core.errors import Conflict, Forbidden, Invalid
from expert_pool import queries
from expert_pool.domain.duties import Duty
from expert_pool.domain.recusal import Post, Reason
from expert_pool.operations.change_expert_state import StateChange, change_expert_state
from expert_pool.operations.commit_secret import Committing, Revealing, commit_secret, reveal_secret
from expert_pool.operations.draw_committee import draw_committee
from expert_pool.operations.freeze_candidates import freeze_candidates
from expert_pool.operations.register_expert import EmploymentEntry, RelativeEntry
from expert_pool.operations.void_draw import Voiding, void_draw
from expert_pool.states import DrawState, ExpertEvent
from expert_pool.tables import Candidate, Draw, ExcludedExpert
from identity.actor import Actor
from identity.roles import Role
from identity.tables import Organisation, Person
from storage import audit
from storage.database import execute
from trading.states import LotState
from trading.working_calendar import calendar_now


async def reasons(draw_id: UUID) -> dict[UUID, str]:
    rows = await ExcludedExpert.objects().where(ExcludedExpert.draw == draw_id)
    return {row.expert: row.reason for row in rows}


async def test_thirty_experts_five_seats_and_nobody_who_must_step_aside(
    cast: Cast, lot_id: UUID, now: datetime
):
    fit = {(await make_expert(cast, now=now))[0] for _ in range(24)}
    bidder, agency = cast.bidders[0], cast.agency.organisation_name or ""
    tied, _ = await make_expert(cast, now=now, employer_name=bidder.name, employer_uscc=bidder.uscc)
    formerly, _ = await make_expert(
        cast,
        now=now,
        employments=(
            EmploymentEntry(
                organisation_name=bidder.name,
                organisation_uscc=bidder.uscc,
                from_on=now.date() - timedelta(days=2000),
                until_on=now.date() - timedelta(days=400),
            ),
        ),
    )
    related, _ = await make_expert(
        cast,
        now=now,
        relatives=(RelativeEntry(relation="配偶", organisation_name=cast.bidders[1].name, post=Post.LEADS),),
    )
    agencys, _ = await make_expert(cast, now=now, employer_name=agency)
    paused, _ = await make_expert(cast, now=now)
    await change_expert_state(
        actor=cast.staff, expert_id=paused, word=StateChange(event=ExpertEvent.PAUSE, reason="进修"), now=now
    )
    other, _ = await make_expert(cast, now=now, specialities=("A01",))

    draw_id = await drawn(cast, lot_id, now=now)

    excluded = await reasons(draw_id)
    assert {expert: excluded.get(expert) for expert in (tied, formerly, related, agencys, paused, other)} == {
        tied: Reason.BIDDER_TIE,
        formerly: Reason.BIDDER_TIE,
        related: Reason.BIDDER_RELATIVE,
        agencys: Reason.AGENCY_STAFF,
        paused: Reason.NOT_ACTIVE,
        other: Reason.SPECIALITY,
    }
    listed = set(
        await Candidate.select(Candidate.expert).where(Candidate.draw == draw_id).output(as_list=True)
    )
    assert listed == fit
    committee = await queries.committee(lot_id)
    assert [member.seat for member in committee.members] == [1, 2, 3, 4, 5]
    assert {member.expert_id for member in committee.members} < fit


async def test_the_organisation_somebody_signs_in_for_is_an_employer_whatever_the_pool_has_on_file(
    cast: Cast, lot_id: UUID, now: datetime
):
    """Tenderer, agency, supervisor and bidder: their own people judge none of their tenders."""
    for _ in range(5):
        await make_expert(cast, now=now)
    bidder = await Organisation.objects().get(Organisation.uscc == cast.bidders[0].uscc)
    assert bidder is not None
    expected = {
        await _own_person(cast, cast.tenderer.organisation_id, now=now): Reason.TENDERER_STAFF,
        await _own_person(cast, cast.agency.organisation_id, now=now): Reason.AGENCY_STAFF,
        await _own_person(cast, cast.supervisor.organisation_id, now=now): Reason.SUPERVISING_STAFF,
        await _own_person(cast, bidder.id, now=now): Reason.BIDDER_TIE,
    }
    draw_id = await drawn(cast, lot_id, now=now)
    excluded = await reasons(draw_id)
    assert {expert: excluded.get(expert) for expert in expected} == expected


async def _own_person(cast: Cast, organisation_id: UUID | None, *, now: datetime) -> UUID:
    expert_id, actor = await make_expert(cast, now=now)
    await Person.update({Person.organisation: organisation_id}).where(Person.id == actor.person_id)
    return expert_id


async def test_colleagues_do_not_sit_together(cast: Cast, lot_id: UUID, now: datetime):
    employer = await make_organisation("大学")
    for _ in range(6):
        await make_expert(cast, now=now, employer_name=employer.name, employer_uscc=employer.uscc)
    for _ in range(4):
        await make_expert(cast, now=now)
    await drawn(cast, lot_id, now=now)
    members = (await queries.committee(lot_id)).members
    assert len(members) == 5
    assert sum(member.employer_name == employer.name for member in members) == 1


async def test_a_pool_too_small_for_the_seats_is_refused_before_anything_is_frozen(
    cast: Cast, lot_id: UUID, now: datetime
):
    employer = await make_organisation("大学")
    for _ in range(9):
        await make_expert(cast, now=now, employer_name=employer.name, employer_uscc=employer.uscc)
    draw_id = await opened(cast, lot_id, now=now)
    await committed(cast, draw_id, now=now)
    with pytest.raises(Conflict) as refusal:
        await freeze_candidates(actor=cast.staff, draw_id=draw_id, now=now)
    assert code_of(refusal) == "pool-insufficient"
    assert (await queries.draw_by_id(draw_id)).state is DrawState.COMMITTED


async def test_only_opened_lots_are_drawn_for(cast: Cast, now: datetime):
    lot_id = await make_opened_lot(cast, now=now, state=LotState.CLOSED)
    with pytest.raises(Conflict) as refusal:
        await opened(cast, lot_id, now=now)
    assert code_of(refusal) == "lot-not-opened"
    failed = await make_opened_lot(cast, now=now, state=LotState.FAILED)
    with pytest.raises(Conflict) as refusal:
        await opened(cast, failed, now=now)
    assert "已废标" in refusal.value.message


async def test_ten_million_need_seven(cast: Cast, now: datetime):
    lot_id = await make_opened_lot(cast, now=now, budget="10000000.00")
    with pytest.raises(Invalid) as refusal:
        await opened(cast, lot_id, now=now)
    assert code_of(refusal) == "committee-too-small"


async def test_there_is_one_draw_at_a_time(cast: Cast, lot_id: UUID, now: datetime):
    await opened(cast, lot_id, now=now)
    with pytest.raises(Conflict) as refusal:
        await opened(cast, lot_id, now=now)
    assert code_of(refusal) == "draw-exists"


async def test_a_draw_keeps_the_calendar_it_was_counted_by(cast: Cast, lot_id: UUID, now: datetime):
    draw_id = await opened(cast, lot_id, now=now)
    draw = await Draw.objects().get(Draw.id == draw_id)
    assert draw is not None
    start = draw.evaluation_starts_at
    assert draw.calendar_version == (await calendar_now()).version_of(local_day(now), local_day(start))
    entry = (await audit.entry(draw.opened_seq)).facts
    assert entry is not None
    assert entry.facts["calendar"] == draw.calendar_version


async def test_agencies_do_not_open_draws(cast: Cast, lot_id: UUID, now: datetime):
    with pytest.raises(Forbidden):
        await opened(Cast(**vars(cast) | {"staff": cast.agency}), lot_id, now=now)


async def test_another_agency_is_not_a_party(cast: Cast, lot_id: UUID, now: datetime):
    draw_id = await opened(cast, lot_id, now=now)
    stranger = await make_person(Role.AGENCY)
    with pytest.raises(Forbidden) as refusal:
        await commit_secret(actor=stranger, draw_id=draw_id, word=Committing(commitment="00" * 32), now=now)
    assert code_of(refusal) == "not-a-party"


async def test_a_duty_taken_by_one_person_is_closed_to_a_colleague(cast: Cast, lot_id: UUID, now: datetime):
    draw_id = await opened(cast, lot_id, now=now)
    await commit_secret(
        actor=cast.supervisor, draw_id=draw_id, word=Committing(commitment="00" * 32), now=now
    )
    with pytest.raises(Forbidden):
        await commit_secret(
            actor=await make_person(Role.SUPERVISOR),
            draw_id=draw_id,
            word=Committing(commitment="00" * 32),
            now=now,
        )


async def test_a_commitment_is_given_once(cast: Cast, lot_id: UUID, now: datetime):
    draw_id = await opened(cast, lot_id, now=now)
    await commit_secret(actor=cast.supervisor, draw_id=draw_id, word=Committing(secret="a" * 30), now=now)
    with pytest.raises(Conflict) as refusal:
        await commit_secret(actor=cast.supervisor, draw_id=draw_id, word=Committing(secret="b" * 30), now=now)
    assert code_of(refusal) == "already-committed"


async def test_nothing_is_revealed_before_the_list_is_frozen(cast: Cast, lot_id: UUID, now: datetime):
    draw_id = await opened(cast, lot_id, now=now)
    await committed(cast, draw_id, now=now)
    with pytest.raises(Conflict) as refusal:
        await reveal_secret(
            actor=cast.staff, draw_id=draw_id, word=Revealing(secret=SECRETS[Duty.CENTRE]), now=now
        )
    assert code_of(refusal) == "candidates-not-frozen"


async def test_only_the_secret_committed_to_is_taken(
    cast: Cast, lot_id: UUID, pool: dict[UUID, Actor], now: datetime
):
    draw_id = await frozen(cast, lot_id, now=now)
    with pytest.raises(Invalid) as refusal:
        await reveal_secret(actor=cast.agency, draw_id=draw_id, word=Revealing(secret="F" * 64), now=now)
    assert code_of(refusal) == "secret-does-not-match"


async def test_a_typed_secret_is_not_kept(cast: Cast, lot_id: UUID, now: datetime):
    draw_id = await opened(cast, lot_id, now=now)
    await commit_secret(
        actor=cast.supervisor, draw_id=draw_id, word=Committing(secret="掷骰子 123456 " * 5), now=now
    )
    party = (await queries.draw_by_id(draw_id)).party(Duty.SUPERVISOR)
    assert party is not None
    assert party.commitment is not None
    assert party.secret is None


async def test_who_keeps_silent_is_named_when_the_draw_is_voided_and_it_can_be_repeated(
    cast: Cast, lot_id: UUID, pool: dict[UUID, Actor], now: datetime
):
    draw_id = await frozen(cast, lot_id, now=now)
    for duty in (Duty.CENTRE, Duty.SUPERVISOR):
        await reveal_secret(
            actor=cast.by_duty(duty), draw_id=draw_id, word=Revealing(secret=SECRETS[duty]), now=now
        )
    with pytest.raises(Conflict) as refusal:
        await void_draw(actor=cast.staff, draw_id=draw_id, word=Voiding(reason="代理机构未公开"), now=now)
    assert code_of(refusal) == "reveal-window-open"

    later = now + timedelta(minutes=16)
    await void_draw(actor=cast.staff, draw_id=draw_id, word=Voiding(reason="代理机构未公开"), now=later)
    entries = await audit.public_entries_about(subject=str(draw_id))
    assert entries[-1].facts is not None
    assert entries[-1].facts.facts["at_fault"] == [
        {"duty": "agency", "person": str(cast.agency.person_id), "name": cast.agency.name}
    ]
    await drawn(cast, lot_id, now=later)
    latest = await queries.draw_view(lot_id)
    assert latest is not None
    assert (latest.attempt, latest.state) == (2, DrawState.DRAWN)


async def test_a_result_that_displeases_cannot_be_voided(
    cast: Cast, lot_id: UUID, pool: dict[UUID, Actor], now: datetime
):
    draw_id = await revealed(cast, lot_id, now=now)
    with pytest.raises(Conflict) as refusal:
        await void_draw(
            actor=cast.staff, draw_id=draw_id, word=Voiding(reason="x"), now=now + timedelta(hours=1)
        )
    assert code_of(refusal) == "illegal-transition"
    await draw_committee(actor=cast.staff, draw_id=draw_id, now=now)
    with pytest.raises(Conflict) as refusal:
        await void_draw(
            actor=cast.staff, draw_id=draw_id, word=Voiding(reason="x"), now=now + timedelta(hours=1)
        )
    assert code_of(refusal) == "draw-final"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE expert_pool_draw SET seed = 'X' WHERE id = $1",
        "UPDATE expert_pool_draw SET frozen_root = sha256('x'::bytea) WHERE id = $1",
        "UPDATE expert_pool_draw SET size = 7 WHERE id = $1",
        "DELETE FROM expert_pool_draw WHERE id = $1",
        "UPDATE expert_pool_candidate SET position = position + 100 WHERE draw = $1",
        "DELETE FROM expert_pool_exclusion WHERE draw = $1",
        "UPDATE expert_pool_draw_party SET secret = 'X' WHERE draw = $1",
        "UPDATE expert_pool_seat SET place = place + 100 WHERE draw = $1",
        "DELETE FROM expert_pool_seat WHERE draw = $1",
    ],
)
async def test_the_database_itself_keeps_what_was_drawn(
    cast: Cast, lot_id: UUID, pool: dict[UUID, Actor], now: datetime, statement: str
):
    from asyncpg import PostgresError

    draw_id = await drawn(cast, lot_id, now=now)
    with pytest.raises(PostgresError):
        await execute(statement, draw_id)
