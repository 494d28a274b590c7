"""A bid may be void: a row the audit log knows nothing of."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.constraints import Check

ID = "2026-11-29T02:21:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a bid may be void"

_STATES = ("drafting", "submitted", "replaced", "withdrawn", "lapsed", "frozen", "opened", "unopened", "void")


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="bidding_room", description=DESCRIPTION)
    manager.add_constraint(
        table_class_name="Bid",
        tablename="bidding_room_bid",
        constraint_name="bidding_room_bid_state",
        constraint_class=Check,
        params={"condition": f"state IN {_STATES!r}"},
        schema=None,
    )
    return manager
