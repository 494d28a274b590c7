"""Codes of six digits by which a mobile or a mailbox is shown to be somebody's own.

A code is computed from its row's id with the platform's key and stands nowhere: not in the row, not in the event that
has it sent, not in a log; sending it again sends the same. It serves ten minutes of real time, once, and five tries.
"""

from __future__ import annotations

import hmac
from enum import StrEnum
from typing import Annotated, TypeAlias
from uuid import UUID

from msgspec import Meta

from core.errors import Invalid
from storage.database import fetch_one, transaction
from storage.keys import platform_keys

#: A code as it is typed.
Code: TypeAlias = Annotated[
    str,
    Meta(
        max_length=20,
        title="验证码",
        description="6位数字，10分钟内有效",
        extra={"autocomplete": "one-time-code"},
    ),
]
MOST_TRIES = 5


class Purpose(StrEnum):
    """What a code serves for; it serves for nothing else."""

    JOIN = "join"
    RECOVER = "recover"
    OWN = "own"


_TRY = """
UPDATE identity_contact_code SET tries = tries + 1
WHERE id = $1 AND purpose = $3 AND tries < $2 AND used_at IS NULL AND until > clock_timestamp() RETURNING contact
"""
_USE = "UPDATE identity_contact_code SET used_at = clock_timestamp() WHERE id = $1 AND used_at IS NULL RETURNING id"


def code_of(code_id: UUID) -> str:
    """Six digits that nobody without the platform's key can compute."""
    number = int(platform_keys().handle("contact-code", str(code_id)), 16) % 10**6
    return f"{number:06d}"


async def contact_shown(code_id: UUID, typed: str, *, purpose: Purpose) -> str:
    """Whose code it is, if `typed` is right; the try is counted before it is looked at, whatever comes after.

    Raises `Invalid` (`code-over`, `code-wrong`).
    """
    async with transaction():
        row = await fetch_one(_TRY, code_id, MOST_TRIES, purpose.value)
    if row is None:
        raise Invalid(
            code="code-over", message="验证码已失效或者输错次数过多，请返回上一步重新获取", field="code"
        )
    if not hmac.compare_digest(code_of(code_id).encode(), typed.strip().encode()):
        raise code_wrong()
    return str(row["contact"])


async def use_up(code_id: UUID) -> None:
    """Within the transaction of what the code serves for. Raises `Invalid` (`code-over`) when somebody was faster."""
    if await fetch_one(_USE, code_id) is None:
        raise Invalid(code="code-over", message="验证码已使用", field="code")


def code_wrong() -> Invalid:
    """The same for a wrong code and for a contact that does not fit: somebody's already, or nobody's."""
    return Invalid(code="code-wrong", message="验证码不正确", field="code")
