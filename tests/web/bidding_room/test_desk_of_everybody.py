"""The desk opens for everybody who may sign in, whatever they belong to."""

from __future__ import annotations

import secrets
from datetime import datetime

import httpx
import pytest
from bidding_cast import lot_taking_bids, make_bidding_cast

from app.roles import ROLE_PERMISSIONS
from identity.actor import system_actor
from identity.operations.register_person import NewPerson, register_person
from identity.roles import Role

PASSWORD = "a good long password"


@pytest.mark.parametrize("role", list(Role))
async def test_somebody_without_an_organisation_has_a_desk(
    role: Role, client: httpx.AsyncClient, now: datetime
) -> None:
    await lot_taking_bids(await make_bidding_cast())
    name = f"alone-{secrets.token_hex(4)}"
    founder = system_actor(permissions=ROLE_PERMISSIONS[Role.ADMINISTRATOR])
    new = NewPerson(sign_in_name=name, name="独自人", password=PASSWORD, roles=(role,))
    await register_person(actor=founder, new=new, now=now)
    await client.post("/api/session", json={"sign_in_name": name, "password": PASSWORD})
    answer = await client.get("/desk", headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text[:400]
