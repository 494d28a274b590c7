from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.base import OnDelete
from piccolo.columns.base import OnUpdate
from piccolo.columns.column_types import Bytea
from piccolo.columns.column_types import ForeignKey
from piccolo.columns.column_types import Integer
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.engine.finder import engine_finder
from piccolo.table import Table


class Bid(Table, tablename="bidding_room_bid", schema=None):
    id = UUID(
        default=UUID4(),
        null=False,
        primary_key=True,
        unique=False,
        index=False,
        index_method=IndexMethod.btree,
        choices=None,
        db_column_name=None,
        secret=False,
    )


ID = "2026-11-29T02:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "notes of drafts, sequences of what was handed in"


# The query builder cannot say it: drafts that lapsed do not count.
SEQUENCE_ONCE = """
CREATE UNIQUE INDEX bidding_room_bid_sequence_once ON bidding_room_bid (lot, bidder_handle, sequence)
    WHERE state <> 'lapsed'
"""


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="bidding_room", description=DESCRIPTION
    )

    manager.add_table(
        class_name="DraftBox",
        tablename="bidding_room_draft_box",
        schema=None,
        columns=None,
    )

    manager.add_column(
        table_class_name="DraftBox",
        tablename="bidding_room_draft_box",
        column_name="id",
        db_column_name="id",
        column_class_name="UUID",
        column_class=UUID,
        params={
            "default": UUID4(),
            "null": False,
            "primary_key": True,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="DraftBox",
        tablename="bidding_room_draft_box",
        column_name="bid",
        db_column_name="bid",
        column_class_name="ForeignKey",
        column_class=ForeignKey,
        params={
            "references": Bid,
            "on_delete": OnDelete.restrict,
            "on_update": OnUpdate.cascade,
            "target_column": None,
            "null": False,
            "primary_key": False,
            "unique": True,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="DraftBox",
        tablename="bidding_room_draft_box",
        column_name="sealed",
        db_column_name="sealed",
        column_class_name="Bytea",
        column_class=Bytea,
        params={
            "default": b"",
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": True,
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="DraftBox",
        tablename="bidding_room_draft_box",
        column_name="revision",
        db_column_name="revision",
        column_class_name="Integer",
        column_class=Integer,
        params={
            "default": 0,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="DraftBox",
        tablename="bidding_room_draft_box",
        column_name="saved_at",
        db_column_name="saved_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={
            "default": TimestamptzNow(),
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="DraftBox",
        tablename="bidding_room_draft_box",
        constraint_name="bidding_room_draft_box_revision",
        constraint_class=Check,
        params={"condition": "revision >= 1"},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="DraftBox",
        tablename="bidding_room_draft_box",
        constraint_name="bidding_room_draft_box_size",
        constraint_class=Check,
        params={"condition": "octet_length(sealed) BETWEEN 1 AND 1048576"},
        schema=None,
    )

    manager.drop_constraint(
        table_class_name="Bid",
        tablename="bidding_room_bid",
        constraint_name="bidding_room_bid_sequence",
        schema=None,
    )

    async def count_what_was_handed_in() -> None:
        database = engine_finder()
        assert database is not None
        await database.run_ddl(SEQUENCE_ONCE)

    manager.add_raw(count_what_was_handed_in)
    return manager
