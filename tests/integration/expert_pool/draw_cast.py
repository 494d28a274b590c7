"""People, a pool and opened lots for the draw's tests. Rows are written directly; only the pool's own
operations are under test here."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from msgspec import structs

from app.roles import ROLE_PERMISSIONS
from core.clock import local_day
from core.credit_codes import check_character
from core.errors import DomainError
from core.sameness import same_key
from expert_pool import providers
from expert_pool.domain.draw import canonical_secret, secret_commitment
from expert_pool.domain.duties import Duty
from expert_pool.domain.qualification import TitleLevel
from expert_pool.domain.recusal import OrganisationRef
from expert_pool.operations.commit_secret import Committing, Revealing, commit_secret, reveal_secret
from expert_pool.operations.draw_committee import draw_committee
from expert_pool.operations.freeze_candidates import freeze_candidates
from expert_pool.operations.open_draw import DrawTerms, open_draw
from expert_pool.operations.register_expert import ExpertFile, NewExpert, register_expert
from expert_pool.tables import Speciality
from identity.actor import Actor
from identity.roles import Role
from identity.tables import Organisation, Person, RoleGrant
from trading.states import LotState
from trading.tables import Lot, Project

SECRETS = {duty: secrets.token_hex(32) for duty in Duty}


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Who takes part. `bidders` are organisations only: the pool never meets bidding people."""

    staff: Actor
    agency: Actor
    supervisor: Actor
    tenderer: Actor
    bidders: tuple[OrganisationRef, ...]
    speciality: str

    def by_duty(self, duty: Duty) -> Actor:
        return {Duty.CENTRE: self.staff, Duty.AGENCY: self.agency, Duty.SUPERVISOR: self.supervisor}[duty]


async def make_cast() -> Cast:
    """A cast with a speciality of its own, so that other tests' experts never fit its draws."""
    return Cast(
        staff=await make_person(Role.CENTRE_STAFF),
        agency=await make_person(Role.AGENCY),
        supervisor=await make_person(Role.SUPERVISOR),
        tenderer=await make_person(Role.TENDERER),
        bidders=tuple([await make_organisation("投标公司") for _ in range(3)]),
        speciality=await make_speciality(),
    )


async def make_speciality() -> str:
    while True:
        code = f"{secrets.choice('BC')}{secrets.randbelow(10_000):04d}"
        if not await Speciality.exists().where(Speciality.code == code):
            await Speciality(code=code, name="测试专业").save()
            return code


async def make_organisation(kind: str) -> OrganisationRef:
    mark = secrets.token_hex(6)
    stem = f"91510100M{int(mark, 16) % 10**8:08d}"
    organisation = Organisation(
        name=f"{kind}{mark}", name_key=same_key(f"{kind}{mark}"), uscc=stem + check_character(stem)
    )
    await organisation.save()
    return OrganisationRef(name=organisation.name, uscc=organisation.uscc)


async def make_person(role: Role, *, password_hash: str = "$argon2id$v=19$test") -> Actor:
    mark = secrets.token_hex(6)
    employer = await make_organisation(role.value)
    organisation = await Organisation.objects().where(Organisation.uscc == employer.uscc).first()
    assert organisation is not None
    person = Person(
        sign_in_name=f"{role.value.replace('_', '-')}-{mark}",
        password_hash=password_hash,
        name=f"人员{mark}",
        organisation=None if role is Role.EXPERT else organisation.id,
    )
    await person.save()
    await RoleGrant(person=person.id, role=role.value, granted_by="system").save()
    return Actor(
        person_id=person.id,
        name=person.name,
        organisation_id=None if role is Role.EXPERT else organisation.id,
        organisation_name=None if role is Role.EXPERT else organisation.name,
        roles=frozenset({role.value}),
        permissions=frozenset(map(str, ROLE_PERMISSIONS[role])),
    )


def some_file(speciality: str, **changes: object) -> ExpertFile:
    known: dict[str, object] = {
        "employer_name": f"研究院{secrets.token_hex(6)}",
        "title": "高级工程师",
        "title_level": TitleLevel.SENIOR,
        "years": 12,
        "birth_year": 1975,
        "specialities": (speciality,),
    }
    return ExpertFile(**known | changes)  # type: ignore[arg-type]


