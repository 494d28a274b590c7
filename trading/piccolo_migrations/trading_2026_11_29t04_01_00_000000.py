"""Places for rankings recorded before there were any, and guards of what is never changed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-29T04:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "places of old rankings, guards of passings over, letters and the tie rule"

STATEMENTS = (
    # Equals of old rankings come in an order nobody chose.
    "ALTER TABLE trading_ranking DISABLE TRIGGER trading_ranking_kept",
    """
    UPDATE trading_ranking ranking SET place = found.place FROM (
        SELECT id, row_number() OVER (PARTITION BY lot ORDER BY rank, md5(lot::text || bidder::text)) AS place
        FROM trading_ranking WHERE rank IS NOT NULL
    ) found WHERE found.id = ranking.id
    """,
    "ALTER TABLE trading_ranking ENABLE TRIGGER trading_ranking_kept",
    *(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION storage_refuse_change()"
        for table in ("trading_passed_over", "trading_letter")
    ),
    """
    CREATE OR REPLACE FUNCTION trading_keep_times() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.notice_published_at IS NOT NULL AND ROW(
            NEW.notice_published_at, NEW.documents_until, NEW.bids_due_at, NEW.price_points,
            NEW.budget, NEW.ceiling_price, NEW.panel_threshold, NEW.tie_rule
        ) IS DISTINCT FROM ROW(
            OLD.notice_published_at, OLD.documents_until, OLD.bids_due_at, OLD.price_points,
            OLD.budget, OLD.ceiling_price, OLD.panel_threshold, OLD.tie_rule
        ) THEN
            RAISE EXCEPTION 'what the notice says of the lot is fixed once it is published';
        END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE INDEX trading_letter_addressee ON trading_letter (addressee, issued_at DESC)",
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="trading", description=DESCRIPTION)

    async def run():
        engine = engine_finder()
        for statement in STATEMENTS:
            await engine.run_ddl(statement)

    manager.add_raw(run)
    return manager
