"""An unopened bid may be told without its bidder, where nothing tells any more whose it was."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import ForeignKey
from piccolo.constraints import Check

ID = "2026-11-29T12:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "unopened bids whose bidder nothing tells"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="bidding_room", description=DESCRIPTION)
    manager.alter_column(
        table_class_name="OpenedBid",
        tablename="bidding_room_opened_bid",
        column_name="bidder",
        db_column_name="bidder",
        params={"null": True},
        old_params={"null": False},
        column_class=ForeignKey,
        old_column_class=ForeignKey,
        schema=None,
    )
    manager.add_constraint(
        table_class_name="OpenedBid",
        tablename="bidding_room_opened_bid",
        constraint_name="bidding_room_opened_bid_bidder_told",
        constraint_class=Check,
        params={"condition": "opened_by IS NULL OR bidder IS NOT NULL"},
        schema=None,
    )
    return manager
