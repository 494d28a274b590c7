"""What Piccolo cannot say: append-only tables, the lock on scores, live seats, indexes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-22T23:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "append-only tables, locked scores, live seats, indexes"

APPEND_ONLY = (
    "evaluation_compliance_finding",
    "evaluation_score_lock",
    "evaluation_score_change",
    "evaluation_result",
    "evaluation_report",
    "evaluation_signature",
    "evaluation_log_entry",
)

STATEMENTS = (
    *(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION storage_refuse_change()"
        for table in APPEND_ONLY
    ),
    # ---- a mark stays within its criterion, and under a lock only an agreed correction moves it
    """
    CREATE FUNCTION evaluation_keep_scores() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    DECLARE
        cell evaluation_score%ROWTYPE;
    BEGIN
        IF TG_OP = 'DELETE' THEN
            cell := OLD;
        ELSE
            cell := NEW;
            IF NEW.points > (SELECT max_points FROM trading_criterion WHERE id = NEW.criterion) THEN
                RAISE EXCEPTION 'a mark is above the points of its criterion';
            END IF;
        END IF;
        IF TG_OP = 'UPDATE' AND (OLD.member, OLD.bid, OLD.criterion)
                IS DISTINCT FROM (NEW.member, NEW.bid, NEW.criterion) THEN
            RAISE EXCEPTION 'a mark does not move to another member, bid or criterion';
        END IF;
        IF EXISTS (
            SELECT FROM evaluation_score_lock lock
            JOIN evaluation_member member ON member.id = lock.member
            JOIN evaluation_session session ON session.id = member.session
            WHERE lock.member = cell.member AND lock.scoring_round = session.scoring_round
        ) AND NOT EXISTS (
            SELECT FROM evaluation_correction correction
            JOIN evaluation_member member ON member.session = correction.session
            WHERE member.id = cell.member AND correction.state = 'agreed'
                AND correction.bid = cell.bid AND correction.criterion = cell.criterion
                AND (correction.target IS NULL OR correction.target = cell.member)
        ) THEN
            RAISE EXCEPTION 'the marks of this member are locked';
        END IF;
        RETURN cell;
    END $$
    """,
    """
    CREATE TRIGGER evaluation_score_kept BEFORE INSERT OR UPDATE OR DELETE ON evaluation_score
    FOR EACH ROW EXECUTE FUNCTION evaluation_keep_scores()
    """,
    """
    CREATE TRIGGER evaluation_score_not_truncated BEFORE TRUNCATE ON evaluation_score
    FOR EACH STATEMENT EXECUTE FUNCTION storage_refuse_change()
    """,
    # ---- who sits
    """
    CREATE UNIQUE INDEX evaluation_member_live_seat ON evaluation_member (session, seat)
    WHERE state <> 'replaced'
    """,
    """
    CREATE UNIQUE INDEX evaluation_member_live_number ON evaluation_member (session, number)
    WHERE state <> 'replaced'
    """,
    "CREATE UNIQUE INDEX evaluation_member_one_leader ON evaluation_member (session) WHERE is_leader",
    # ---- what is looked for all the time
    "CREATE INDEX evaluation_member_person ON evaluation_member (person)",
    "CREATE INDEX evaluation_correction_session ON evaluation_correction (session)",
    "CREATE INDEX evaluation_log_entry_session ON evaluation_log_entry (session)",
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="evaluation", description=DESCRIPTION)

    async def run():
        engine = engine_finder()
        for statement in STATEMENTS:
            await engine.run_ddl(statement)

    manager.add_raw(run)
    return manager
