"""From a stranger's mobile to an organisation that staff accepted, and what is refused on the way."""

from __future__ import annotations

import asyncio
import base64
import secrets
from collections import Counter
from datetime import datetime
from uuid import uuid4

import pytest
from identity_cast import FOUNDER, some_actor, some_uscc
from joining_cast import (
    LICENCE,
    account,
    application,
    applied,
    ask,
    code_told_to,
    deliver,
    newcomer,
    some_mobile,
    told_to,
)

from core.errors import Conflict, DomainError, Forbidden, IllegalTransition, Invalid, NotFound, TooMany
from identity.contact_codes import code_of
from identity.joining.operations.apply_to_join import apply_to_join
from identity.joining.operations.open_account import open_account
from identity.joining.operations.review_joining import (
    ReturnedJoining,
    SeenJoining,
    accept_joining,
    return_joining,
)
from identity.joining.queries import joining_review, own_joining
from identity.joining.states import JoiningState
from identity.operations.change_roles import OneRole, give_role
from identity.operations.register_organisation import NewOrganisation, register_organisation
from identity.roles import Role
from identity.sessions import load_actor
from identity.tables import Person
from storage import audit
from storage.database import execute, fetch
from storage.outbox import run_once

SEEN = SeenJoining(version=1)


async def test_a_newcomer_acts_for_the_organisation_once_staff_accepted_it(now: datetime) -> None:
    contact = some_mobile()
    actor, staff = await newcomer(now, contact=contact), await some_actor(now, Role.CENTRE_STAFF)
    assert (actor.roles, actor.permissions, actor.organisation_id) == (frozenset(), frozenset(), None)
    joining_id = await applied(actor, now, name="蓝山 (成都) 有限公司" + secrets.token_hex(3))
    await accept_joining(actor=staff, joining_id=joining_id, word=SEEN, now=now)
    assert actor.person_id is not None
    accepted = await load_actor(actor.person_id)
    assert accepted is not None
    assert accepted.roles == {"bidder"}
    assert (accepted.organisation_name or "").startswith("蓝山（成都）有限公司")
    await deliver()
    assert "已通过审核" in await told_to(contact)
    with pytest.raises(Conflict, match="joined-already"):
        await applied(accepted, now)


async def test_who_was_given_a_role_meanwhile_does_not_get_a_second_by_joining(now: datetime) -> None:
    actor, staff = await newcomer(now), await some_actor(now, Role.CENTRE_STAFF)
    assert actor.person_id is not None
    joining_id = await applied(actor, now)
    administrator = await some_actor(now, Role.ADMINISTRATOR)
    await give_role(actor=administrator, person_id=actor.person_id, word=OneRole(role=Role.EXPERT), now=now)
    with pytest.raises(Conflict, match="joined-already"):
        await accept_joining(actor=staff, joining_id=joining_id, word=SEEN, now=now)


async def test_a_returned_application_is_mended_with_the_licence_it_had(now: datetime) -> None:
    contact = f"{secrets.token_hex(4)}@example.cn"
    actor, staff = await newcomer(now, contact=contact), await some_actor(now, Role.CENTRE_STAFF)
    assert actor.person_id is not None
    joining_id = await applied(actor, now)
    with pytest.raises(Conflict, match="joining-waits"):
        await applied(actor, now)
    word = ReturnedJoining(version=1, reason="证照不清晰")
    await return_joining(actor=staff, joining_id=joining_id, word=word, now=now)
    await deliver()
    assert "已退回" in await told_to(contact)
    assert "证照不清晰" not in await told_to(contact)
    before = await joining_review(joining_id)
    assert (before.state, before.reason) == (JoiningState.RETURNED, "证照不清晰")
    assert await applied(actor, now, name=before.name, uscc=before.uscc, licence="") == joining_id
    after = await joining_review(joining_id)
    assert (after.state, after.version, after.licence_sha256) == ("waiting", 2, before.licence_sha256)
    with pytest.raises(Conflict, match="joining-changed"):
        await accept_joining(actor=staff, joining_id=joining_id, word=SEEN, now=now)
    with pytest.raises(Conflict, match="joining-changed"):
        await return_joining(actor=staff, joining_id=joining_id, word=word, now=now)
    await accept_joining(actor=staff, joining_id=joining_id, word=SeenJoining(version=2), now=now)
    with pytest.raises(IllegalTransition):
        await accept_joining(actor=staff, joining_id=joining_id, word=SeenJoining(version=2), now=now)


