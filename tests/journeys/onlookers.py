"""Everything everybody can look at: each readable route of the platform, through the session of each role.

Two looks can be compared: what time alone changes — the clock, countdowns, tokens — is taken out.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from uuid import uuid4

import httpx
from docx import Document
from litestar import Litestar

from app.demo.world import World

STRANGER = "stranger"
_AT_ONCE = 8
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TIME_ALONE = re.compile(
    r'平台时间 <time.*?</time>|data-(?:now|since)="[^"]*"|name="_csrf_token" value="[^"]*"|"now":"[^"]*"'
    r"|<!-- [^>]* -->|\d+天\d+小时|\d+小时\d+分"
)
# The audit log is made to be seen growing; what its entries tell is looked at separately.
_THE_LOG = ("/log", "/api/log/")
# The clock itself, the law, and pages without anybody's data.
_NOTHING_TO_READ = (
    "/training",
    "/api/training/",
    "/components",
    "/healthz",
    "/readyz",
    "/rules",
    "/api/rules",
)


@dataclass(frozen=True, kw_only=True)
class Look:
    """(who, path) → status and text."""

    answers: Mapping[tuple[str, str], tuple[int, str]]

    def changed_since(self, earlier: Look) -> list[tuple[str, str, str]]:
        """Where and for whom something else is answered now, and the lines that are new."""
        return [
            (*where, "\n".join(line for line in answer[1].splitlines() if line not in before[1]))
            for where, answer in self.answers.items()
            if answer != (before := earlier.answers[where])
        ]

    def telling(self, words: Iterable[str]) -> set[tuple[str, str, str]]:
        """Who can read which of these words where. The statutory least, of which another project on this platform may
        have fallen short meanwhile, tells nothing of this one."""
        words = tuple(words)
        return {
            (who, path, word)
            for (who, path), (_, text) in self.answers.items()
            for word in words
            if word in text.replace(f"不足{word}", "")
        }

    def failures(self) -> list[tuple[str, str]]:
        """Where the platform broke instead of answering."""
        return [where for where, (status, _) in self.answers.items() if status >= 500]


@dataclass(frozen=True, kw_only=True)
class Onlookers:
    """People and the paths they try."""

    clients: Mapping[str, httpx.AsyncClient]
    paths: Sequence[str]

    async def look(self) -> Look:
        """Everybody looks everywhere."""
        turns = asyncio.Semaphore(_AT_ONCE)

        async def one(who: str, path: str) -> tuple[tuple[str, str], tuple[int, str]]:
            async with turns:
                answer = await self.clients[who].get(path, headers={"accept": "text/html, */*"})
            return (who, path), (answer.status_code, _TIME_ALONE.sub("", text_of(answer)))

        looks = [one(who, path) for who in self.clients for path in self.paths]
        return Look(answers=dict(await asyncio.gather(*looks)))


async def onlookers(world: World, names: Iterable[str], *, paths: Sequence[str]) -> Onlookers:
    """The demo's people by sign-in name, and a stranger."""
    stranger = httpx.AsyncClient(base_url=world.base_url, timeout=60)
    clients = {name: (await world.member(name)).http for name in names}
    return Onlookers(clients={STRANGER: stranger} | clients, paths=paths)


def readable_paths(application: Litestar, *, lot_id: str, project_no: str, notice_no: str) -> tuple[str, ...]:
    """Every GET route, pointed at this lot, project and notice; other ids are nobody's."""
    found = {route.path for route in application.routes if "GET" in getattr(route, "methods", ())}
    wanted = (
        path
        for path in sorted(found)
        if "{path:path}" not in path and not path.startswith((*_THE_LOG, *_NOTHING_TO_READ))
    )
    return tuple(_pointed(path, lot_id, project_no, notice_no) for path in wanted)


def _pointed(path: str, lot_id: str, project_no: str, notice_no: str) -> str:
    path = re.sub(r"\{lot(_id)?:uuid\}", lot_id, path)
    path = path.replace("{no:str}", notice_no if "notices" in path else project_no)
    path = re.sub(r"\{\w+:uuid\}", str(uuid4()), path)
    return re.sub(r"\{\w+:int\}", "2026", path)


def text_of(answer: httpx.Response) -> str:
    """What a person reads: of a Word document its paragraphs and tables."""
    if answer.headers.get("content-type", "").startswith(_WORD):
        return word_text(answer.content)
    return answer.text


def word_text(content: bytes) -> str:
    """All text of a .docx, tables included; raises what python-docx raises for anything else."""
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
