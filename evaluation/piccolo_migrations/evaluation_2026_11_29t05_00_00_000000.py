from piccolo.engine.finder import engine_finder
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Boolean
from piccolo.columns.column_types import ForeignKey
from piccolo.columns.column_types import Text
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-29T05:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "representatives sit; findings on small firms"


STATEMENTS = (
    # who was replaced may be drawn again when the committee is formed anew
    "CREATE UNIQUE INDEX evaluation_member_live_person ON evaluation_member (session, person)"
    " WHERE state <> 'replaced'",
    "ALTER TABLE evaluation_member DROP CONSTRAINT evaluation_member_leader",
    "ALTER TABLE evaluation_member ADD CONSTRAINT evaluation_member_leader"
    " CHECK (NOT is_leader OR (state = 'declared' AND expert IS NOT NULL))",
)


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="evaluation", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="ComplianceFinding",
        tablename="evaluation_compliance_finding",
        column_name="small_firm",
        db_column_name="small_firm",
        column_class_name="Boolean",
        column_class=Boolean,
        params={
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

    manager.add_column(
        table_class_name="ComplianceFinding",
        tablename="evaluation_compliance_finding",
        column_name="small_firm_reason",
        db_column_name="small_firm_reason",
        column_class_name="Text",
        column_class=Text,
        params={
            "default": "",
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
        table_class_name="ComplianceVote",
        tablename="evaluation_compliance_vote",
        column_name="small_firm",
        db_column_name="small_firm",
        column_class_name="Boolean",
        column_class=Boolean,
        params={
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

    manager.add_column(
        table_class_name="ComplianceVote",
        tablename="evaluation_compliance_vote",
        column_name="small_firm_reason",
        db_column_name="small_firm_reason",
        column_class_name="Text",
        column_class=Text,
        params={
            "default": "",
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

    manager.alter_column(
        table_class_name="Member",
        tablename="evaluation_member",
        column_name="expert",
        db_column_name="expert",
        params={"null": True},
        old_params={"null": False},
        column_class=ForeignKey,
        old_column_class=ForeignKey,
        schema=None,
    )

    manager.drop_constraint(
        table_class_name="Member",
        tablename="evaluation_member",
        constraint_name="evaluation_member_once",
        schema=None,
    )

    manager.add_constraint(
        table_class_name="ComplianceVote",
        tablename="evaluation_compliance_vote",
        constraint_name="evaluation_compliance_vote_small_firm",
        constraint_class=Check,
        params={
            "condition": "small_firm IS NULL OR small_firm OR small_firm_reason <> ''"
        },
        schema=None,
    )

    async def run():
        engine = engine_finder()
        for statement in STATEMENTS:
            await engine.run_ddl(statement)

    manager.add_raw(run)
    return manager