async def test_only_staff_review(now: datetime) -> None:
    actor = await newcomer(now)
    joining_id = await applied(actor, now)
    for stranger in (
        actor,
        await some_actor(now, Role.ADMINISTRATOR),
        await some_actor(now, Role.SUPERVISOR),
    ):
        with pytest.raises(Forbidden, match="permission-missing"):
            await accept_joining(actor=stranger, joining_id=joining_id, word=SEEN, now=now)
        word = ReturnedJoining(version=1, reason="否")
        with pytest.raises(Forbidden, match="permission-missing"):
            await return_joining(actor=stranger, joining_id=joining_id, word=word, now=now)
    staff = await some_actor(now, Role.CENTRE_STAFF)
    with pytest.raises(NotFound, match="joining-unknown"):
        await accept_joining(actor=staff, joining_id=uuid4(), word=SEEN, now=now)


async def test_of_one_code_applied_for_twice_and_accepted_at_once_one_is_entered(now: datetime) -> None:
    staff, uscc = await some_actor(now, Role.CENTRE_STAFF), some_uscc()
    waiting = [await applied(await newcomer(now), now, uscc=uscc) for _ in range(4)]
    assert len((await joining_review(waiting[0])).namesakes) == 3, "staff see the others"
    said = await asyncio.gather(
        *(accept_joining(actor=staff, joining_id=one, word=SEEN, now=now) for one in waiting),
        return_exceptions=True,
    )
    assert Counter(getattr(one, "code", one) for one in said) == {None: 1, "organisation-known": 3}
    rows = await fetch("SELECT state FROM identity_joining WHERE uscc = $1", uscc)
    assert Counter(row["state"] for row in rows) == {"accepted": 1, "waiting": 3}


async def test_a_stranger_is_not_told_that_an_organisation_is_here_and_staff_are(now: datetime) -> None:
    name, uscc = f"已在单位{secrets.token_hex(4)}", some_uscc()
    await register_organisation(actor=FOUNDER, word=NewOrganisation(name=name, uscc=uscc), now=now)
    joining_id = await applied(await newcomer(now), now, name="别的名称", uscc=uscc)
    review = await joining_review(joining_id)
    assert [(one.name, one.is_entered) for one in review.namesakes] == [(name, True)]
    staff = await some_actor(now, Role.CENTRE_STAFF)
    with pytest.raises(Conflict, match="organisation-known") as refusal:
        await accept_joining(actor=staff, joining_id=joining_id, word=SEEN, now=now)
    assert name in refusal.value.message


async def test_of_one_persons_applications_at_once_one_waits(now: datetime) -> None:
    actor = await newcomer(now)
    said = await asyncio.gather(*(applied(actor, now) for _ in range(5)), return_exceptions=True)
    assert Counter(getattr(one, "code", "made") for one in said) == {"made": 1, "joining-waits": 4}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"uscc": "9144030071526726XA"}, "uscc-wrong"),
        ({"name": "\u200b"}, "name-missing"),
        ({"role": Role.CENTRE_STAFF}, "role-unknown"),
        ({"licence": ""}, "licence-missing"),
        ({"licence": "***"}, "licence-unreadable"),
        ({"licence": base64.b64encode(b"<script>alert(1)</script>").decode()}, "licence-kind-unknown"),
        ({"licence": base64.b64encode(b"%PDF-" + bytes(4 * 1024 * 1024)).decode()}, "licence-too-large"),
    ],
)
async def test_an_unfit_application_is_refused_and_nothing_is_kept(
    now: datetime, said: dict[str, object], code: str
) -> None:
    actor = await newcomer(now)
    assert actor.person_id is not None
    with pytest.raises(DomainError, match=code):
        await apply_to_join(actor=actor, word=application(**said), now=now)
    assert await own_joining(actor.person_id) is None


async def test_who_has_a_role_or_is_nobody_does_not_apply(now: datetime) -> None:
    with pytest.raises(Conflict, match="joined-already"):
        await applied(await some_actor(now, Role.EXPERT), now)
    with pytest.raises(Forbidden, match="not-a-person"):
        await applied(FOUNDER, now)


async def test_a_person_hands_in_only_so_often_a_day(now: datetime) -> None:
    actor = await newcomer(now)
    await applied(actor, now)
    said = [await _code_of(applied(actor, now)) for _ in range(20)]
    assert Counter(said) == {"joining-waits": 19, "too-many-applications": 1}


async def _code_of(doing: object) -> str:
    try:
        await doing  # type: ignore[misc]
    except DomainError as error:
        return error.code
    return "done"


async def test_a_code_bears_five_tries_and_one_use(now: datetime) -> None:
    contact = some_mobile()
    code_id = await ask(contact)
    code = await code_told_to(contact)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _ in range(4):
        with pytest.raises(Invalid, match="code-wrong"):
            await open_account(code_id=code_id, word=account(wrong), now=now)
    said = await asyncio.gather(
        *(open_account(code_id=code_id, word=account(code), now=now) for _ in range(4)),
        return_exceptions=True,
    )
    assert Counter(getattr(one, "code", "opened") for one in said) == {"opened": 1, "code-over": 3}
    with pytest.raises(Invalid, match="code-over"):
        await open_account(code_id=uuid4(), word=account(code), now=now)


