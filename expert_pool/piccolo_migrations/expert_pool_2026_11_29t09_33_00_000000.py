"""The head after the list is kept once the log has it: after the freeze, before the first secret."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.constraints import Check
from piccolo.engine.finder import engine_finder

ID = "2026-11-29T09:33:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "heads of frozen lists"

WHOLE = (
    "num_nulls(candidates_hash, frozen_at, reveal_due_at, frozen_seq) IN (0, 4)"
    " AND num_nulls(frozen_size, frozen_root, frozen_signature, frozen_head_at) IN (0, 4)"
    " AND (frozen_root IS NULL OR frozen_seq IS NOT NULL)"
)
CHECKS = {
    "expert_pool_draw_frozen_whole": WHOLE,
    "expert_pool_draw_rooted": "state NOT IN ('revealed', 'drawn') OR frozen_root IS NOT NULL",
}

KEPT = """
CREATE OR REPLACE FUNCTION expert_pool_keep_draw() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF (OLD.lot, OLD.attempt, OLD.size, OLD.representatives, OLD.max_per_unit, OLD.specialities,
        OLD.opened_at, OLD.opened_seq)
       IS DISTINCT FROM
       (NEW.lot, NEW.attempt, NEW.size, NEW.representatives, NEW.max_per_unit, NEW.specialities,
        NEW.opened_at, NEW.opened_seq) THEN
        RAISE EXCEPTION 'the terms of a draw are fixed when it is opened';
    END IF;
    IF OLD.candidates_hash IS NOT NULL AND
       (OLD.candidates_hash, OLD.frozen_at, OLD.reveal_due_at, OLD.frozen_seq)
       IS DISTINCT FROM (NEW.candidates_hash, NEW.frozen_at, NEW.reveal_due_at, NEW.frozen_seq)
       OR OLD.frozen_root IS NOT NULL AND
       (OLD.frozen_size, OLD.frozen_root, OLD.frozen_signature, OLD.frozen_head_at)
       IS DISTINCT FROM (NEW.frozen_size, NEW.frozen_root, NEW.frozen_signature, NEW.frozen_head_at) THEN
        RAISE EXCEPTION 'this draw is frozen';
    END IF;
    IF OLD.seed IS NOT NULL AND
       (OLD.seed, OLD.drawn_order, OLD.drawn_at, OLD.drawn_seq)
       IS DISTINCT FROM (NEW.seed, NEW.drawn_order, NEW.drawn_at, NEW.drawn_seq) THEN
        RAISE EXCEPTION 'this draw has been drawn';
    END IF;
    IF OLD.state = 'void' OR (OLD.published_at IS NOT NULL AND NEW.published_at IS DISTINCT FROM OLD.published_at)
    THEN
        RAISE EXCEPTION 'a void draw and a published committee stay as they are';
    END IF;
    RETURN NEW;
END $$
"""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="expert_pool", description=DESCRIPTION)
    for name, condition in CHECKS.items():
        manager.add_constraint(
            table_class_name="Draw",
            tablename="expert_pool_draw",
            constraint_name=name,
            constraint_class=Check,
            params={"condition": condition},
            schema=None,
        )

    async def run():
        await engine_finder().run_ddl(KEPT)

    manager.add_raw(run)
    return manager
