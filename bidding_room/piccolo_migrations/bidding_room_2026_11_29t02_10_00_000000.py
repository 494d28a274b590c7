"""The code of why a bid stayed shut, refused shares by name, irregularities; what is on record of a release only grows."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import JSONB, Varchar
from piccolo.engine.finder import engine_finder

ID = "2026-11-29T02:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "why a bid stayed shut, refused shares, irregularities; releases only grow"

STATEMENTS = (
    """
    CREATE FUNCTION bidding_room_release_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR NEW.shares_verified < OLD.shares_verified OR NEW.shares_refused < OLD.shares_refused
            OR (NEW.opening, NEW.ordinal, NEW.person, NEW.released_at)
                IS DISTINCT FROM (OLD.opening, OLD.ordinal, OLD.person, OLD.released_at)
        THEN
            RAISE EXCEPTION 'what is on record of a release only grows'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bidding_room_release_grows';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER bidding_room_release_keep BEFORE UPDATE OR DELETE ON bidding_room_share_release
        FOR EACH ROW EXECUTE FUNCTION bidding_room_release_keep()
    """,
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="bidding_room", description=DESCRIPTION)
    for table, column in (("ShareRelease", "refused_shares"), ("Opening", "irregularities")):
        manager.add_column(
            table_class_name=table,
            tablename={"ShareRelease": "bidding_room_share_release", "Opening": "bidding_room_opening"}[table],
            column_name=column,
            db_column_name=column,
            column_class_name="JSONB",
            column_class=JSONB,
            params={"default": "[]", "null": False},
            schema=None,
        )
    manager.add_column(
        table_class_name="OpenedBid",
        tablename="bidding_room_opened_bid",
        column_name="failure",
        db_column_name="failure",
        column_class_name="Varchar",
        column_class=Varchar,
        params={"length": 40, "default": None, "null": True},
        schema=None,
    )
    manager.alter_column(
        table_class_name="OpenedFile",
        tablename="bidding_room_opened_file",
        column_name="media_type",
        db_column_name="media_type",
        params={"length": 170},
        old_params={"length": 120},
        column_class=Varchar,
        old_column_class=Varchar,
        schema=None,
    )

    async def run() -> None:
        database = engine_finder()
        assert database is not None
        for statement in STATEMENTS:
            await database.run_ddl(statement)

    manager.add_raw(run)
    return manager
