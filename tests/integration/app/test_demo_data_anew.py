"""Demo data that was broken off is cleared and loaded anew; two demos take turns."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest
from run_servers import with_path

from app.demo.clear import NotForTraining, clear
from app.demo.turns import turn_on
from app.runtime import object_store
from app.settings import Settings

PROJECT = Path(__file__).resolve().parents[3]
WAITS = """
import sys
from app.demo.turns import turn_on
with turn_on(sys.argv[1], say=lambda text: print(text, flush=True)):
    print("begins", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def broken_off(settings: Settings, fresh_database: str) -> Settings:
    """A database and a bucket of its own."""
    name = fresh_database.rpartition("/")[2]
    return replace(
        settings,
        owner_database_url=fresh_database,
        database_url=with_path(settings.database_url, name),
        s3_bucket=f"clear-{secrets.token_hex(4)}",
    )


async def test_what_was_broken_off_goes_and_the_schema_can_be_made_again(broken_off: Settings) -> None:
    store = object_store(broken_off)
    await store.ensure_bucket()
    await store.put("bids/half", b"half")
    await clear(owner_database_url=broken_off.owner_database_url, bucket=object_store(broken_off))
    assert await store.keys("") == []
    owner = await asyncpg.connect(broken_off.owner_database_url)
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    assert await owner.fetchval(tables) == 0
    migrated = _migrate(broken_off)
    assert migrated.returncode == 0, migrated.stderr
    assert await owner.fetchval("SELECT count(*) FROM identity_person") == 0
    assert await owner.fetchval("SELECT kind FROM storage_instance") == "training"
    await owner.close()


def _migrate(settings: Settings) -> subprocess.CompletedProcess[str]:
    names = ("database_url", "owner_database_url", "s3_bucket")
    return subprocess.run(
        [sys.executable, "-m", "app.migrate"],
        cwd=PROJECT,
        env=os.environ | {name.upper(): getattr(settings, name) for name in names},
        capture_output=True,
        text=True,
        check=False,
    )


async def test_a_database_for_production_is_never_cleared(broken_off: Settings) -> None:
    owner = await asyncpg.connect(broken_off.owner_database_url)
    await owner.execute(
        "ALTER TABLE storage_instance DISABLE TRIGGER USER;"
        " UPDATE storage_instance SET kind = 'production'; ALTER TABLE storage_instance ENABLE TRIGGER USER"
    )
    with pytest.raises(NotForTraining):
        await clear(owner_database_url=broken_off.owner_database_url, bucket=object_store(broken_off))
    assert await owner.fetchval("SELECT kind FROM storage_instance") == "production"
    await owner.close()


def test_a_second_demo_waits_for_the_first_even_when_that_is_killed() -> None:
    address = f"http://{secrets.token_hex(4)}"
    first = subprocess.Popen(
        [sys.executable, "-c", WAITS, address], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert first.stdout
    assert first.stdout.readline() == b"begins\n"
    second = subprocess.Popen(
        [sys.executable, "-c", WAITS, address], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert second.stdout
    assert "等它结束" in second.stdout.readline().decode()
    with turn_on(f"{address}-elsewhere", say=pytest.fail):
        assert second.poll() is None
    first.kill()
    first.communicate()
    assert second.stdout.readline() == b"begins\n"
    second.communicate(timeout=60)
