"""Messages to a mobile or a mailbox, by whichever way this instance has.

A training instance spools them in a table that administrators read; a real one hands them to a mail server and to a
gateway of a telephone company (`storage.sending`). What a message says reaches no log.
Not for: when something is told, and to whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from storage.database import execute, fetch
from storage.held import Held

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`id` is the same however often it is sent; `to` is an e-mail address, or a mobile number of eleven digits."""

    id: UUID
    to: str
    subject: str
    text: str

    def __repr__(self) -> str:
        """Without receiver and text: reprs reach logs."""
        return f"Message(id={self.id!r})"


class Messenger(Protocol):
    """A way out for messages; raises whatever it could not be sent for, to be tried again."""

    async def send(self, message: Message) -> None: ...

    def reaches(self, to: str) -> bool:
        """Whether there is a way to such a receiver at all."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SpooledMessage:
    """As it would have been sent."""

    receiver: str
    subject: str
    text: str
    at: datetime


class Spool:
    """Keeps for a day what would be sent; for training instances only."""

    async def send(self, message: Message) -> None:
        await execute(
            "DELETE FROM storage_spooled_message WHERE at < clock_timestamp() - interval '1 day'",
        )
        await execute(
            "INSERT INTO storage_spooled_message (id, receiver, subject, text, at)"
            " VALUES ($1, $2, $3, $4, clock_timestamp()) ON CONFLICT (id) DO NOTHING",
            message.id,
            message.to,
            message.subject,
            message.text,
        )

    def reaches(self, to: str) -> bool:  # noqa: ARG002 - the protocol's signature
        return True


async def spooled() -> tuple[SpooledMessage, ...]:
    """The newest fifty of the spool."""
    rows = await fetch(
        "SELECT receiver, subject, text, at FROM storage_spooled_message ORDER BY at DESC LIMIT $1",
        MOST_SHOWN,
    )
    return tuple(SpooledMessage(**dict(row)) for row in rows)


#: The process's way out.
messenger = Held[Messenger](__name__)
use = messenger.use
