"""Every row finds its place in the pool; then what the pool keeps goes. A row without a place stops the migration."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.constraints import Check
from piccolo.engine.finder import engine_finder

ID = "2026-11-29T12:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "presence without what the pool keeps"

# Somebody may have been called to one seat by several draws of the lot: who sits now, by the session's; who was
# replaced, by the newest that had called them by then.
STATEMENTS = (
    """
    UPDATE evaluation_presence presence SET call = (
        SELECT seat.id FROM expert_pool_seat seat JOIN expert_pool_draw draw ON draw.id = seat.draw
        WHERE draw.lot = session.lot AND seat.expert = presence.expert AND seat.number = presence.seat
            AND seat.invited_at <= coalesce(presence.replaced_at, 'infinity')
        ORDER BY (presence.state <> 'replaced' AND seat.draw = session.draw) DESC, seat.invited_at DESC LIMIT 1
    ) FROM evaluation_session session
    WHERE session.id = presence.session AND presence.expert IS NOT NULL
    """,
    """
    UPDATE evaluation_presence presence SET representative = (
        SELECT sent.id FROM expert_pool_representative sent JOIN expert_pool_draw draw ON draw.id = sent.draw
        WHERE draw.lot = session.lot AND sent.person = presence.person
            AND draw.size + sent.ordinal = presence.seat
            AND sent.named_at <= coalesce(presence.replaced_at, 'infinity')
        ORDER BY (presence.state <> 'replaced' AND sent.draw = session.draw) DESC, sent.named_at DESC LIMIT 1
    ) FROM evaluation_session session
    WHERE session.id = presence.session AND presence.expert IS NULL
    """,
    """
    CREATE UNIQUE INDEX evaluation_presence_live_place ON evaluation_presence (coalesce(call, representative))
    WHERE state <> 'replaced'
    """,
    "CREATE INDEX evaluation_presence_of_session ON evaluation_presence (session)",
    "ALTER INDEX evaluation_member_live_number RENAME TO evaluation_presence_live_number",
    """
    DO $$ BEGIN EXECUTE replace(
        pg_get_functiondef('evaluation_keep_scores'::regproc), 'evaluation_member', 'evaluation_presence'
    ); END $$
    """,
    # No union, into which no condition of a join would reach: every member is found by an index.
    """
    CREATE VIEW evaluation_member AS
    SELECT presence.id, presence.session, coalesce(presence.call, presence.representative) AS place,
           coalesce(called.seat, sent.seat) AS seat, presence.number,
           coalesce(called.person, sent.person) AS person, called.expert, presence.state,
           coalesce(called.is_leader, false) AND presence.state = 'declared' AS is_leader,
           presence.entered_at, presence.declared_at, presence.replaced_at, presence.replaced_reason
    FROM evaluation_presence presence
    LEFT JOIN expert_pool_called called ON called.id = presence.call
    LEFT JOIN expert_pool_sent sent ON sent.id = presence.representative
    """,
)
GOING = ("declared", "declared_at", "entered", "leader", "numbers", "replaced", "state")
COMING = {
    "seat": "num_nonnulls(call, representative) = 1",
    "state": "state IN ('expected', 'present', 'declared', 'replaced')",
    "number": "number >= 1",
    "entered": "state IN ('expected', 'replaced') OR entered_at IS NOT NULL",
    "declared": "state IN ('declared', 'replaced') OR declared_at IS NULL",
    "declared_at": "state <> 'declared' OR declared_at IS NOT NULL",
    "replaced": "(state = 'replaced') = (replaced_at IS NOT NULL) AND (replaced_at IS NULL) = (replaced_reason = '')",
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="evaluation", description=DESCRIPTION)

    async def run():
        engine = engine_finder()
        for statement in STATEMENTS:
            await engine.run_ddl(statement)

    manager.add_raw(run)
    table = {"table_class_name": "Presence", "tablename": "evaluation_presence", "schema": None}
    for column in ("expert", "is_leader", "person", "seat"):
        manager.drop_column(column_name=column, db_column_name=column, **table)
    for name in GOING:
        manager.drop_constraint(constraint_name=f"evaluation_member_{name}", **table)
    for name, condition in COMING.items():
        manager.add_constraint(
            constraint_name=f"evaluation_presence_{name}",
            constraint_class=Check,
            params={"condition": condition},
            **table,
        )
    return manager
