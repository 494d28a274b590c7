"""Register a key box made in the person's own browser: first a challenge, then the box with its answer."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from typing import Annotated, TypeAlias
from uuid import UUID

from msgspec import Meta, Struct

from core.clock import local_day
from core.curve25519 import is_sealing_key, is_signing_key
from core.errors import Conflict, Forbidden, Invalid
from identity.actor import Actor
from identity.domain import check_wrapped
from identity.permissions import Permission, check
from identity.tables import KeyBox, KeyChallenge
from sealing.errors import ManifestRefused
from sealing.keybox import Possession, check_possession, sealed_challenge
from storage import audit
from storage.database import doubled_as, fetch_one, transaction
from web.form_fields import Blob, FewBytes, Number, Short

PATIENCE = timedelta(minutes=10)
ANSWER_BYTES = 32


WrappedKeys: TypeAlias = Annotated[dict[Short, Blob | Number], Meta(max_length=20)]


class KeyHalves(Struct, frozen=True, kw_only=True):
    """The public halves of a key box to come."""

    signing_public: FewBytes
    sealing_public: FewBytes


class NewKeyBox(KeyHalves, frozen=True, kw_only=True):
    """With the answer to the challenge, its proof, and the private halves wrapped by the browser."""

    wrapped: WrappedKeys
    answer: FewBytes
    proof: FewBytes


class Challenge(Struct, frozen=True, kw_only=True):
    """An answer sealed to the new sealing key, and the day (Beijing, YYYY-MM-DD) it is bound to."""

    day: str
    sealed: bytes


class AuditTag(StrEnum):
    KEY_BOX_MADE = "identity:key_box:make"


async def challenge_key_box(*, actor: Actor, word: KeyHalves, now: datetime) -> Challenge:
    """Ask for proof that both keys are held. It holds for ten minutes and makes one
    key box; a wrong answer, which nobody can guess, leaves it; a new one replaces it."""
    check(actor, Permission.KEY_BOX_MAKE)
    person_id = _person_id(actor)
    _check_keys(word)
    answer, day = secrets.token_bytes(ANSWER_BYTES), local_day(now)
    async with transaction():
        row = KeyChallenge(
            person=person_id,
            signing_public=word.signing_public,
            sealing_public=word.sealing_public,
            answer_sha256=sha256(answer).digest(),
            day=day,
            made_at=now,
        )
        await KeyChallenge.insert(row).on_conflict(
            target=KeyChallenge.person, action="DO UPDATE", values=_REPLACED
        )
    sealed = sealed_challenge(
        answer,
        person=str(person_id),
        day=day.isoformat(),
        signing_key=word.signing_public,
        sealing_key=word.sealing_public,
    )
    return Challenge(day=day.isoformat(), sealed=sealed)


_REPLACED = [
    KeyChallenge.signing_public,
    KeyChallenge.sealing_public,
    KeyChallenge.answer_sha256,
    KeyChallenge.day,
    KeyChallenge.made_at,
]


async def make_key_box(*, actor: Actor, word: NewKeyBox, now: datetime) -> UUID:
    """Put the actor's new key box in use; the former one is retired, and kept for panels frozen with it."""
    async with transaction():
        check(actor, Permission.KEY_BOX_MAKE)
        await _check_possession(person_id=_person_id(actor), new=word, now=now)
        check_wrapped(word.wrapped, signing=word.signing_public, sealing=word.sealing_public)
        if await KeyBox.exists().where(
            (KeyBox.signing_public == word.signing_public) | (KeyBox.sealing_public == word.sealing_public)
        ):
            raise _key_known()
        await KeyBox.update({KeyBox.retired_at: now}).where(
            (KeyBox.person == actor.person_id) & KeyBox.retired_at.is_null()
        )
        row = KeyBox(
            person=actor.person_id,
            signing_public=word.signing_public,
            sealing_public=word.sealing_public,
            wrapped=word.wrapped,
            made_at=now,
        )
        with doubled_as(_key_known):
            await row.save()
        await audit.record(
            AuditTag.KEY_BOX_MADE,
            actor=actor.audit_name,
            subject=str(row.id),
            facts={"signing_public": word.signing_public.hex(), "sealing_public": word.sealing_public.hex()},
            now=now,
            public=False,
        )
    return row.id


async def _check_possession(*, person_id: UUID, new: NewKeyBox, now: datetime) -> None:
    """Take the challenge out, so that it serves once, and hold the answer and the signature against it."""
    _check_keys(new)
    asked = await fetch_one(
        "DELETE FROM identity_key_challenge WHERE person = $1 AND signing_public = $2 AND sealing_public = $3"
        " RETURNING answer_sha256, day, made_at",
        person_id,
        new.signing_public,
        new.sealing_public,
    )
    if asked is None or not asked["made_at"] <= now < asked["made_at"] + PATIENCE:
        raise Conflict(code="key-challenge-missing", message="密钥验证已超时或已使用，请重新生成")
    if not compare_digest(sha256(new.answer).digest(), bytes(asked["answer_sha256"])):
        raise _unproven()
    try:
        check_possession(
            person=str(person_id),
            day=asked["day"].isoformat(),
            signing_key=new.signing_public,
            sealing_key=new.sealing_public,
            shown=Possession(answer=new.answer, proof=new.proof),
        )
    except ManifestRefused:
        raise _unproven() from None


def _unproven() -> Invalid:
    return Invalid(code="key-proof-wrong", message="无法确认您持有该密钥，请重新生成")


def _check_keys(halves: KeyHalves) -> None:
    if not is_signing_key(halves.signing_public) or not is_sealing_key(halves.sealing_public):
        raise Invalid(code="key-unusable", message="公钥不能使用，请重新生成")


def _person_id(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise Forbidden(code="not-a-person", message="密钥盒属于个人，系统不能持有")
    return actor.person_id


def _key_known() -> Conflict:
    return Conflict(code="key-known", message="该公钥已登记，请重新生成")
