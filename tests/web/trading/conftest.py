"""People of a tender who can sign in through the page."""

from __future__ import annotations

import pytest
from factories import trading_cast
from trading_pages_cast import PASSWORD

from app.roles import ROLE_PERMISSIONS
from identity.passwords import hash_password
from identity.sessions import use_role_permissions
from identity.tables import Person


@pytest.fixture(autouse=True)
def role_permissions() -> None:
    use_role_permissions(ROLE_PERMISSIONS)


@pytest.fixture(scope="module")
async def password_hash() -> str:
    return await hash_password(PASSWORD)


@pytest.fixture
async def cast(database: None, password_hash: str) -> trading_cast.Cast:
    made = await trading_cast.make_cast()
    people = [made.agency, made.tenderer, made.host, made.supervisor, *made.bidders]
    await Person.update({Person.password_hash: password_hash}).where(
        Person.id.is_in([actor.person_id for actor in people])
    )
    return made
