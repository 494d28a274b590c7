"""A database of the build with many migrations goes on as it is; an older one is refused, unchanged."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
from run_servers import with_path

from app.former_build import FIRST_STEP, LAST_BEFORE
from app.settings import Settings

PROJECT = Path(__file__).resolve().parents[3]
STEPS = "SELECT app_name, name FROM migration ORDER BY app_name, name"
# What PostgreSQL had named after the table's first name.
FORMER_NAMES = """
ALTER TABLE evaluation_presence RENAME CONSTRAINT evaluation_presence_pkey TO evaluation_member_pkey;
ALTER TABLE evaluation_presence RENAME CONSTRAINT evaluation_presence_session_fkey TO evaluation_member_session_fkey
"""
NAMES = "SELECT conname FROM pg_constraint WHERE conrelid = 'evaluation_presence'::regclass"


@pytest.fixture
async def owner(fresh_database: str) -> asyncpg.Connection:
    """To a database whose steps are the former build's, with an organisation in it."""
    connection = await asyncpg.connect(fresh_database)
    await connection.execute("DELETE FROM migration WHERE name = $1", FIRST_STEP)
    await connection.executemany(
        "INSERT INTO migration (app_name, name, ran_on) VALUES ($1, $2, localtimestamp)", LAST_BEFORE.items()
    )
    await connection.execute(FORMER_NAMES)
    await connection.execute(
        "INSERT INTO identity_organisation (name, name_key, uscc) VALUES ('某公司', '某公司', '91510100MA0000000A')"
    )
    yield connection
    await connection.close()


def migrate(settings: Settings, owners_url: str) -> subprocess.CompletedProcess[str]:
    urls = {
        "DATABASE_URL": with_path(settings.database_url, owners_url.rpartition("/")[2]),
        "OWNER_DATABASE_URL": owners_url,
    }
    command = [sys.executable, "-m", "app.migrate"]
    return subprocess.run(
        command, cwd=PROJECT, env=os.environ | urls, capture_output=True, text=True, check=False
    )


async def test_the_former_builds_database_is_told_that_its_first_steps_are_done(
    owner: asyncpg.Connection, settings: Settings, fresh_database: str
) -> None:
    migrated = migrate(settings, fresh_database)
    assert migrated.returncode == 0, migrated.stderr
    assert {tuple(row) for row in await owner.fetch(STEPS)} >= {
        (package, FIRST_STEP) for package in LAST_BEFORE
    }
    assert await owner.fetchval("SELECT name FROM identity_organisation") == "某公司"
    assert not [row["conname"] for row in await owner.fetch(NAMES) if "_member_" in row["conname"]]
    assert migrate(settings, fresh_database).stdout == "The database is up to date.\n"


async def test_an_older_database_must_first_meet_the_former_build(
    owner: asyncpg.Connection, settings: Settings, fresh_database: str
) -> None:
    await owner.execute("DELETE FROM migration WHERE app_name = 'trading'")
    before = await owner.fetch(STEPS)
    refused = migrate(settings, fresh_database)
    assert refused.returncode == 2
    assert "its trading lacks steps" in refused.stderr
    assert "start it once with the build of commit" in refused.stderr
    assert await owner.fetch(STEPS) == before
