"""One client that can become anybody of a cast."""

from __future__ import annotations

import httpx
from evaluation_cast import PASSWORD

from identity.actor import Actor
from identity.tables import Person


class Browser:
    """One client that can become anybody."""

    def __init__(self, client: httpx.AsyncClient, password_hash: str) -> None:
        self.client = client
        self.password_hash = password_hash

    async def become(self, actor: Actor) -> httpx.AsyncClient:
        if "session" in self.client.cookies:
            await self.client.post("/sign-out")
        await Person.update({Person.password_hash: self.password_hash}).where(Person.id == actor.person_id)
        person = await Person.objects().get(Person.id == actor.person_id)
        assert person is not None
        answer = await self.client.post(
            "/sign-in", data={"sign_in_name": person.sign_in_name, "password": PASSWORD}
        )
        assert answer.status_code == 303, answer.text
        return self.client


async def seen(client: httpx.AsyncClient, path: str) -> str:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text[:2000]
    return answer.text
