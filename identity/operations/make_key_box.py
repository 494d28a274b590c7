"""Register a key box made in the person's own browser."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from core.canonical import canonical_bytes
from core.errors import Conflict, Invalid
from identity.actor import Actor
from identity.permissions import Permission, check
from identity.tables import KeyBox
from storage import audit
from storage.database import transaction
from storage.keys import verify

LARGEST_WRAPPED = 4096
# The label and layout of bidding_room/sealing/SPEC.md, whose browser code makes the proof.
_POSSESSION = b"tianping/v1/possession\x00"


class NewKeyBox(Struct, frozen=True, kw_only=True):
    """Public halves and proof as raw bytes (base64 on the wire), private halves wrapped by the browser."""

    signing_public: bytes
    sealing_public: bytes
    wrapped: dict[str, str | int]
    proof: bytes


class AuditTag(StrEnum):
    KEY_BOX_MADE = "identity:key_box:make"


def possession_bytes(*, signing_public: bytes, sealing_public: bytes, person_id: UUID) -> bytes:
    """What the new signing key signs to show that its maker holds it and means this person."""
    return _POSSESSION + canonical_bytes(
        {"person": str(person_id), "sealing_key": sealing_public.hex(), "signing_key": signing_public.hex()}
    )


async def make_key_box(*, actor: Actor, new: NewKeyBox, now: datetime) -> UUID:
    """Put the actor's new key box in use; the former one is retired, and kept for panels frozen with it."""
    async with transaction():
        check(actor, Permission.KEY_BOX_MAKE)
        _check_box(actor=actor, new=new)
        if await KeyBox.exists().where(
            (KeyBox.signing_public == new.signing_public) | (KeyBox.sealing_public == new.sealing_public)
        ):
            raise Conflict(code="key-known", message="该公钥已登记，请重新生成")
        await KeyBox.update({KeyBox.retired_at: now}).where(
            (KeyBox.person == actor.person_id) & KeyBox.retired_at.is_null()
        )
        row = KeyBox(
            person=actor.person_id,
            signing_public=new.signing_public,
            sealing_public=new.sealing_public,
            wrapped=new.wrapped,
            made_at=now,
        )
        await row.save()
        await audit.record(
            AuditTag.KEY_BOX_MADE,
            actor=actor.audit_name,
            subject=str(row.id),
            facts={"signing_public": new.signing_public.hex(), "sealing_public": new.sealing_public.hex()},
            now=now,
            public=False,
        )
    return row.id


def _check_box(*, actor: Actor, new: NewKeyBox) -> None:
    if actor.person_id is None or len(new.signing_public) != 32 or len(new.sealing_public) != 32:
        raise Invalid(code="key-box-malformed", message="密钥盒格式不正确")
    if len(canonical_bytes(new.wrapped)) > LARGEST_WRAPPED:
        raise Invalid(code="key-box-malformed", message="密钥盒格式不正确")
    signed = possession_bytes(
        signing_public=new.signing_public, sealing_public=new.sealing_public, person_id=actor.person_id
    )
    if not verify(new.signing_public, signed, new.proof):
        raise Invalid(code="key-proof-wrong", message="无法确认您持有该密钥，请重新生成")
