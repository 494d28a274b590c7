"""A log whose nodes lie in a table of their own is taken over: every proof is what it was."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime

import asyncpg
from run_servers import PROJECT, with_path

from storage import audit
from storage.merkle import verify_consistency, verify_inclusion

STEP = "2026-11-29T14:20:00:000000"
# What the step undid, with the nodes of the log as it stands.
BEFORE = """
CREATE TABLE storage_audit_node (id bigserial PRIMARY KEY, level smallint, index bigint, hash bytea);
INSERT INTO storage_audit_node (level, index, hash)
SELECT level, (seq + 1 >> level) - 1, CASE level WHEN 0 THEN leaf_hash ELSE substr(nodes, level * 32 - 31, 32) END
FROM storage_audit_entry, generate_series(0, length(nodes) / 32) AS level;
ALTER TABLE storage_audit_entry DROP COLUMN nodes;
DROP TABLE storage_audit_turn
"""


def migrated(name: str) -> str:
    urls = {url: with_path(os.environ[url], name) for url in ("DATABASE_URL", "OWNER_DATABASE_URL")}
    command = [sys.executable, "-m", "app.migrate"]
    return subprocess.run(
        command, cwd=PROJECT, env=os.environ | urls, capture_output=True, text=True, check=True
    ).stdout


async def test_nodes_move_into_their_entries(fresh_database: str, now: datetime) -> None:
    size = 37
    for number in range(size):
        await audit.record("test:move", actor="system", subject="x", facts={"n": number}, now=now)
    head = await audit.head()
    owner = await asyncpg.connect(fresh_database)
    await owner.execute(BEFORE)
    await owner.execute("DELETE FROM migration WHERE app_name = 'storage' AND name = $1", STEP)
    migrated(fresh_database.rpartition("/")[2])
    assert await owner.fetchval("SELECT to_regclass('storage_audit_node')") is None
    await owner.close()
    for entry in await audit.entries_from(seq=0, count=size):
        proof = await audit.inclusion(seq=entry.seq, size=size)
        assert verify_inclusion(leaf=entry.leaf_hash, index=entry.seq, size=size, proof=proof, root=head.root)
    await audit.record("test:move", actor="system", subject="x", facts={}, now=now)
    assert verify_consistency(
        first=size,
        second=size + 1,
        first_root=head.root,
        second_root=(await audit.head()).root,
        proof=await audit.consistency(first=size, second=size + 1),
    )
