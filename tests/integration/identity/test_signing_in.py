"""Signing in, and what wrong passwords, many at once, do and do not bar."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime

import pytest
from identity_cast import PASSWORD, some_actor, some_person

from app.roles import ROLE_PERMISSIONS
from core.errors import DomainError, Invalid, TooMany
from identity.knocks import Knock, remembering
from identity.operations.change_password import NewPassword, change_password
from identity.operations.sign_in import Credentials, confirm_password, sign_in
from identity.roles import Role
from identity.sessions import load_actor
from identity.tables import Person, RoleGrant


async def test_the_right_password_signs_in_and_a_wrong_one_says_no_more_than_a_wrong_name(
    now: datetime,
) -> None:
    person_id, name = await some_person(now)
    right = Credentials(sign_in_name=name.upper(), password=PASSWORD)
    assert (await sign_in(credentials=right, now=now)).person_id == person_id
    said = []
    for sign_in_name, password in ((name, "wrong password"), ("nobody-at-all", PASSWORD)):
        with pytest.raises(Invalid) as refusal:
            await sign_in(credentials=Credentials(sign_in_name=sign_in_name, password=password), now=now)
        said.append((refusal.value.code, refusal.value.message, refusal.value.field))
    assert said[0] == said[1]


def wrong(name: str) -> Credentials:
    return Credentials(sign_in_name=name, password="wrong password")


async def test_of_sixty_wrong_passwords_at_once_eight_are_looked_at(now: datetime) -> None:
    _, name = await some_person(now)
    said = await asyncio.gather(
        *(sign_in(credentials=wrong(name), now=now, knock=Knock(address="192.0.2.1")) for _ in range(60)),
        return_exceptions=True,
    )
    codes = Counter(getattr(one, "code", "let in") for one in said)
    assert codes == {"sign-in-refused": 8, "sign-in-paused": 52}


async def test_a_stranger_cannot_bar_the_owner_from_a_device_that_has_signed_in_before(now: datetime) -> None:
    person_id, name = await some_person(now)
    right = Credentials(sign_in_name=name, password=PASSWORD)
    for number in range(20):
        with pytest.raises(DomainError):
            await sign_in(credentials=wrong(name), now=now, knock=Knock(address=f"192.0.2.{number}"))
    with pytest.raises(TooMany, match="sign-in-paused") as refusal:
        await sign_in(credentials=right, now=now, knock=Knock(address="198.51.100.1"))
    assert 0 < refusal.value.retry_after <= 30, "slowed, not shut out"
    owner = Knock(address="198.51.100.1", devices=remembering("", sign_in_name=name))
    assert (await sign_in(credentials=right, now=now, knock=owner)).person_id == person_id


async def test_an_address_that_failed_eight_times_does_not_use_up_the_slow_tries_of_others(
    now: datetime,
) -> None:
    person_id, name = await some_person(now)
    for _ in range(30):
        with pytest.raises(DomainError):
            await sign_in(credentials=wrong(name), now=now, knock=Knock(address="192.0.2.1"))
    right = Credentials(sign_in_name=name, password=PASSWORD)
    signed_in = await sign_in(credentials=right, now=now, knock=Knock(address="198.51.100.1"))
    assert signed_in.person_id == person_id


async def test_a_known_device_has_eight_tries_too_and_its_mark_is_worth_nothing_under_another_name(
    now: datetime,
) -> None:
    _, name = await some_person(now)
    knock = Knock(address="192.0.2.1", devices=remembering("", sign_in_name=name))
    for _ in range(8):
        with pytest.raises(Invalid, match="sign-in-refused"):
            await sign_in(credentials=wrong(name), now=now, knock=knock)
    with pytest.raises(TooMany, match="sign-in-paused"):
        await sign_in(credentials=wrong(name), now=now, knock=knock)
    assert knock.device_for(name) is not None
    assert knock.device_for("somebody-else") is None
    forged = knock.devices[:-1] + ("1" if knock.devices.endswith("0") else "0")
    assert Knock(devices=forged).device_for(name) is None


async def test_a_shared_machine_remembers_its_latest_accounts(now: datetime) -> None:
    devices = ""
    for number in range(10):
        devices = remembering(devices, sign_in_name=f"person-{number}")
    known = [number for number in range(10) if Knock(devices=devices).device_for(f"person-{number}")]
    assert known == [2, 3, 4, 5, 6, 7, 8, 9]
    assert remembering(devices, sign_in_name="person-9") == devices


async def test_of_twenty_who_confirm_a_wrong_password_at_once_eight_are_looked_at(now: datetime) -> None:
    actor = await some_actor(now)
    said = await asyncio.gather(
        *(confirm_password(actor=actor, password="wrong password") for _ in range(20)), return_exceptions=True
    )
    codes = Counter(getattr(one, "code", "confirmed") for one in said)
    assert codes == {"password-wrong": 8, "password-paused": 12}
    new = NewPassword(present=PASSWORD, password="another password")
    with pytest.raises(TooMany, match="password-paused"):
        await change_password(actor=actor, word=new, now=now)


async def test_a_person_who_is_no_longer_active_can_neither_sign_in_nor_act(now: datetime) -> None:
    person_id, name = await some_person(now)
    await Person.update({Person.active: False}).where(Person.id == person_id)
    with pytest.raises(Invalid, match="sign-in-refused"):
        await sign_in(credentials=Credentials(sign_in_name=name, password=PASSWORD), now=now)
    assert await load_actor(person_id) is None


async def test_taking_a_role_away_takes_its_permissions_at_once(now: datetime) -> None:
    actor = await some_actor(now, Role.AGENCY)
    assert actor.permissions == ROLE_PERMISSIONS[Role.AGENCY]
    await RoleGrant.delete().where(RoleGrant.person == actor.person_id)
    assert actor.person_id is not None
    again = await load_actor(actor.person_id)
    assert again is not None
    assert again.permissions == frozenset()
