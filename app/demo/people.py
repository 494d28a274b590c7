"""Enter the demo's organisations, people, key boxes and experts, through the same operations as anybody."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from app.demo.accounts import (
    EMPLOYERS,
    EXPERT_NAMES,
    ORGANISATIONS,
    PASSPHRASE,
    PASSWORD,
    PEOPLE,
    expert_sign_in_name,
)
from core.credit_codes import check_character
from expert_pool.domain.qualification import TitleLevel
from expert_pool.operations.register_expert import EmploymentEntry, NewExpert, RelativeEntry, register_expert
from identity.actor import Actor, system_actor
from identity.operations.make_key_box import KeyHalves, NewKeyBox, challenge_key_box, make_key_box
from identity.operations.register_organisation import NewOrganisation, register_organisation
from identity.operations.register_person import NewPerson, register_person
from identity.passwords import hash_published
from identity.roles import Role
from identity.sessions import load_actor, permissions_of
from sealing.keybox import generate_keys, prove_possession, wrap_keys

Say = Callable[[str], None]

SPECIALITIES = ("A02", "A07")


async def enter_people(*, now: datetime, say: Say) -> None:
    """Everybody of the demo instance; about fifty operations."""
    founder = system_actor(permissions=permissions_of(Role.ADMINISTRATOR))
    organisations = {
        one.key: await register_organisation(
            actor=founder,
            word=NewOrganisation(name=one.name, uscc=one.uscc, address=one.address, phone=one.phone),
            now=now,
        )
        for one in ORGANISATIONS
    }
    for one in PEOPLE:
        person_id = await _enter(
            founder, one.sign_in_name, one.name, one.roles, organisations[one.organisation], now
        )
        if one.keys:
            await _give_keys(person_id, now)
    say(f"登记单位 {len(ORGANISATIONS)} 家、人员 {len(PEOPLE)} 名")
    await _enter_experts(founder, now)
    say(f"登记评审专家 {len(EXPERT_NAMES)} 名")


async def _enter(
    founder: Actor,
    sign_in_name: str,
    name: str,
    roles: tuple[Role, ...],
    organisation_id: UUID | None,
    now: datetime,
) -> UUID:
    new = NewPerson(
        sign_in_name=sign_in_name,
        name=name,
        password=PASSWORD,
        roles=roles,
        organisation_id=organisation_id,
    )
    return await register_person(actor=founder, new=new, now=now, hashed_by=hash_published)


async def _give_keys(person_id: UUID, now: datetime) -> None:
    """A key box as the person's own browser would make it."""
    keys = generate_keys(random=secrets.token_bytes)
    actor = await load_actor(person_id)
    assert actor is not None
    halves = KeyHalves(signing_public=keys.signing_public, sealing_public=keys.sealing_public)
    asked = await challenge_key_box(actor=actor, word=halves, now=now)
    shown = prove_possession(keys, person=str(person_id), day=asked.day, sealed=asked.sealed)
    new = NewKeyBox(
        signing_public=keys.signing_public,
        sealing_public=keys.sealing_public,
        wrapped=wrap_keys(keys, passphrase=PASSPHRASE, random=secrets.token_bytes),
        answer=shown.answer,
        proof=shown.proof,
    )
    await make_key_box(actor=actor, word=new, now=now)


async def _enter_experts(founder: Actor, now: datetime) -> None:
    pool = system_actor(permissions=permissions_of(Role.CENTRE_STAFF))
    for number, name in enumerate(EXPERT_NAMES, start=1):
        person_id = await _enter(founder, expert_sign_in_name(number), name, (Role.EXPERT,), None, now)
        await register_expert(actor=pool, word=_file(number, person_id), now=now)


def _file(number: int, person_id: UUID) -> NewExpert:
    """Expert 3 worked for a demo bidder until lately, and expert 8's spouse leads one: the draw must see both."""
    employer = EMPLOYERS[number % len(EMPLOYERS)]
    bidders = {one.key: one for one in ORGANISATIONS}
    employments: tuple[EmploymentEntry, ...] = ()
    relatives: tuple[RelativeEntry, ...] = ()
    if number == 3:
        employments = (
            EmploymentEntry(
                organisation_name=bidders["siqian"].name,
                organisation_uscc=bidders["siqian"].uscc,
                from_on=date(2021, 3, 1),
                until_on=date(2025, 12, 31),
            ),
        )
    if number == 8:
        relatives = (
            RelativeEntry(
                relation="配偶",
                organisation_name=bidders["weidu"].name,
                organisation_uscc=bidders["weidu"].uscc,
            ),
        )
    return NewExpert(
        person_id=person_id,
        employer_name=employer,
        employer_uscc=_employer_uscc(EMPLOYERS.index(employer)),
        title="高级工程师" if number % 2 else "教授",
        title_level=TitleLevel.SENIOR,
        years=10 + number % 15,
        birth_on=date(1966 + number % 20, 1 + number % 12, 1 + number % 28),
        specialities=SPECIALITIES,
        employments=employments,
        relatives=relatives,
    )


def _employer_uscc(index: int) -> str:
    first_17 = f"12510000MAEXP{index:04d}"
    return first_17 + check_character(first_17)
