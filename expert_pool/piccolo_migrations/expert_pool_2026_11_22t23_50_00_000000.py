"""What Piccolo cannot say: partial indexes, what is never changed, the sequence of codes, the first specialities."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-22T23:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "partial indexes, frozen draws, codes, specialities"

# 评标专家专业分类标准 (发改法规〔2018〕316号). The first level, and the second level under A as confirmed in a provincial
# system; the second level under B and C is entered by the centre from the standard's text.
SPECIALITIES = (
    ("A", "工程"),
    ("A01", "规划"),
    ("A02", "投资策划与决策"),
    ("A03", "勘察"),
    ("A04", "设计"),
    ("A05", "监理"),
    ("A06", "工程造价"),
    ("A07", "项目管理（代建）"),
    ("A08", "工程施工"),
    ("A09", "其他工程"),
    ("B", "货物"),
    ("C", "服务"),
)

NEVER_CHANGED = ("expert_pool_candidate", "expert_pool_exclusion", "expert_pool_avoided_unit")
NEVER_DELETED = ("expert_pool_draw", "expert_pool_draw_party", "expert_pool_seat")

STATEMENTS = (
    "CREATE SEQUENCE expert_pool_expert_code",
    "CREATE UNIQUE INDEX expert_pool_draw_live ON expert_pool_draw (lot) WHERE state <> 'void'",
    "CREATE UNIQUE INDEX expert_pool_seat_live ON expert_pool_seat (draw, number)"
    " WHERE state IN ('invited', 'accepted')",
    "CREATE UNIQUE INDEX expert_pool_seat_one_leader ON expert_pool_seat (draw) WHERE is_leader",
    "CREATE INDEX expert_pool_seat_by_expert ON expert_pool_seat (expert)",
    "CREATE INDEX expert_pool_employment_by_expert ON expert_pool_employment (expert)",
    "CREATE INDEX expert_pool_relative_by_expert ON expert_pool_relative (expert)",
    *(
        f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION storage_refuse_change()"
        for table in NEVER_CHANGED
    ),
    *(
        f"CREATE TRIGGER {table}_never_deleted BEFORE DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION storage_refuse_change()"
        for table in NEVER_DELETED
    ),
    """
    CREATE FUNCTION expert_pool_list_is_open() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    BEGIN
        IF EXISTS (SELECT FROM expert_pool_draw WHERE id = NEW.draw AND candidates_hash IS NOT NULL) THEN
            RAISE EXCEPTION 'the candidate list of this draw is frozen';
        END IF;
        RETURN NEW;
    END $$
    """,
    *(
        f"CREATE TRIGGER {table}_before_freeze BEFORE INSERT ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION expert_pool_list_is_open()"
        for table in NEVER_CHANGED
    ),
    """
    CREATE FUNCTION expert_pool_keep_draw() RETURNS trigger LANGUAGE plpgsql
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
           (OLD.candidates_hash, OLD.frozen_at, OLD.reveal_due_at, OLD.frozen_seq, OLD.frozen_size,
            OLD.frozen_root, OLD.frozen_signature, OLD.frozen_head_at)
           IS DISTINCT FROM
           (NEW.candidates_hash, NEW.frozen_at, NEW.reveal_due_at, NEW.frozen_seq, NEW.frozen_size,
            NEW.frozen_root, NEW.frozen_signature, NEW.frozen_head_at) THEN
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
    """,
    "CREATE TRIGGER expert_pool_draw_kept BEFORE UPDATE ON expert_pool_draw"
    " FOR EACH ROW EXECUTE FUNCTION expert_pool_keep_draw()",
    """
    CREATE FUNCTION expert_pool_keep_party() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (OLD.draw, OLD.duty) IS DISTINCT FROM (NEW.draw, NEW.duty)
           OR (OLD.commitment IS NOT NULL AND
               (OLD.commitment, OLD.person, OLD.committed_seq)
               IS DISTINCT FROM (NEW.commitment, NEW.person, NEW.committed_seq))
           OR (OLD.secret IS NOT NULL AND
               (OLD.secret, OLD.revealed_seq) IS DISTINCT FROM (NEW.secret, NEW.revealed_seq)) THEN
            RAISE EXCEPTION 'a commitment or a secret, once given, stays';
        END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER expert_pool_draw_party_kept BEFORE UPDATE ON expert_pool_draw_party"
    " FOR EACH ROW EXECUTE FUNCTION expert_pool_keep_party()",
    """
    CREATE FUNCTION expert_pool_keep_seat() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (OLD.draw, OLD.number, OLD.place, OLD.expert, OLD.called_seq)
           IS DISTINCT FROM (NEW.draw, NEW.number, NEW.place, NEW.expert, NEW.called_seq) THEN
            RAISE EXCEPTION 'who was called to a seat stays';
        END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER expert_pool_seat_kept BEFORE UPDATE ON expert_pool_seat"
    " FOR EACH ROW EXECUTE FUNCTION expert_pool_keep_seat()",
    "INSERT INTO expert_pool_speciality (id, code, name, confirmed) VALUES "
    + ", ".join(f"(gen_random_uuid(), '{code}', '{name}', true)" for code, name in SPECIALITIES),
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="expert_pool", description=DESCRIPTION)

    async def run():
        engine = engine_finder()
        for statement in STATEMENTS:
            await engine.run_ddl(statement)

    manager.add_raw(run)
    return manager
