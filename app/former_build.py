"""Takes over databases of the build in which the migrations were many: they have all that the first steps make.

Not for older ones, which lack steps that are told nowhere any more.
"""

import asyncpg

from app.embedded import CannotStart

CARRIER = "706d6a4"  # the last commit whose build brings an older database as far as these first steps
FIRST_STEP = "2026-11-29T13:15:00:000000"
LAST_BEFORE = {
    "storage": "2026-11-29T09:31:00:000000",
    "identity": "2026-11-29T06:21:00:000000",
    "trading": "2026-11-29T13:10:00:000000",
    "expert_pool": "2026-11-29T12:00:00:000000",
    "bidding_room": "2026-11-29T12:40:00:000000",
    "evaluation": "2026-11-29T12:01:00:000000",
}

# The table was renamed on the way, and PostgreSQL left what it had named after it.
_NAMES = """
DO $$ DECLARE former text; BEGIN
    FOR former IN
        SELECT conname FROM pg_constraint
        WHERE conrelid = 'evaluation_presence'::regclass AND starts_with(conname, 'evaluation_member_')
    LOOP
        EXECUTE format('ALTER TABLE evaluation_presence RENAME CONSTRAINT %I TO %I',
                       former, replace(former, '_member_', '_presence_'));
    END LOOP;
END $$
"""


async def take_over(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Nothing for a new database and for one that has its first steps.

    Raises CannotStart, and changes nothing, where a package has not come to the last of its former steps.
    """
    if await connection.fetchval("SELECT to_regclass('public.migration')") is None:
        return
    done = {(row["app_name"], row["name"]) for row in await connection.fetch("TABLE migration")}
    if not done or done & {(package, FIRST_STEP) for package in LAST_BEFORE}:
        return
    if missing := sorted(package for package, _ in LAST_BEFORE.items() - done):
        raise CannotStart(
            f"This database was last started with an older build; its {', '.join(missing)} lacks steps that "
            f"this build does not have: start it once with the build of commit {CARRIER}, then with this one "
            "(docs/operations.md)."
        )
    async with connection.transaction():
        await connection.execute(_NAMES)
        await connection.executemany(
            "INSERT INTO migration (app_name, name, ran_on) VALUES ($1, $2, localtimestamp)",
            [(package, FIRST_STEP) for package in LAST_BEFORE],
        )
