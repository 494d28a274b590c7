"""The committee's places in two views for the packages above: the experts' seats, and those of the purchaser."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-29T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "places"

STATEMENTS = (
    """
    CREATE VIEW expert_pool_called AS
    SELECT seat.id, seat.number AS seat, seat.expert, expert.person, seat.is_leader
    FROM expert_pool_seat seat JOIN expert_pool_expert expert ON expert.id = seat.expert
    """,
    """
    CREATE VIEW expert_pool_sent AS
    SELECT sent.id, (draw.size + sent.ordinal)::smallint AS seat, sent.person
    FROM expert_pool_representative sent JOIN expert_pool_draw draw ON draw.id = sent.draw
    """,
    "CREATE INDEX expert_pool_representative_person ON expert_pool_representative (person)",
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="expert_pool", description=DESCRIPTION)

    async def run():
        engine = engine_finder()
        for statement in STATEMENTS:
            await engine.run_ddl(statement)

    manager.add_raw(run)
    return manager
