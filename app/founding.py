"""`tianping administrator`: the first person of an instance."""

from __future__ import annotations

import asyncio
import sys

import asyncpg

from app.runtime import runtime
from app.settings import Settings
from core.clock import moment_text
from core.errors import DomainError
from identity.operations.enter_first_administrator import enter_first_administrator
from identity.operations.register_person import PersonEntry
from identity.roles import Role
from storage.clock import platform_now
from web.bodies import as_declared
from web.forms import FormRefused


def run(settings: Settings, *, sign_in_name: str, name: str) -> int:
    """Exit code 0 with the one-time password, or 2 with a sentence for each thing to correct."""
    typed: dict[str, object] = {
        "sign_in_name": sign_in_name,
        "name": name,
        "roles": [Role.ADMINISTRATOR.value],
    }
    try:
        said = asyncio.run(_entered(settings, typed))
    except DomainError as refusal:
        print(_told(refusal), file=sys.stderr)  # noqa: T201 - the answer of a command
        return 2
    print(said)  # noqa: T201 - the answer of a command
    return 0


async def nobody_registered(database_url: str) -> bool:
    """Whether this database knows no person yet; asked before anything of the platform runs in this process."""
    connection = await asyncpg.connect(database_url, timeout=10)
    try:
        return bool(await connection.fetchval("SELECT NOT EXISTS (SELECT FROM identity_person)"))
    finally:
        await connection.close()


def _told(refusal: DomainError) -> str:
    if not isinstance(refusal, FormRefused):
        return str(refusal)
    return "\n".join(f"{field}: {error.message}" for field, error in refusal.errors.items())


async def _entered(settings: Settings, typed: dict[str, object]) -> str:
    entry: PersonEntry = as_declared(typed, PersonEntry)
    async with runtime(settings):
        made = await enter_first_administrator(entry=entry, now=await platform_now())
    until = moment_text(made.until)
    return f"{entry.sign_in_name} signs in once with {made.password} before {until} (Beijing) and sets a new password."
