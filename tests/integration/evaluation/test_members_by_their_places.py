"""What the members' rows said of who sits where is found in the pool by the migration that took it out of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import asyncpg
from evaluation_cast import constitute, seated_room
from test_purchasers_representative import represented_lot, send

from evaluation.operations.follow_committee import follow_committee
from evaluation.operations.replace import Absence, replace_absent
from expert_pool.queries.committee import committee
from storage.clock import platform_now

PROJECT = Path(__file__).resolve().parents[3]
FORMER = """
CREATE TABLE told AS SELECT * FROM evaluation_member;
DROP VIEW evaluation_member;
ALTER TABLE evaluation_presence RENAME TO evaluation_member;
ALTER INDEX evaluation_presence_live_number RENAME TO evaluation_member_live_number;
DROP INDEX evaluation_presence_of_session;
ALTER TABLE evaluation_member DROP COLUMN call, DROP COLUMN representative,
    ADD seat smallint, ADD person uuid, ADD expert uuid, ADD is_leader boolean;
UPDATE evaluation_member row SET (seat, person, expert, is_leader) =
    (SELECT told.seat, told.person, told.expert, told.is_leader FROM told WHERE told.id = row.id);
DELETE FROM migration WHERE app_name = 'evaluation' AND name LIKE '2026-11-29T12:0%';
"""


async def test_every_row_finds_its_place_in_the_pool():
    """An expert and the purchaser's representative were replaced, and others sit in their seats now."""
    bidding, cast, lot_id, people = await represented_lot()
    room = await seated_room(bidding, cast, lot_id, people)
    await constitute(room)
    now = await platform_now()
    for is_delegate in (False, True):
        leaving = next(m for m in (await committee(lot_id)).members if m.is_representative is is_delegate)
        number = 1 + [one.person_id for one in room.experts].index(leaving.person_id)
        await replace_absent(
            actor=room.staff, session_id=room.session_id, word=Absence(number=number, reason="缺席"), now=now
        )
    await send(bidding, lot_id)
    await follow_committee(lot_id=lot_id, now=now)
    owner = await asyncpg.connect(os.environ["OWNER_DATABASE_URL"])
    constraints = await owner.fetch(
        "SELECT conname FROM pg_constraint WHERE conrelid = 'evaluation_presence'::regclass AND contype = 'c'"
    )
    await owner.execute(FORMER)
    for row in constraints:
        await owner.execute(f"ALTER TABLE evaluation_member DROP CONSTRAINT IF EXISTS {row['conname']}")
    migrated = _migrate()
    assert migrated.returncode == 0, migrated.stderr
    assert await owner.fetchval("SELECT count(*) FROM told WHERE state = 'replaced'") == 2
    assert await owner.fetch("TABLE evaluation_member ORDER BY id") == await owner.fetch(
        "TABLE told ORDER BY id"
    )
    await owner.close()


def _migrate() -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app.migrate"]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