async def test_after_five_wrong_tries_the_right_code_is_over(now: datetime) -> None:
    contact = some_mobile()
    code_id = await ask(contact)
    code = await code_told_to(contact)
    for _ in range(5):
        with pytest.raises(Invalid, match="code-wrong"):
            await open_account(code_id=code_id, word=account("x"), now=now)
    with pytest.raises(Invalid, match="code-over"):
        await open_account(code_id=code_id, word=account(code), now=now)


async def test_a_code_is_over_after_ten_minutes_of_real_time(now: datetime) -> None:
    contact = some_mobile()
    code_id = await ask(contact)
    code = await code_told_to(contact)
    await execute(
        "UPDATE identity_contact_code SET until = clock_timestamp() - interval '1 second' WHERE id = $1",
        code_id,
    )
    with pytest.raises(Invalid, match="code-over"):
        await open_account(code_id=code_id, word=account(code), now=now)


async def test_a_code_stands_nowhere_but_in_the_message(now: datetime) -> None:
    contact = some_mobile()
    code_id = await ask(contact)
    code = await code_told_to(contact)
    assert code == code_of(code_id)
    rows = await fetch("SELECT row(c.*)::text AS row FROM identity_contact_code c WHERE id = $1", code_id)
    events = await fetch("SELECT facts::text AS row FROM storage_outbox WHERE subject_id = $1", code_id)
    assert code not in rows[0]["row"].replace(contact, "").replace(str(code_id), "").split(",")
    assert [one["row"] for one in events] == ["{}"]


async def test_a_message_cut_off_before_its_end_is_sent_again_with_the_same_code(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.wiring import SUBSCRIBERS, subscribers_by_topic
    from storage.outbox import Delivery, relay_once

    contact = some_mobile()
    code_id = await ask(contact)
    due: list[Delivery] = []

    async def take(one: Delivery) -> None:
        due.append(one)

    await relay_once(subscribers=subscribers_by_topic(), enqueue=take, limit=1000)
    handler = SUBSCRIBERS["identity.send_contact_code"].handler
    event = await fetch("SELECT event_id FROM storage_outbox WHERE subject_id = $1", code_id)

    async def cut_off(told: object) -> None:
        await handler(told)  # type: ignore[arg-type]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await run_once(
            event_id=event[0]["event_id"], subscriber="identity.send_contact_code", handler=cut_off
        )
    assert await run_once(
        event_id=event[0]["event_id"], subscriber="identity.send_contact_code", handler=handler
    )
    assert code_of(code_id) in await told_to(contact)
    await open_account(code_id=code_id, word=account(code_of(code_id)), now=now)


async def test_whose_contact_it_is_already_is_told_to_its_owner_alone(now: datetime) -> None:
    contact = some_mobile()
    await newcomer(now, contact=contact)
    code_id = await ask(contact)
    await deliver()
    assert "已属于一个账户" in await told_to(contact)
    with pytest.raises(Invalid, match="code-wrong"):
        await open_account(code_id=code_id, word=account(code_of(code_id)), now=now)


async def test_a_taken_name_is_refused_and_the_code_serves_again(now: datetime) -> None:
    taken = await newcomer(now)
    name = await Person.select(Person.sign_in_name).where(Person.id == taken.person_id).first()
    assert name is not None
    contact = some_mobile()
    code_id = await ask(contact)
    code = await code_told_to(contact)
    with pytest.raises(Conflict, match="sign-in-name-taken"):
        await open_account(code_id=code_id, word=account(code, **name), now=now)
    with pytest.raises(Invalid, match="password-too-short"):
        await open_account(code_id=code_id, word=account(code, password="short"), now=now)
    await open_account(code_id=code_id, word=account(code), now=now)


async def test_codes_are_asked_for_only_so_often(now: datetime) -> None:
    contact = some_mobile()
    for _ in range(5):
        await ask(contact)
    with pytest.raises(TooMany, match="too-many-codes"):
        await ask(contact)
    address = secrets.token_hex(4)
    for _ in range(30):
        await ask(some_mobile(), address=address)
    with pytest.raises(TooMany, match="too-many-codes"):
        await ask(some_mobile(), address=address)


async def test_the_log_holds_neither_contact_nor_name_of_a_person(now: datetime) -> None:
    contact = some_mobile()
    actor = await newcomer(now, contact=contact)
    await applied(actor, now)
    await audit.caught_up()
    rows = await fetch("SELECT convert_from(payload, 'UTF8') AS payload FROM storage_audit_entry")
    told = [row["payload"] for row in rows if str(actor.person_id) in row["payload"]]
    assert len(told) == 2
    assert not any(contact in one or "赵六" in one or LICENCE in one for one in told)
