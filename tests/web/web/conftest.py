"""People who can sign in, for the tests of the door."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime

import httpx
import pytest

from app.roles import ROLE_PERMISSIONS
from identity.actor import system_actor
from identity.operations.register_person import NewPerson, register_person
from identity.roles import Role
from identity.sessions import use_role_permissions

PASSWORD = "a-long-password-2026"

SignIn = Callable[[Role], Awaitable[str]]


@pytest.fixture
def sign_in(client: httpx.AsyncClient, now: datetime) -> SignIn:
    """Register somebody with the role, sign `client` in as them through the page; gives the sign-in name."""

    async def signed_in(role: Role) -> str:
        use_role_permissions(ROLE_PERMISSIONS)
        name = f"door-{secrets.token_hex(5)}"
        founder = system_actor(permissions=ROLE_PERMISSIONS[Role.ADMINISTRATOR])
        new = NewPerson(sign_in_name=name, name="门前人", password=PASSWORD, roles=(role,))
        await register_person(actor=founder, new=new, now=now)
        answer = await client.post("/sign-in", data={"sign_in_name": name, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return name

    return signed_in
