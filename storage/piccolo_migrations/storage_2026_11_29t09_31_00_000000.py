"""An entry leaves the queue by getting its place, and in no other way; entries older than the queue stay as they are."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-29T09:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "queue of the audit log: order, triggers"

FIRST_TICKET = 1 << 40  # above any place of any log: rows keep one or the other

STATEMENTS = (
    f"ALTER SEQUENCE storage_audit_queue_ticket_seq MINVALUE {FIRST_TICKET} START {FIRST_TICKET} RESTART",
    f"""
    ALTER TABLE storage_audit_queue ADD CONSTRAINT storage_audit_queue_ticket_range CHECK (ticket >= {FIRST_TICKET})
    """,
    # ---- into the queue and out of it
    """
    CREATE FUNCTION storage_audit_refuse_loss() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM gone WHERE NOT EXISTS (
                SELECT FROM storage_audit_entry entry
                WHERE entry.ticket = gone.ticket AND entry.leaf_hash = gone.leaf_hash
            )
        ) THEN
            RAISE EXCEPTION '% refuses %', TG_TABLE_NAME, TG_OP;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER storage_audit_queue_append_only BEFORE UPDATE OR TRUNCATE ON storage_audit_queue
    FOR EACH STATEMENT EXECUTE FUNCTION storage_refuse_change()
    """,
    """
    CREATE TRIGGER storage_audit_queue_loses_nothing AFTER DELETE ON storage_audit_queue
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION storage_audit_refuse_loss()
    """,
    "ALTER TABLE storage_audit_queue ENABLE ALWAYS TRIGGER storage_audit_queue_append_only",
    "ALTER TABLE storage_audit_queue ENABLE ALWAYS TRIGGER storage_audit_queue_loses_nothing",
    # A batch goes on from the last place without a gap: asked once for all its rows.
    """
    CREATE OR REPLACE FUNCTION storage_audit_keep_order() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    DECLARE
        first bigint := (SELECT min(seq) FROM placed);
        next bigint := (SELECT coalesce(max(seq) + 1, 0) FROM storage_audit_entry WHERE seq < first);
    BEGIN
        IF first <> next OR (SELECT max(seq) - first + 1 <> count(*) FROM placed) THEN
            RAISE EXCEPTION 'the next audit entry is not number %', first;
        END IF;
        RETURN NULL;
    END $$
    """,
    "DROP TRIGGER storage_audit_entry_gapless ON storage_audit_entry",
    """
    CREATE TRIGGER storage_audit_entry_gapless AFTER INSERT ON storage_audit_entry
    REFERENCING NEW TABLE AS placed FOR EACH STATEMENT EXECUTE FUNCTION storage_audit_keep_order()
    """,
    # With its owner's rights: the application's role may not delete from the queue.
    """
    CREATE FUNCTION storage_audit_leave_queue() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    BEGIN
        DELETE FROM storage_audit_queue queued USING placed
        WHERE queued.ticket = placed.ticket AND queued.leaf_hash = placed.leaf_hash;
        RETURN NULL;
    END $$
    """,
    "REVOKE ALL ON FUNCTION storage_audit_leave_queue() FROM PUBLIC",
    """
    CREATE TRIGGER storage_audit_entry_leaves_queue AFTER INSERT ON storage_audit_entry
    REFERENCING NEW TABLE AS placed FOR EACH STATEMENT EXECUTE FUNCTION storage_audit_leave_queue()
    """,
    # ---- most entries name no hash
    "DROP INDEX storage_audit_entry_digests",
    "CREATE INDEX storage_audit_entry_digests ON storage_audit_entry USING gin (digests) WHERE digests <> '{}'",
    # ---- a disclosure may come before the place
    "ALTER TABLE storage_audit_disclosure DROP CONSTRAINT storage_audit_disclosure_entry",
    """
    CREATE FUNCTION storage_audit_refuse_unknown() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT FROM storage_audit_entry WHERE ticket = NEW.seq OR (ticket IS NULL AND seq = NEW.seq)
            UNION ALL SELECT FROM storage_audit_queue WHERE ticket = NEW.seq
        ) THEN
            RAISE EXCEPTION 'there is no audit entry number %', NEW.seq USING ERRCODE = 'foreign_key_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER storage_audit_disclosure_entry BEFORE INSERT ON storage_audit_disclosure
    FOR EACH ROW EXECUTE FUNCTION storage_audit_refuse_unknown()
    """,
    # ---- the clock runs from the first entry on, queued or placed
    """
    CREATE OR REPLACE FUNCTION storage_keep_clock() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
    DECLARE
        instant timestamptz := clock_timestamp();
    BEGIN
        IF NOT EXISTS (SELECT FROM storage_instance WHERE kind = 'training') THEN
            RAISE EXCEPTION 'only a training instance has a clock that can be set';
        END IF;
        IF TG_OP = 'UPDATE'
           AND EXISTS (SELECT FROM storage_audit_entry UNION ALL SELECT FROM storage_audit_queue)
           AND NEW.platform_at + (instant - NEW.real_at) * NEW.factor::float8 + interval '1 millisecond'
             < OLD.platform_at + (instant - OLD.real_at) * OLD.factor::float8 THEN
            RAISE EXCEPTION 'the platform clock only moves forward';
        END IF;
        RETURN NEW;
    END $$
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
