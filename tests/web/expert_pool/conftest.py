"""A cast of the expert pool, and its doors."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.roles import ROLE_PERMISSIONS
from identity.actor import Actor
from identity.passwords import hash_password
from identity.sessions import use_role_permissions
from identity.tables import Person

sys.path.insert(0, str(Path(__file__).parents[2] / "integration" / "expert_pool"))

import draw_cast
from draw_cast import Cast

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def role_permissions() -> None:
    use_role_permissions(ROLE_PERMISSIONS)


@pytest.fixture(scope="module")
async def password_hash() -> str:
    return await hash_password(PASSWORD)


@pytest.fixture
async def cast(now: datetime) -> Cast:
    return await draw_cast.make_cast()


@pytest.fixture
async def lot_id(cast: Cast, now: datetime) -> UUID:
    return await draw_cast.make_opened_lot(cast, now=now)


@pytest.fixture
async def pool(cast: Cast, now: datetime) -> dict[UUID, Actor]:
    return dict([await draw_cast.make_expert(cast, now=now) for _ in range(7)])


@pytest.fixture
def told_bidders(cast: Cast) -> Iterator[None]:
    """The bidders of this test's lot, in place of the opening's."""
    with draw_cast.told_bidders(cast):
        yield


@pytest.fixture
def door(client: httpx.AsyncClient, password_hash: str) -> Any:
    """Sign `client` in as one of the cast."""

    async def sign_in(actor: Actor) -> httpx.AsyncClient:
        await Person.update({Person.password_hash: password_hash}).where(Person.id == actor.person_id)
        person = await Person.objects().where(Person.id == actor.person_id).first()
        assert person is not None
        if "session" in client.cookies:
            await client.post("/sign-out")
        answer = await client.post(
            "/sign-in", data={"sign_in_name": person.sign_in_name, "password": PASSWORD}
        )
        assert answer.status_code == 303, answer.text
        return client

    return sign_in
