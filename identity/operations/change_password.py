"""Change one's own password."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from core.errors import Invalid
from identity.actor import Actor
from identity.domain import check_password
from identity.operations.sign_in import confirm_password
from identity.passwords import hash_password
from storage import audit
from storage.database import fetch_one, transaction
from web.form_fields import Password


class NewPassword(Struct, frozen=True, kw_only=True):
    """The present password, and the one to come."""

    present: Annotated[Password, Meta(title="当前密码")]
    password: Annotated[
        Password,
        Meta(title="新密码", description="至少10个字符", extra={"autocomplete": "new-password"}),
    ]


class AuditTag(StrEnum):
    PASSWORD_CHANGED = "identity:password:change"  # noqa: S105 — a tag, not a password


async def change_password(*, actor: Actor, word: NewPassword, now: datetime) -> int:
    """Refuses a wrong present password (`password-wrong`) and a short new one (`password-too-short`).

    Every session of the person ends; the caller's own goes on under the number returned.
    """
    await confirm_password(actor=actor, password=word.present, field="present")
    check_password(word.password)
    if word.password == word.present:
        raise Invalid(code="password-same", message="新密码不得与当前密码相同", field="password")
    password_hash = await hash_password(word.password)
    async with transaction():
        epoch = await fetch_one(
            "UPDATE identity_person SET password_hash = $2, one_time_until = NULL, session_epoch = session_epoch + 1"
            " WHERE id = $1 RETURNING session_epoch",
            actor.person_id,
            password_hash,
        )
        assert epoch is not None
        await audit.record(
            AuditTag.PASSWORD_CHANGED,
            actor=actor.audit_name,
            subject=str(actor.person_id),
            facts={},
            now=now,
            public=False,
        )
    return int(epoch["session_epoch"])
