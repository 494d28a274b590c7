"""What Piccolo cannot say: project numbers, what is fixed once published, the calendar, trigram and list indexes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-22T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "project numbers, guards of published things, trigram and list indexes"

STATEMENTS = (
    "CREATE SEQUENCE trading_project_serial",
    # ---- a published notice is never changed, an award and a ranking never at all
    """
    CREATE FUNCTION trading_keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.state = 'published' THEN
            RAISE EXCEPTION 'a published notice is not changed';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$
    """,
    """
    CREATE TRIGGER trading_notice_kept BEFORE UPDATE OR DELETE ON trading_notice
    FOR EACH ROW EXECUTE FUNCTION trading_keep_published()
    """,
    *(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION storage_refuse_change()"
        for table in ("trading_report", "trading_ranking", "trading_award")
    ),
    # ---- scheme and panel are fixed once the notice is out
    """
    CREATE FUNCTION trading_keep_noticed() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        lot_id uuid := CASE WHEN TG_OP = 'INSERT' THEN NEW.lot ELSE OLD.lot END;
    BEGIN
        IF (SELECT notice_published_at FROM trading_lot WHERE id = lot_id) IS NOT NULL THEN
            RAISE EXCEPTION '% is fixed once the notice is published', TG_TABLE_NAME;
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$
    """,
    *(
        f"CREATE TRIGGER {table}_kept BEFORE INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION trading_keep_noticed()"
        for table in ("trading_criterion", "trading_opening_officer")
    ),
    """
    CREATE FUNCTION trading_keep_times() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.notice_published_at IS NOT NULL AND ROW(
            NEW.notice_published_at, NEW.documents_until, NEW.bids_due_at, NEW.price_points,
            NEW.budget, NEW.ceiling_price, NEW.panel_threshold
        ) IS DISTINCT FROM ROW(
            OLD.notice_published_at, OLD.documents_until, OLD.bids_due_at, OLD.price_points,
            OLD.budget, OLD.ceiling_price, OLD.panel_threshold
        ) THEN
            RAISE EXCEPTION 'what the notice says of the lot is fixed once it is published';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER trading_lot_kept BEFORE UPDATE ON trading_lot
    FOR EACH ROW EXECUTE FUNCTION trading_keep_times()
    """,
    # ---- an arrangement made up for training exists on training instances only; none is taken back
    """
    CREATE FUNCTION trading_keep_calendar() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.provisional AND NOT EXISTS (SELECT FROM storage_instance WHERE kind = 'training') THEN
            RAISE EXCEPTION 'only a training instance has provisional holidays';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER trading_holiday_year_real BEFORE INSERT OR UPDATE ON trading_holiday_year
    FOR EACH ROW EXECUTE FUNCTION trading_keep_calendar()
    """,
    """
    CREATE TRIGGER trading_holiday_year_kept BEFORE DELETE ON trading_holiday_year
    FOR EACH ROW EXECUTE FUNCTION storage_refuse_change()
    """,
    # ---- what is looked for all the time
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX trading_notice_search ON trading_notice USING gin (search_text gin_trgm_ops)",
    """
    CREATE INDEX trading_notice_newest ON trading_notice (published_at DESC, no)
    WHERE state = 'published'
    """,
    "CREATE INDEX trading_lot_due ON trading_lot (bids_due_at) WHERE notice_published_at IS NOT NULL",
    "CREATE INDEX trading_lot_state_index ON trading_lot (state)",
    "CREATE INDEX trading_project_agency ON trading_project (agency)",
    "CREATE INDEX trading_project_tenderer ON trading_project (tenderer)",
    """
    CREATE UNIQUE INDEX trading_notice_one_in_force ON trading_notice (lot, kind)
    WHERE state <> 'withdrawn'
    """,
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="trading", description=DESCRIPTION)

    async def run():
        engine = engine_finder()
        for statement in STATEMENTS:
            await engine.run_ddl(statement)

    manager.add_raw(run)
    return manager
