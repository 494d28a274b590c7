"""Take the list of a bid's states away; the next migration gives the new one, for Piccolo adds before it drops."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T02:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a bid may be void: the former list of states goes"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="bidding_room", description=DESCRIPTION)
    manager.drop_constraint(
        table_class_name="Bid",
        tablename="bidding_room_bid",
        constraint_name="bidding_room_bid_state",
        schema=None,
    )
    return manager