async def make_expert(cast: Cast, *, now: datetime, **changes: object) -> tuple[UUID, Actor]:
    """An expert in the pool (by default fit for the cast's draws) and the person."""
    person = await make_person(Role.EXPERT)
    assert person.person_id is not None
    expert_id = await register_expert(
        actor=cast.staff, word=entered(person.person_id, some_file(cast.speciality, **changes)), now=now
    )
    return expert_id, person


async def make_opened_lot(
    cast: Cast, *, now: datetime, budget: str = "2000000.00", state: LotState = LotState.OPENED
) -> UUID:
    project = Project(
        no=f"TP{secrets.token_hex(8)}",
        name="智慧校园设备采购",
        kind="procurement",
        category="goods",
        tenderer=cast.tenderer.organisation_id,
        agency=cast.agency.organisation_id,
        region="510100",
        governed_by_day=local_day(now),
        created_by=cast.agency.person_id,
        created_at=now,
    )
    await project.save()
    lot = Lot(
        project=project.id,
        name="一包",
        state=state.value,
        budget=Decimal(budget),
        scheme='{"version": 1, "price_points": "30.00"}',
        publish_at=now - timedelta(days=30),
        documents_until=now - timedelta(days=20),
        bids_due_at=now - timedelta(hours=2),
        notice_published_at=now - timedelta(days=30),
        closed_at=now - timedelta(hours=2),
        failed_at=now if state is LotState.FAILED else None,
    )
    await lot.save()
    lot_id: UUID = lot.id
    return lot_id


def some_terms(cast: Cast, *, now: datetime, **changes: object) -> DrawTerms:
    known: dict[str, object] = {
        "size": 5,
        "specialities": (cast.speciality,),
        "evaluation_starts_at": now + timedelta(hours=2),
        "place": "市公共资源交易中心三楼评标室",
        "duties": tuple(Duty),
    }
    return DrawTerms(**known | changes)  # type: ignore[arg-type]


def entered(person_id: UUID | None, file: ExpertFile) -> NewExpert:
    """`file` as it is entered for a person."""
    assert person_id is not None
    return NewExpert(person_id=person_id, **structs.asdict(file))


async def opened(cast: Cast, lot_id: UUID, *, now: datetime, **changes: object) -> UUID:
    with told_bidders(cast):
        return await open_draw(
            actor=cast.staff, lot_id=lot_id, word=some_terms(cast, now=now, **changes), now=now
        )


@contextmanager
def told_bidders(cast: Cast) -> Iterator[None]:
    """The bidders of this cast, in place of the opening's."""
    before = list(providers._registered)

    async def bidders(_: UUID) -> tuple[OrganisationRef, ...]:
        return cast.bidders

    providers.provide_bidders(bidders)
    try:
        yield
    finally:
        providers._registered[:] = before


async def committed(cast: Cast, draw_id: UUID, *, now: datetime) -> None:
    for duty in Duty:
        commitment = secret_commitment(
            draw_id=draw_id, duty=duty.value, secret=canonical_secret(SECRETS[duty])
        )
        await commit_secret(
            actor=cast.by_duty(duty), draw_id=draw_id, word=Committing(commitment=commitment.hex()), now=now
        )


async def frozen(cast: Cast, lot_id: UUID, *, now: datetime, **changes: object) -> UUID:
    draw_id = await opened(cast, lot_id, now=now, **changes)
    await committed(cast, draw_id, now=now)
    await freeze_candidates(actor=cast.staff, draw_id=draw_id, now=now)
    return draw_id


async def revealed(cast: Cast, lot_id: UUID, *, now: datetime, **changes: object) -> UUID:
    draw_id = await frozen(cast, lot_id, now=now, **changes)
    for duty in Duty:
        await reveal_secret(
            actor=cast.by_duty(duty), draw_id=draw_id, word=Revealing(secret=SECRETS[duty]), now=now
        )
    return draw_id


async def drawn(cast: Cast, lot_id: UUID, *, now: datetime, **changes: object) -> UUID:
    draw_id = await revealed(cast, lot_id, now=now, **changes)
    await draw_committee(actor=cast.staff, draw_id=draw_id, now=now)
    return draw_id


def code_of(refusal: pytest.ExceptionInfo[DomainError]) -> str:
    return refusal.value.code
