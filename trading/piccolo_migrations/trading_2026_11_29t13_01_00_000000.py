from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.constraints import Check
from piccolo.engine import engine_finder

ID = "2026-11-29T13:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the particulars of open tenders move into their document"

# A project has one lot so far, whose validity of bids is the project's.
MOVE = """
UPDATE trading_project project SET particulars = jsonb_build_object(
    'version', 1,
    'plan_no', plan_no,
    'funding', funding,
    'bid_validity_days', coalesce(
        (SELECT lot.bid_validity_days FROM trading_lot lot WHERE lot.project = project.id ORDER BY lot.lot_no LIMIT 1),
        90
    ),
    'requirement', requirement,
    'performance_period', performance_period,
    'consortium_allowed', consortium_allowed,
    'sme_reserved', sme_reserved,
    'agency_fee', agency_fee
)
"""
MOVED = (
    "procurement_method",
    "plan_no",
    "funding",
    "requirement",
    "performance_period",
    "consortium_allowed",
    "sme_reserved",
    "agency_fee",
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="trading", description=DESCRIPTION)

    async def run():
        await engine_finder().run_ddl(MOVE)

    manager.add_raw(run)
    for name in MOVED:
        manager.drop_column(
            table_class_name="Project",
            tablename="trading_project",
            column_name=name,
            db_column_name=name,
            schema=None,
        )
    manager.drop_column(
        table_class_name="Lot",
        tablename="trading_lot",
        column_name="bid_validity_days",
        db_column_name="bid_validity_days",
        schema=None,
    )
    manager.add_constraint(
        table_class_name="Project",
        tablename="trading_project",
        constraint_name="trading_project_particulars",
        constraint_class=Check,
        params={"condition": "particulars ? 'version'"},
        schema=None,
    )

    return manager
