"""Who sits in a seat and who leads is kept by the pool: a member's row becomes a presence and names its place there."""

from uuid import uuid4

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, ForeignKey, OnDelete, OnUpdate
from piccolo.columns.indexes import IndexMethod
from piccolo.table import Table

ID = "2026-11-29T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "presence by place"


class Seat(Table, tablename="expert_pool_seat", schema=None):
    id = UUID(primary_key=True, default=uuid4)


class Representative(Table, tablename="expert_pool_representative", schema=None):
    id = UUID(primary_key=True, default=uuid4)


class Member(Table, tablename="evaluation_member", schema=None):
    id = UUID(primary_key=True, default=uuid4)


class Presence(Table, tablename="evaluation_presence", schema=None):
    id = UUID(primary_key=True, default=uuid4)


ADDED = {"call": Seat, "representative": Representative}
REFERRING = (
    ("ComplianceVote", "evaluation_compliance_vote", "member"),
    ("Correction", "evaluation_correction", "target"),
    ("Correction", "evaluation_correction", "raised_by"),
    ("CorrectionVote", "evaluation_correction_vote", "member"),
    ("LeaderVote", "evaluation_leader_vote", "voter"),
    ("LeaderVote", "evaluation_leader_vote", "candidate"),
    ("LowPriceOpinion", "evaluation_low_price_opinion", "member"),
    ("Score", "evaluation_score", "member"),
    ("ScoreChange", "evaluation_score_change", "member"),
    ("ScoreLock", "evaluation_score_lock", "member"),
    ("Signature", "evaluation_signature", "member"),
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="evaluation", description=DESCRIPTION)

    manager.rename_table(
        old_class_name="Member",
        old_tablename="evaluation_member",
        new_class_name="Presence",
        new_tablename="evaluation_presence",
        schema=None,
    )
    for column, references in ADDED.items():
        manager.add_column(
            table_class_name="Presence",
            tablename="evaluation_presence",
            column_name=column,
            db_column_name=column,
            column_class_name="ForeignKey",
            column_class=ForeignKey,
            params={
                "references": references,
                "on_delete": OnDelete.restrict,
                "on_update": OnUpdate.cascade,
                "target_column": None,
                "default": None,
                "null": True,
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
    for class_name, tablename, column in REFERRING:
        manager.alter_column(
            table_class_name=class_name,
            tablename=tablename,
            column_name=column,
            db_column_name=column,
            params={"references": Presence},
            old_params={"references": Member},
            column_class=ForeignKey,
            old_column_class=ForeignKey,
            schema=None,
        )

    return manager
