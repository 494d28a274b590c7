"""Messages out of the house: a real SMTP dialogue and a real POST, on this machine; and the spool."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import uuid4

import httpx
import pytest

from storage.database import execute
from storage.messages import Message, Spool, spooled
from storage.sending import NoWayOut, Outward

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(talk: Talk) -> AsyncIterator[int]:
    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def message(to: str) -> Message:
    return Message(id=uuid4(), to=to, subject="验证码", text="验证码123456")


async def test_mail_is_handed_to_the_server() -> None:
    heard: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        in_data = False
        while line := await reader.readline():
            heard.append(line)
            if in_data:
                in_data = line != b".\r\n"
                if not in_data:
                    writer.write(b"250 taken\r\n")
                continue
            in_data = line.upper().startswith(b"DATA")
            if line.upper().startswith(b"QUIT"):
                writer.write(b"221 bye\r\n")
                break
            writer.write(b"354 go on\r\n" if in_data else b"250 yes\r\n")
        writer.close()

    async with listening(talk) as port:
        way = Outward(smtp_url=f"smtp://127.0.0.1:{port}", mail_from="platform@example.cn")
        await way.send(message("someone@example.cn"))
    told = b"".join(heard).lower()
    assert b"rcpt to:<someone@example.cn>" in told
    assert b"from: platform@example.cn" in told


@pytest.mark.parametrize(("status", "raises"), [("200 OK", False), ("500 No", True)])
async def test_a_text_message_is_posted_to_the_gateway_with_its_token(status: str, raises: bool) -> None:
    heard: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        heard.append(await reader.read(4096))
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    async with listening(talk) as port:
        way = Outward(gateway_url=f"http://127.0.0.1:{port}/send", gateway_token="t0ken")
        if raises:
            with pytest.raises(httpx.HTTPStatusError):
                await way.send(message("13800000000"))
        else:
            await way.send(message("13800000000"))
    told = b"".join(heard)
    assert b"authorization: bearer t0ken" in told.lower()
    assert b"13800000000" in told


async def test_without_a_way_nothing_is_reached() -> None:
    nowhere = Outward()
    assert not nowhere.reaches("13800000000")
    assert not Outward(smtp_url="smtp://127.0.0.1").reaches("a@example.cn"), "a mail needs a sender"
    with pytest.raises(NoWayOut):
        await nowhere.send(message("13800000000"))


def test_no_repr_tells_what_is_secret() -> None:
    shown = repr(message("13800000000")) + repr(
        Outward(smtp_url="smtps://u:s3cret@host", gateway_token="t0ken", gateway_url="https://g")
    )
    assert not any(secret in shown for secret in ("13800000000", "123456", "s3cret", "t0ken"))


async def test_the_spool_keeps_a_message_once_and_for_a_day(database: None) -> None:
    one = message("13900000001")
    await Spool().send(one)
    await Spool().send(one)
    assert [kept.receiver for kept in await spooled()].count("13900000001") == 1
    await execute("UPDATE storage_spooled_message SET at = at - interval '25 hours' WHERE id = $1", one.id)
    await Spool().send(message("13900000002"))
    assert "13900000001" not in [kept.receiver for kept in await spooled()]
