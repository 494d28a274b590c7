"""`tianping rules check`: what the linter finds, for a terminal or a pipeline."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from app.runtime import runtime
from app.settings import Settings
from core.errors import DomainError
from storage.clock import platform_now
from trading.projects.domain.findings import WEIGHT_TITLES, Finding, Weight
from trading.projects.queries.linting import findings_in, findings_of, read_draft
from trading.rules import official_calendar

#: Columns where nobody says how many there are: a file, a pipe.
WIDTH = 200
_COLUMNS = ("", "rule", "finding", "article", "evidence", "where", "reason")


def console() -> Console:
    """As wide as the terminal, or wide enough for whole sentences."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)


def check_project(settings: Settings, no: str) -> int:
    """Of the running platform; exit code as `_told`."""
    return _told(lambda: asyncio.run(_found(settings, no)))


def check_file(path: Path, *, day: date) -> int:
    """Of a file, by the law of `day` and the years the programme knows; exit code as `_told`."""

    def found() -> tuple[Finding, ...]:
        draft = read_draft(path.read_bytes())
        return findings_in(draft, day=day, now=datetime.now(UTC), calendar=official_calendar())

    return _told(found)


async def _found(settings: Settings, no: str) -> tuple[Finding, ...]:
    async with runtime(settings):
        return await findings_of(project_no=no, now=await platform_now())


def _told(find: Callable[[], tuple[Finding, ...]]) -> int:
    """0 where the project may be handed in, 1 where something keeps it from that, 2 with a sentence for a misuse."""
    try:
        found = find()
    except DomainError as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201 - the answer of a command
        return 2
    if not found:
        print("Nothing found.")  # noqa: T201 - the answer of a command
        return 0
    table = Table(*_COLUMNS, box=None, pad_edge=False)
    for one in found:
        where = f"{one.page}#{one.field}" if one.field else one.page
        table.add_row(
            WEIGHT_TITLES[one.severity], one.rule, one.message, one.article, one.evidence, where, one.kept
        )
    console().print(table)
    return int(any(one.severity is Weight.BLOCKS or not one.kept for one in found))
