"""People, passwords and organisations on a real database."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from datetime import datetime

import pytest
from asyncpg import CheckViolationError
from identity_cast import FOUNDER, PASSWORD, some_actor, some_person, some_uscc

from core.errors import Conflict, DomainError, Forbidden, Invalid
from identity import queries
from identity.operations.change_password import NewPassword, change_password
from identity.operations.register_organisation import NewOrganisation, register_organisation
from identity.operations.register_person import NewPerson, register_person
from identity.operations.sign_in import confirm_password
from identity.roles import Role
from identity.tables import Person
from storage import audit
from storage.database import execute, fetch_one
from web.paging import PageRequest


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
        *(register_organisation(actor=FOUNDER, word=firm, now=now) for _ in range(20)), return_exceptions=True
    )
    assert Counter(getattr(one, "code", "made") for one in said) == {"made": 1, "organisation-known": 19}


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
        await register_organisation(actor=bidder, word=NewOrganisation(name=name, uscc=some_uscc()), now=now)
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
    await register_organisation(actor=FOUNDER, word=new, now=now)
    with pytest.raises(Conflict, match="organisation-known"):
        await register_organisation(actor=FOUNDER, word=new, now=now)


async def test_who_enters_a_known_organisation_is_told_which_one_it_is(now: datetime) -> None:
    name, uscc = f"蓝山{secrets.token_hex(4)}（成都）", some_uscc()
    kept = NewOrganisation(name=name.replace("（", " ("), uscc=" ".join(uscc).lower())
    await register_organisation(actor=FOUNDER, word=kept, now=now)
    with pytest.raises(Conflict, match="organisation-known") as by_code:
        await register_organisation(actor=FOUNDER, word=NewOrganisation(name="别的单位", uscc=uscc), now=now)
    assert (by_code.value.field, name in by_code.value.message) == ("uscc", True)
    with pytest.raises(Conflict, match="organisation-known") as by_name:
        await register_organisation(actor=FOUNDER, word=NewOrganisation(name=name, uscc=some_uscc()), now=now)
    assert (by_name.value.field, uscc in by_name.value.message) == ("name", True)


async def test_a_code_of_no_register_department_is_refused_before_the_database(now: datetime) -> None:
    with pytest.raises(Invalid, match="uscc-wrong"):
        await register_organisation(
            actor=FOUNDER, word=NewOrganisation(name="某单位", uscc="91510100MA000000"), now=now
        )


@pytest.mark.parametrize(
    "spelling",
    ["{}（成都）", "{} (成都)", "{}⼭（成都）", "\u200b{}（成都）", "{}（成都）\ufe0f", "{}【成都】"],
)
async def test_one_organisation_under_another_spelling_is_not_entered_twice(
    now: datetime, spelling: str
) -> None:
    stem = f"单位{secrets.token_hex(4)}"
    first = spelling.format(stem).replace("⼭", "山").replace("\u200b", "")
    await register_organisation(actor=FOUNDER, word=NewOrganisation(name=first, uscc=some_uscc()), now=now)
    for again in (spelling.format(stem), first.upper()):
        with pytest.raises(Conflict, match="organisation-known"):
            await register_organisation(
                actor=FOUNDER, word=NewOrganisation(name=again, uscc=some_uscc()), now=now
            )


async def test_people_are_found_by_another_spelling_of_their_organisation(now: datetime) -> None:
    stem = f"蓝山{secrets.token_hex(4)}"
    employer = await register_organisation(
        actor=FOUNDER, word=NewOrganisation(name=f"{stem}（成都）", uscc=some_uscc()), now=now
    )
    person_id, name = await some_person(now)
    await Person.update({Person.organisation: employer}).where(Person.id == person_id)
    found = await queries.people_page(
        text=f"{stem.replace('山', '⼭')} (成都)", asked=PageRequest(number=1, size=20)
    )
    assert [one.sign_in_name for one in found.items] == [name]


async def test_a_password_is_confirmed_and_changed_only_with_the_present_one(now: datetime) -> None:
    actor = await some_actor(now)
    with pytest.raises(Invalid, match="password-wrong") as wrong:
        await change_password(
            actor=actor, word=NewPassword(present="wrong", password="another password"), now=now
        )
    assert wrong.value.field == "present", "beside the field in which it was typed"
    await change_password(
        actor=actor, word=NewPassword(present=PASSWORD, password="another password"), now=now
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
    await audit.caught_up()
    row = await fetch_one(
        "SELECT convert_from(payload, 'UTF8') AS payload FROM storage_audit_entry WHERE subject = $1",
        str(person_id),
    )
    assert row is not None
    assert PASSWORD not in row["payload"]
    assert name not in row["payload"]
