"""Messages out of the house: SMTP for mailboxes, one POST to a gateway for mobiles.

The gateway gets `{"id", "to", "text"}` as JSON with a bearer token, and answers 2xx once it has taken the message; the
same `id` again is the same message. A mail server is spoken to over TLS, but for one on this machine.
"""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import httpx

from storage.messages import Message

SECONDS = 20
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class NoWayOut(Exception):
    """There is neither mail server nor gateway for such a receiver."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outward:
    """`smtp_url`: `smtps://user:password@host:465`, or `smtp://…:587` with STARTTLS; empty where there is none."""

    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    gateway_url: str = ""
    gateway_token: str = field(default="", repr=False)

    def reaches(self, to: str) -> bool:
        return bool(self.smtp_url and self.mail_from) if "@" in to else bool(self.gateway_url)

    async def send(self, message: Message) -> None:
        """Raises `NoWayOut`, `smtplib.SMTPException`, `httpx.HTTPError`, `OSError`."""
        if not self.reaches(message.to):
            raise NoWayOut
        if "@" in message.to:
            await asyncio.to_thread(self._mail, message)
        else:
            await self._text(message)

    async def _text(self, message: Message) -> None:
        async with httpx.AsyncClient(timeout=SECONDS) as client:
            answer = await client.post(
                self.gateway_url,
                json={"id": str(message.id), "to": message.to, "text": message.text},
                headers={"Authorization": f"Bearer {self.gateway_token}"},
            )
            answer.raise_for_status()

    def _mail(self, message: Message) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.mail_from, message.to, message.subject
        mail["Message-ID"] = f"<{message.id}@{self.mail_from.rpartition('@')[2]}>"
        mail.set_content(message.text)
        with self._server() as server:
            server.send_message(mail)

    def _server(self) -> smtplib.SMTP:
        parts, safe = urlsplit(self.smtp_url), ssl.create_default_context()
        host = parts.hostname or ""
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=safe)
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=SECONDS)
            if host not in _LOOPBACK:
                server.starttls(context=safe)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server
