"""A scheme is a document of its method: what only one method has is no column of every lot, nor a CHECK of one's words.

A lot whose kind scores nothing has an empty one; the columns only ever held what they began with there.
"""

from piccolo.columns import JSONB
from piccolo.constraints import Check
from piccolo.table import Table

from storage.migration_steps import StepInSql

ID = "2026-11-29T15:30:00:000000"
VERSION = "1.38.0"
HAS_VERSION = "scheme ? 'version'"

STATEMENTS = (
    # What a notice said of the lot is not changed, but for where it is kept.
    "DROP TRIGGER trading_lot_small_firm_kept ON trading_lot",
    "ALTER TABLE trading_lot DISABLE TRIGGER trading_lot_kept",
    """ALTER TABLE trading_lot ADD COLUMN scheme jsonb NOT NULL DEFAULT '{"version": 1}'""",
    # Numbers as text keep their decimals whoever reads them. Procurement is the one kind there was that scores.
    """
    UPDATE trading_lot lot SET scheme = jsonb_build_object(
        'version', 1,
        'price_points', lot.price_points::text,
        'tie_rule', lot.tie_rule,
        'small_firm_percent', lot.small_firm_percent::text
    )
    FROM trading_project project WHERE project.id = lot.project AND project.kind = 'procurement'
    """,
    f"""
    ALTER TABLE trading_lot
        DROP COLUMN price_points,
        DROP COLUMN tie_rule,
        DROP COLUMN small_firm_percent,
        ADD CONSTRAINT trading_lot_scheme CHECK ({HAS_VERSION})
    """,
    """
    ALTER TABLE trading_criterion
        DROP CONSTRAINT trading_criterion_kind,
        DROP CONSTRAINT trading_criterion_envelope
    """,
    """
    CREATE OR REPLACE FUNCTION trading_keep_times() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.notice_published_at IS NOT NULL AND ROW(
            NEW.notice_published_at, NEW.documents_until, NEW.bids_due_at,
            NEW.budget, NEW.ceiling_price, NEW.panel_threshold, NEW.scheme
        ) IS DISTINCT FROM ROW(
            OLD.notice_published_at, OLD.documents_until, OLD.bids_due_at,
            OLD.budget, OLD.ceiling_price, OLD.panel_threshold, OLD.scheme
        ) THEN
            RAISE EXCEPTION 'what the notice says of the lot is fixed once it is published';
        END IF;
        RETURN NEW;
    END $$
    """,
    "ALTER TABLE trading_lot ENABLE TRIGGER trading_lot_kept",
)


class Lot(Table, tablename="trading_lot"):
    scheme = JSONB(default='{"version": 1}')

    trading_lot_scheme = Check(HAS_VERSION)


async def forwards() -> StepInSql:
    step = StepInSql(step=ID, package="trading", statements=STATEMENTS, description="schemes as documents")
    lot = {"table_class_name": "Lot", "tablename": "trading_lot"}
    criterion = {"table_class_name": "Criterion", "tablename": "trading_criterion"}
    step.add_column(column_name="scheme", column_class=JSONB, params=Lot.scheme._meta.params, **lot)
    for column in ("price_points", "tie_rule", "small_firm_percent"):
        step.drop_column(column_name=column, db_column_name=column, **lot)
    for constraint in ("trading_lot_tie_rule", "trading_lot_price_points", "trading_lot_small_firm"):
        step.drop_constraint(constraint_name=constraint, **lot)
    for constraint in ("trading_criterion_kind", "trading_criterion_envelope"):
        step.drop_constraint(constraint_name=constraint, **criterion)
    step.add_constraint(
        constraint_name="trading_lot_scheme",
        constraint_class=Check,
        params=Lot._meta.constraints[0]._meta.params,
        **lot,
    )
    return step
