"""A forgotten password: set anew by whoever shows the contact, and by nothing else."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime

import pytest
from identity_cast import FOUNDER, some_actor
from identity_cast import PASSWORD as OWN
from joining_cast import PASSWORD, account, ask, code_told_to, deliver, newcomer, some_mobile, told_to

from core.errors import Forbidden, Invalid
from identity.actor import Actor
from identity.contact_codes import Purpose, code_of
from identity.joining.operations.open_account import open_account
from identity.operations.ask_contact_code import Contact
from identity.operations.keep_contact import ShownContact, ask_own_code, keep_contact
from identity.operations.recover_password import Recovery, recover_password
from identity.operations.sign_in import Credentials, sign_in
from identity.sessions import load_actor
from identity.tables import Person
from storage import audit
from storage.database import fetch

NEW = "another-long-password"


async def name_of(actor: Actor) -> str:
    row = await Person.select(Person.sign_in_name).where(Person.id == actor.person_id).first()
    assert row is not None
    return str(row["sign_in_name"])


async def signs_in(name: str, password: str, *, now: datetime) -> bool:
    try:
        await sign_in(credentials=Credentials(sign_in_name=name, password=password), now=now)
    except Invalid as refusal:
        return refusal.code != "sign-in-refused"
    return True


async def test_the_new_password_serves_and_every_session_is_over(now: datetime) -> None:
    contact = some_mobile()
    actor = await newcomer(now, contact=contact)
    name = await name_of(actor)
    assert actor.person_id is not None
    epoch = (
        await sign_in(credentials=Credentials(sign_in_name=name, password=PASSWORD), now=now)
    ).session_epoch
    code_id = await ask(contact, purpose=Purpose.RECOVER)
    word = Recovery(code=await code_told_to(contact), password=NEW)
    await recover_password(code_id=code_id, word=word, now=now)
    assert await load_actor(actor.person_id, session_epoch=epoch) is None
    assert await signs_in(name, NEW, now=now)
    assert not await signs_in(name, PASSWORD, now=now)
    with pytest.raises(Invalid, match="code-over"):
        await recover_password(code_id=code_id, word=word, now=now)


async def test_of_one_code_used_at_once_one_sets_the_password(now: datetime) -> None:
    contact = some_mobile()
    await newcomer(now, contact=contact)
    code_id = await ask(contact, purpose=Purpose.RECOVER)
    word = Recovery(code=await code_told_to(contact), password=NEW)
    said = await asyncio.gather(
        *(recover_password(code_id=code_id, word=word, now=now) for _ in range(4)), return_exceptions=True
    )
    assert Counter(getattr(one, "code", "set") for one in said) == {"set": 1, "code-over": 3}


async def test_a_code_serves_for_what_it_was_asked_for_alone(now: datetime) -> None:
    contact = some_mobile()
    joining = await ask(contact)
    with pytest.raises(Invalid, match="code-over"):
        await recover_password(code_id=joining, word=Recovery(code=code_of(joining), password=NEW), now=now)
    recovering = await ask(contact, purpose=Purpose.RECOVER)
    with pytest.raises(Invalid, match="code-over"):
        await open_account(code_id=recovering, word=account(code_of(recovering)), now=now)


@pytest.mark.parametrize("active", [None, False], ids=["no account", "not in use"])
async def test_a_contact_without_an_account_in_use_is_refused_as_a_wrong_code(
    now: datetime, active: bool | None
) -> None:
    contact = some_mobile()
    if active is not None:
        actor = await newcomer(now, contact=contact)
        await Person.update({Person.active: active}).where(Person.id == actor.person_id)
    code_id = await ask(contact, purpose=Purpose.RECOVER)
    await deliver()
    assert "没有对应的在用账户" in await told_to(contact)
    with pytest.raises(Invalid, match="code-wrong"):
        await recover_password(code_id=code_id, word=Recovery(code=code_of(code_id), password=NEW), now=now)


async def test_five_wrong_tries_end_a_code_and_a_short_password_costs_none(now: datetime) -> None:
    contact = some_mobile()
    name = await name_of(await newcomer(now, contact=contact))
    code_id = await ask(contact, purpose=Purpose.RECOVER)
    right = Recovery(code=await code_told_to(contact), password=NEW)
    for _ in range(6):
        with pytest.raises(Invalid, match="password-too-short"):
            await recover_password(code_id=code_id, word=Recovery(code="x", password="short"), now=now)
    for _ in range(5):
        with pytest.raises(Invalid, match="code-wrong"):
            await recover_password(code_id=code_id, word=Recovery(code="x", password=NEW), now=now)
    with pytest.raises(Invalid, match="code-over"):
        await recover_password(code_id=code_id, word=right, now=now)
    assert await signs_in(name, PASSWORD, now=now)


async def test_the_log_says_that_it_was_recovered_and_nothing_of_the_person(now: datetime) -> None:
    contact = some_mobile()
    actor = await newcomer(now, contact=contact)
    code_id = await ask(contact, purpose=Purpose.RECOVER)
    word = Recovery(code=await code_told_to(contact), password=NEW)
    await recover_password(code_id=code_id, word=word, now=now)
    await audit.caught_up()
    rows = await fetch(
        "SELECT convert_from(payload, 'UTF8') AS payload FROM storage_audit_entry WHERE subject = $1"
        " AND tag = 'identity:password:recover'",
        str(actor.person_id),
    )
    assert len(rows) == 1
    assert not any(said in rows[0]["payload"] for said in (contact, NEW, "赵六"))


async def test_whoever_was_entered_shows_a_contact_and_recovers_by_it(now: datetime) -> None:
    actor, contact = await some_actor(now), some_mobile()
    code_id = await ask_own_code(actor=actor, word=Contact(contact=contact), now=now)
    code = await code_told_to(contact)
    with pytest.raises(Invalid, match="password-wrong"):
        await keep_contact(actor=actor, code_id=code_id, word=ShownContact(code=code, present="x"), now=now)
    with pytest.raises(Invalid, match="code-wrong"):
        await keep_contact(actor=actor, code_id=code_id, word=ShownContact(code="x", present=OWN), now=now)
    await keep_contact(actor=actor, code_id=code_id, word=ShownContact(code=code, present=OWN), now=now)
    with pytest.raises(Invalid, match="code-over"):
        await keep_contact(actor=actor, code_id=code_id, word=ShownContact(code=code, present=OWN), now=now)
    recovering = await ask(contact, purpose=Purpose.RECOVER)
    await recover_password(
        code_id=recovering, word=Recovery(code=await code_told_to(contact), password=NEW), now=now
    )
    assert await signs_in(await name_of(actor), NEW, now=now)


async def test_anothers_contact_is_refused_as_a_wrong_code_and_its_owner_is_told(now: datetime) -> None:
    actor, contact = await some_actor(now), some_mobile()
    await newcomer(now, contact=contact)
    code_id = await ask_own_code(actor=actor, word=Contact(contact=contact), now=now)
    await deliver()
    assert "已属于一个账户" in await told_to(contact)
    word = ShownContact(code=code_of(code_id), present=OWN)
    with pytest.raises(Invalid, match="code-wrong"):
        await keep_contact(actor=actor, code_id=code_id, word=word, now=now)
    with pytest.raises(Forbidden, match="not-a-person"):
        await ask_own_code(actor=FOUNDER, word=Contact(contact=contact), now=now)
