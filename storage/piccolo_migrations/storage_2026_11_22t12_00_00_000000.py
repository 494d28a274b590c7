"""What Piccolo cannot say: the clock, append-only triggers, references and partial indexes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-22T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "clock, append-only triggers, references, partial indexes"

APPEND_ONLY = {
    "storage_audit_entry": "UPDATE OR DELETE OR TRUNCATE",
    "storage_audit_node": "UPDATE OR DELETE OR TRUNCATE",
    "storage_audit_disclosure": "UPDATE OR DELETE OR TRUNCATE",
    "storage_instance": "UPDATE OR DELETE OR TRUNCATE",
    "storage_clock": "DELETE OR TRUNCATE",
}

STATEMENTS = (
    # ---- time
    """
    CREATE FUNCTION platform_now() RETURNS timestamptz LANGUAGE sql VOLATILE
    SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
        SELECT coalesce(
            (SELECT clock.platform_at + (clock_timestamp() - clock.real_at) * clock.factor::float8
             FROM storage_clock clock JOIN storage_instance instance ON instance.kind = 'training'),
            clock_timestamp())
    $$
    """,
    """
    CREATE FUNCTION storage_keep_clock() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
    DECLARE
        instant timestamptz := clock_timestamp();
    BEGIN
        IF NOT EXISTS (SELECT FROM storage_instance WHERE kind = 'training') THEN
            RAISE EXCEPTION 'only a training instance has a clock that can be set';
        END IF;
        IF TG_OP = 'UPDATE' AND EXISTS (SELECT FROM storage_audit_entry)
           AND NEW.platform_at + (instant - NEW.real_at) * NEW.factor::float8 + interval '1 millisecond'
             < OLD.platform_at + (instant - OLD.real_at) * OLD.factor::float8 THEN
            RAISE EXCEPTION 'the platform clock only moves forward';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER storage_clock_kept BEFORE INSERT OR UPDATE ON storage_clock
    FOR EACH ROW EXECUTE FUNCTION storage_keep_clock()
    """,
    # ---- what is never changed
    """
    CREATE FUNCTION storage_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% refuses %', TG_TABLE_NAME, TG_OP;
    END $$
    """,
    *(
        f"CREATE TRIGGER {table}_append_only BEFORE {events} ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION storage_refuse_change()"
        for table, events in APPEND_ONLY.items()
    ),
    *(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only" for table in APPEND_ONLY),
    """
    CREATE FUNCTION storage_audit_keep_order() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    BEGIN
        IF NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM storage_audit_entry) THEN
            RAISE EXCEPTION 'the next audit entry is not number %', NEW.seq;
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER storage_audit_entry_gapless BEFORE INSERT ON storage_audit_entry
    FOR EACH ROW EXECUTE FUNCTION storage_audit_keep_order()
    """,
    # ---- references
    """
    ALTER TABLE storage_audit_disclosure ADD CONSTRAINT storage_audit_disclosure_entry
    FOREIGN KEY (seq) REFERENCES storage_audit_entry (seq)
    """,
    """
    ALTER TABLE storage_delivery ADD CONSTRAINT storage_delivery_event
    FOREIGN KEY (event_id) REFERENCES storage_outbox (event_id)
    """,
    # ---- what is looked for all the time
    "CREATE INDEX storage_audit_entry_digests ON storage_audit_entry USING gin (digests)",
    "CREATE INDEX storage_outbox_unsent ON storage_outbox (id) WHERE sent_at IS NULL",
    """
    CREATE INDEX storage_delivery_due ON storage_delivery (next_try_at)
    WHERE done_at IS NULL AND dead_at IS NULL
    """,
    """
    CREATE INDEX storage_timer_due ON storage_timer (due_at)
    WHERE fired_at IS NULL AND cancelled_at IS NULL
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
