"""People, passwords, roles and key boxes on a real database."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from asyncpg import CheckViolationError

from app.roles import ROLE_PERMISSIONS
from bidding_room.sealing.keybox import PrivateKeys, generate_keys, prove_possession, unwrap_keys, wrap_keys
from bidding_room.sealing.labels import Label
from bidding_room.sealing.signing import sign
from core.canonical import canonical_bytes
from core.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, TooMany
from identity import queries
from identity.actor import Actor, system_actor
from identity.domain import uscc_check_character
from identity.key_challenges import possession_bytes
from identity.knocks import Knock, remembering
from identity.operations.change_password import NewPassword, change_password
from identity.operations.make_key_box import NewKeyBox, challenge_key_box, make_key_box
from identity.operations.register_organisation import NewOrganisation, register_organisation
from identity.operations.register_person import NewPerson, register_person
from identity.operations.rewrap_key_box import Rewrapped, rewrap_key_box
from identity.operations.sign_in import Credentials, confirm_password, sign_in
from identity.roles import Role
from identity.sessions import load_actor, use_role_permissions
from identity.tables import KeyBox, Person, RoleGrant
from storage.database import execute, fetch_one
from storage.keys import PlatformKeys
from web.paging import PageRequest

PASSWORD = "correct horse battery"
POINTS = json.loads((Path(__file__).parents[2] / "vectors" / "points.json").read_text(encoding="utf-8"))
FOUNDER = system_actor(permissions=ROLE_PERMISSIONS[Role.ADMINISTRATOR])


@pytest.fixture(autouse=True)
def role_permissions() -> None:
    use_role_permissions(ROLE_PERMISSIONS)


def some_uscc() -> str:
    first_17 = "91510100MA" + "".join(secrets.choice("0123456789ABCDEFGHJK") for _ in range(7))
    return first_17 + uscc_check_character(first_17)


async def some_person(now: datetime, *roles: Role) -> tuple[UUID, str]:
    name = f"t{secrets.token_hex(6)}"
    new = NewPerson(sign_in_name=name, name="张三", password=PASSWORD, roles=roles or (Role.BIDDER,))
    return await register_person(actor=FOUNDER, new=new, now=now), name


async def some_actor(now: datetime, *roles: Role) -> Actor:
    person_id, _ = await some_person(now, *roles)
    actor = await load_actor(person_id)
    assert actor is not None
    return actor


async def box_for(
    actor: Actor, keys: PrivateKeys | None = None, *, now: datetime, answering: Actor | None = None
) -> NewKeyBox:
    """A new key box with the answer to a fresh challenge of the actor's (or somebody else's)."""
    keys = keys or generate_keys(random=secrets.token_bytes)
    asked = answering or actor
    halves = {"signing_public": keys.signing_public, "sealing_public": keys.sealing_public}
    challenge = await challenge_key_box(actor=asked, **halves, now=now)
    shown = prove_possession(keys, person=str(asked.person_id), day=challenge.day, sealed=challenge.sealed)
    return NewKeyBox(
        **halves,
        wrapped=wrap_keys(keys, passphrase="a long passphrase", random=secrets.token_bytes),
        answer=shown.answer,
        proof=shown.proof,
    )


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
        await change_password(actor=actor, new=new, now=now)


async def test_of_twenty_registrations_of_one_name_at_once_one_succeeds_and_none_is_an_incident(
    now: datetime,
) -> None:
    name, uscc = f"t{secrets.token_hex(6)}", some_uscc()
    person = NewPerson(sign_in_name=name, name="张三", password=PASSWORD, roles=(Role.BIDDER,))
    said = await asyncio.gather(
        *(register_person(actor=FOUNDER, new=person, now=now) for _ in range(20)), return_exceptions=True
    )
    assert Counter(getattr(one, "code", "made") for one in said) == {"made": 1, "sign-in-name-taken": 19}
    firm = NewOrganisation(name=f"单位{name}", uscc=uscc)
    said = await asyncio.gather(
        *(register_organisation(actor=FOUNDER, new=firm, now=now) for _ in range(20)), return_exceptions=True
    )
    assert Counter(getattr(one, "code", "made") for one in said) == {"made": 1, "organisation-known": 19}


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


async def test_only_who_may_register_registers_and_a_refusal_leaves_nothing(now: datetime) -> None:
    bidder = await some_actor(now, Role.BIDDER)
    name = f"t{secrets.token_hex(6)}"
    with pytest.raises(Forbidden):
        await register_person(
            actor=bidder,
            new=NewPerson(sign_in_name=name, name="李四", password=PASSWORD, roles=(Role.EXPERT,)),
            now=now,
        )
    with pytest.raises(Forbidden):
        await register_organisation(actor=bidder, new=NewOrganisation(name=name, uscc=some_uscc()), now=now)
    assert not await Person.exists().where(Person.sign_in_name == name)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sign_in_name": "no spaces here"}, "sign-in-name-malformed"),
        ({"password": "short"}, "password-too-short"),
        ({"roles": (Role.BIDDER, Role.EXPERT)}, "roles-incompatible"),
    ],
)
async def test_a_bad_entry_is_refused_by_its_code(
    now: datetime, change: dict[str, object], code: str
) -> None:
    entry: dict[str, object] = {
        "sign_in_name": f"t{secrets.token_hex(6)}",
        "name": "王五",
        "password": PASSWORD,
        "roles": (Role.BIDDER,),
    }
    with pytest.raises(DomainError, match=code):
        await register_person(actor=FOUNDER, new=NewPerson(**(entry | change)), now=now)  # type: ignore[arg-type]


async def test_a_sign_in_name_and_an_organisation_are_entered_once(now: datetime) -> None:
    _, name = await some_person(now)
    with pytest.raises(Conflict, match="sign-in-name-taken"):
        await register_person(
            actor=FOUNDER,
            new=NewPerson(sign_in_name=name, name="赵六", password=PASSWORD, roles=(Role.BIDDER,)),
            now=now,
        )
    new = NewOrganisation(name=f"单位{secrets.token_hex(4)}", uscc=some_uscc())
    await register_organisation(actor=FOUNDER, new=new, now=now)
    with pytest.raises(Conflict, match="organisation-known"):
        await register_organisation(actor=FOUNDER, new=new, now=now)


@pytest.mark.parametrize(
    "spelling",
    ["{}（成都）", "{} (成都)", "{}⼭（成都）", "\u200b{}（成都）", "{}（成都）\ufe0f", "{}【成都】"],
)
async def test_one_organisation_under_another_spelling_is_not_entered_twice(
    now: datetime, spelling: str
) -> None:
    stem = f"单位{secrets.token_hex(4)}"
    first = spelling.format(stem).replace("⼭", "山").replace("\u200b", "")
    await register_organisation(actor=FOUNDER, new=NewOrganisation(name=first, uscc=some_uscc()), now=now)
    for again in (spelling.format(stem), first.upper()):
        with pytest.raises(Conflict, match="organisation-known"):
            await register_organisation(
                actor=FOUNDER, new=NewOrganisation(name=again, uscc=some_uscc()), now=now
            )


async def test_people_are_found_by_another_spelling_of_their_organisation(now: datetime) -> None:
    stem = f"蓝山{secrets.token_hex(4)}"
    employer = await register_organisation(
        actor=FOUNDER, new=NewOrganisation(name=f"{stem}（成都）", uscc=some_uscc()), now=now
    )
    person_id, name = await some_person(now)
    await Person.update({Person.organisation: employer}).where(Person.id == person_id)
    found = await queries.people_page(
        text=f"{stem.replace('山', '⼭')} (成都)", asked=PageRequest(number=1, size=20)
    )
    assert [one.sign_in_name for one in found.items] == [name]


async def test_a_new_key_box_retires_the_former_which_stays_readable(now: datetime) -> None:
    actor = await some_actor(now)
    assert actor.person_id is not None
    first = await make_key_box(actor=actor, new=await box_for(actor, now=now), now=now)
    second = await make_key_box(actor=actor, new=await box_for(actor, now=now), now=now)
    in_use = await queries.key_box_of(actor.person_id)
    assert in_use is not None
    assert in_use.id == second
    assert (await queries.key_box(first)).id == first
    assert await KeyBox.count().where((KeyBox.person == actor.person_id) & KeyBox.retired_at.is_null()) == 1


async def test_the_stored_box_opens_with_the_passphrase_only(now: datetime) -> None:
    actor = await some_actor(now)
    keys = generate_keys(random=secrets.token_bytes)
    made = await make_key_box(actor=actor, new=await box_for(actor, keys, now=now), now=now)
    stored = await queries.key_box(made)
    assert unwrap_keys(stored.wrapped, passphrase="a long passphrase") == keys


async def test_an_answer_given_by_somebody_else_is_refused(now: datetime) -> None:
    actor, other = await some_actor(now), await some_actor(now)
    keys = generate_keys(random=secrets.token_bytes)
    await box_for(actor, keys, now=now)
    stolen = await box_for(actor, keys, now=now, answering=other)
    with pytest.raises(Invalid, match="key-proof-wrong"):
        await make_key_box(actor=actor, new=stolen, now=now)


async def test_possession_of_the_sealing_key_cannot_be_invented(now: datetime) -> None:
    """The signing key alone signs whatever answer it likes; only the sealing key knows the right one."""
    actor = await some_actor(now)
    assert actor.person_id is not None
    mine, theirs = (generate_keys(random=secrets.token_bytes) for _ in range(2))
    halves = {"signing_public": mine.signing_public, "sealing_public": theirs.sealing_public}
    asked = await challenge_key_box(actor=actor, **halves, now=now)
    answer = secrets.token_bytes(32)
    signed = possession_bytes(
        answer,
        person_id=actor.person_id,
        day=asked.day,
        signing=mine.signing_public,
        sealing=theirs.sealing_public,
    )
    proof = PlatformKeys(signing_seed=mine.signing, kek=bytes(32)).sign(signed)
    invented = NewKeyBox(**halves, wrapped={"cipher": "made up"}, answer=answer, proof=proof)
    with pytest.raises(Invalid, match="key-proof-wrong"):
        await make_key_box(actor=actor, new=invented, now=now)


async def test_a_challenge_serves_once_and_for_ten_minutes(now: datetime) -> None:
    actor = await some_actor(now)
    late = await box_for(actor, now=now)
    with pytest.raises(Conflict, match="key-challenge-missing"):
        await make_key_box(actor=actor, new=late, now=now + timedelta(minutes=10))
    new = await box_for(actor, now=now)
    await make_key_box(actor=actor, new=new, now=now + timedelta(minutes=9))
    with pytest.raises(Conflict, match="key-challenge-missing"):
        await make_key_box(actor=actor, new=new, now=now + timedelta(minutes=9))


@pytest.mark.parametrize(
    "case", [*POINTS["sealing_keys"], *POINTS["signing_keys"]], ids=lambda one: one["what"]
)
async def test_no_key_of_small_order_or_odd_spelling_becomes_a_key_box(
    now: datetime, case: dict[str, Any]
) -> None:
    actor, good = await some_actor(now), generate_keys(random=secrets.token_bytes)
    halves = {"signing_public": good.signing_public, "sealing_public": good.sealing_public}
    halves["signing_public" if "shaped" in case else "sealing_public"] = bytes.fromhex(case["key"])
    if case["usable"]:
        await challenge_key_box(actor=actor, **halves, now=now)
        return
    with pytest.raises(Invalid, match="key-unusable"):
        await challenge_key_box(actor=actor, **halves, now=now)
    new = NewKeyBox(**halves, wrapped={}, answer=bytes(32), proof=bytes(64))
    with pytest.raises(Invalid, match="key-unusable"):
        await make_key_box(actor=actor, new=new, now=now)


def rewrapped(actor: Actor, keys: PrivateKeys, passphrase: str) -> Rewrapped:
    wrapped = wrap_keys(keys, passphrase=passphrase, random=secrets.token_bytes)
    assert actor.person_id is not None
    signed = canonical_bytes({"person": str(actor.person_id), "wrapped": wrapped})
    return Rewrapped(wrapped=wrapped, proof=sign(signed, label=Label.REWRAP, seed=keys.signing))


async def test_a_passphrase_is_changed_by_whoever_holds_the_keys_and_by_nobody_else(now: datetime) -> None:
    actor, other = await some_actor(now), await some_actor(now)
    keys, foreign = (generate_keys(random=secrets.token_bytes) for _ in range(2))
    box_id = await make_key_box(actor=actor, new=await box_for(actor, keys, now=now), now=now)
    await rewrap_key_box(actor=actor, box_id=box_id, new=rewrapped(actor, keys, "another one"), now=now)
    stored = await queries.key_box(box_id)
    assert unwrap_keys(stored.wrapped, passphrase="another one") == keys
    with pytest.raises(NotFound, match="key-box-unknown"):
        await rewrap_key_box(actor=other, box_id=box_id, new=rewrapped(other, keys, "x"), now=now)
    with pytest.raises(Invalid, match="key-box-malformed"):
        await rewrap_key_box(actor=actor, box_id=box_id, new=rewrapped(actor, foreign, "x"), now=now)
    good = rewrapped(actor, keys, "x")
    unsigned = Rewrapped(wrapped=good.wrapped, proof=bytes(64))
    with pytest.raises(Invalid, match="key-proof-wrong"):
        await rewrap_key_box(actor=actor, box_id=box_id, new=unsigned, now=now)
    assert (await queries.key_box(box_id)).wrapped == stored.wrapped


@pytest.mark.parametrize(
    "change", [{"cipher": "00"}, {"é": "x"}, {"version": "other"}, {"salt": 5}, {"signing_key": "00" * 32}]
)
async def test_what_is_no_wrapped_form_of_these_keys_is_refused(
    now: datetime, change: dict[str, Any]
) -> None:
    actor = await some_actor(now)
    new = await box_for(actor, now=now)
    with pytest.raises(Invalid, match="key-box-malformed"):
        await make_key_box(
            actor=actor, new=msgspec.structs.replace(new, wrapped=new.wrapped | change), now=now
        )


async def test_nobody_registers_another_persons_public_key(now: datetime) -> None:
    actor, other = await some_actor(now), await some_actor(now)
    keys = generate_keys(random=secrets.token_bytes)
    await make_key_box(actor=actor, new=await box_for(actor, keys, now=now), now=now)
    with pytest.raises(Conflict, match="key-known"):
        await make_key_box(actor=other, new=await box_for(other, keys, now=now), now=now)


async def test_of_many_who_register_one_key_at_once_one_wins_and_the_rest_are_refused(now: datetime) -> None:
    keys = generate_keys(random=secrets.token_bytes)
    actors = [await some_actor(now) for _ in range(6)]
    boxes = [await box_for(actor, keys, now=now) for actor in actors]
    said = await asyncio.gather(
        *(make_key_box(actor=actor, new=box, now=now) for actor, box in zip(actors, boxes, strict=True)),
        return_exceptions=True,
    )
    assert sorted(getattr(one, "code", "made") for one in said) == ["key-known"] * 5 + ["made"]


async def test_a_password_is_confirmed_and_changed_only_with_the_present_one(now: datetime) -> None:
    actor = await some_actor(now)
    with pytest.raises(Invalid, match="password-wrong") as wrong:
        await change_password(
            actor=actor, new=NewPassword(present="wrong", password="another password"), now=now
        )
    assert wrong.value.field == "present", "beside the field in which it was typed"
    await change_password(
        actor=actor, new=NewPassword(present=PASSWORD, password="another password"), now=now
    )
    await confirm_password(actor=actor, password="another password")
    with pytest.raises(Forbidden, match="not-a-person"):
        await confirm_password(actor=FOUNDER, password="another password")


async def test_the_database_itself_refuses_a_password_that_is_not_hashed(now: datetime) -> None:
    person_id, _ = await some_person(now)
    with pytest.raises(CheckViolationError):
        await execute("UPDATE identity_person SET password_hash = 'plain' WHERE id = $1", person_id)


async def test_the_log_holds_no_name_and_no_password(now: datetime) -> None:
    person_id, name = await some_person(now)
    row = await fetch_one(
        "SELECT convert_from(payload, 'UTF8') AS payload FROM storage_audit_entry WHERE subject = $1",
        str(person_id),
    )
    assert row is not None
    assert PASSWORD not in row["payload"]
    assert name not in row["payload"]
