"""Put the same keys under another passphrase. The platform sees neither passphrase nor keys."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from core.canonical import canonical_bytes
from core.errors import Invalid, NotFound
from identity.actor import Actor
from identity.domain import check_wrapped
from identity.operations.make_key_box import WrappedKeys
from identity.permissions import Permission, check
from identity.tables import KeyBox
from sealing.labels import Label
from sealing.signing import is_signed
from storage import audit
from storage.database import transaction
from web.form_fields import FewBytes


class Rewrapped(Struct, frozen=True, kw_only=True):
    """The new wrapped form, and the box's own signature over it: a stolen session alone cannot destroy a box."""

    wrapped: WrappedKeys
    proof: FewBytes


class AuditTag(StrEnum):
    KEY_BOX_REWRAPPED = "identity:key_box:rewrap"


async def rewrap_key_box(*, actor: Actor, box_id: UUID, word: Rewrapped, now: datetime) -> None:
    """Put one's own keys under another passphrase; the keys stay.

    Refuses (`key-box-unknown`, `key-box-malformed`, `key-proof-wrong`).
    """
    async with transaction():
        check(actor, Permission.KEY_BOX_MAKE)
        row = await KeyBox.objects().where(KeyBox.id == box_id).lock_rows("UPDATE").first()
        if row is None or actor.person_id is None or row.person != actor.person_id:
            raise NotFound(code="key-box-unknown", message="没有这个密钥盒")
        check_wrapped(word.wrapped, signing=row.signing_public, sealing=row.sealing_public)
        said = canonical_bytes({"person": str(actor.person_id), "wrapped": word.wrapped})
        if not is_signed(said, label=Label.REWRAP, public=row.signing_public, signature=word.proof):
            raise Invalid(code="key-proof-wrong", message="无法确认您持有该密钥，口令未修改")
        await KeyBox.update({KeyBox.wrapped: word.wrapped}).where(KeyBox.id == box_id)
        await audit.record(
            AuditTag.KEY_BOX_REWRAPPED,
            actor=actor.audit_name,
            subject=str(box_id),
            facts={},
            now=now,
            public=False,
        )
