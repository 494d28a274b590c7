"""Published texts are found by the pairs of their characters."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-29T08:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "index of published texts"

STATEMENTS = (
    """
    CREATE FUNCTION storage_pairs(whole text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT coalesce(array_agg(DISTINCT substr(whole, place, 2)), '{}')
        FROM generate_series(1, length(whole) - 1) AS place
    $$
    """,
    "CREATE INDEX storage_published_text_pairs ON storage_published_text USING gin (storage_pairs(text))",
    """
    ALTER TABLE storage_given_file ADD CONSTRAINT storage_given_file_hash_size CHECK (length(sha256) = 32)
    """,
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="storage", description=DESCRIPTION)

    async def run():
        engine = engine_finder()
        for statement in STATEMENTS:
            await engine.run_ddl(statement)

    manager.add_raw(run)
    return manager
