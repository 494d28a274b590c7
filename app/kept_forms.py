"""Where forms posted without a session wait: in Redis, under the platform's key, one per person, half an hour."""

from __future__ import annotations

import secrets
from hashlib import sha256
from hmac import compare_digest
from uuid import UUID

import msgspec
from redis.asyncio import Redis

from storage.keys import PlatformKeys, UnwrapFailed
from web.kept_forms import SECONDS, KeptForm

_LABEL = "web.kept-form"


class _Stored(msgspec.Struct, frozen=True, kw_only=True):
    token_sha256: str
    form: KeptForm


class KeptForms:
    """The waiting forms of one instance."""

    def __init__(self, redis: Redis, keys: PlatformKeys) -> None:
        self._redis = redis
        self._keys = keys

    def author_mark(self, person_id: UUID) -> str:
        """Names the person in their own pages' forms so that nobody can name another."""
        return f"{person_id}.{self._keys.handle('web.author', str(person_id))}"

    async def keep(self, form: KeptForm) -> str | None:
        """The one-time token; None when the form names nobody. A later form of the same person takes its place."""
        person_id = self._person_of(form.author)
        if person_id is None:
            return None
        token = secrets.token_urlsafe(32)
        stored = _Stored(token_sha256=sha256(token.encode()).hexdigest(), form=form)
        wrapped = self._keys.wrap(msgspec.json.encode(stored), _LABEL)
        await self._redis.set(_key(person_id), wrapped, ex=SECONDS)
        return token

    async def take(self, token: str, *, person_id: UUID, page: str) -> KeptForm | None:
        """The person's form that waits for this page, once; None when there is none, or the token is another's."""
        wrapped = await self._redis.get(_key(person_id))
        if wrapped is None:
            return None
        try:
            stored = msgspec.json.decode(self._keys.unwrap(wrapped, _LABEL), type=_Stored)
        except (UnwrapFailed, msgspec.DecodeError):
            return None
        told = sha256(token.encode()).hexdigest()
        if stored.form.back != page or not compare_digest(stored.token_sha256, told):
            return None
        return stored.form if await self._redis.delete(_key(person_id)) else None

    def _person_of(self, mark: str) -> UUID | None:
        try:
            person_id = UUID(mark.partition(".")[0])
        except ValueError:
            return None
        return person_id if compare_digest(mark.encode(), self.author_mark(person_id).encode()) else None


def _key(person_id: UUID) -> str:
    return f"tianping:kept-form:{person_id}"
