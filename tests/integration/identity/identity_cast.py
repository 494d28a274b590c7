"""People, organisations and key boxes as identity's own operations enter them."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from pathlib import Path
from uuid import UUID

from app.roles import ROLE_PERMISSIONS
from core.credit_codes import check_character
from identity.actor import Actor, system_actor
from identity.operations.make_key_box import KeyHalves, NewKeyBox, challenge_key_box
from identity.operations.register_person import NewPerson, register_person
from identity.roles import Role
from identity.sessions import load_actor
from sealing.keybox import PrivateKeys, generate_keys, prove_possession, wrap_keys

PASSWORD = "correct horse battery"
POINTS = json.loads((Path(__file__).parents[2] / "vectors" / "points.json").read_text(encoding="utf-8"))
FOUNDER = system_actor(permissions=ROLE_PERMISSIONS[Role.ADMINISTRATOR])


def some_uscc() -> str:
    first_17 = "91510100MA" + "".join(secrets.choice("0123456789ABCDEFGHJK") for _ in range(7))
    return first_17 + check_character(first_17)


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
    challenge = await challenge_key_box(actor=asked, word=KeyHalves(**halves), now=now)
    shown = prove_possession(keys, person=str(asked.person_id), day=challenge.day, sealed=challenge.sealed)
    return NewKeyBox(
        **halves,
        wrapped=wrap_keys(keys, passphrase="a long passphrase", random=secrets.token_bytes),
        answer=shown.answer,
        proof=shown.proof,
    )
