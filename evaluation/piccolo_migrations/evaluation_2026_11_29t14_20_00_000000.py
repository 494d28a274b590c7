"""A result may be ranked without scores, where the method scores nothing; lines kept so far keep their meaning."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.constraints import Check

ID = "2026-11-29T14:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "results without scores"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="evaluation", description=DESCRIPTION)
    result = {"table_class_name": "Result", "tablename": "evaluation_result", "schema": None}
    manager.drop_constraint(constraint_name="evaluation_result_ranked", **result)
    manager.add_constraint(
        constraint_name="evaluation_result_line",
        constraint_class=Check,
        params={
            "condition": "num_nulls(price_score, members_score, total) IN (0, 3)"
            " AND (rank IS NULL) = (excluded <> '') AND (total IS NULL OR rank IS NOT NULL)"
        },
        **result,
    )
    return manager
