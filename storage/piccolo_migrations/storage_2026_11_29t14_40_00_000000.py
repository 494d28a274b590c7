"""An entry has only a ticket that it waited with: nobody takes another's, which would stop the rounds for good."""

from storage.migration_steps import StepInSql

ID = "2026-11-29T14:40:00:000000"
VERSION = "1.38.0"

STATEMENTS = (
    """
    CREATE OR REPLACE FUNCTION storage_audit_leave_queue() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    DECLARE
        gone bigint;
    BEGIN
        DELETE FROM storage_audit_queue queued USING placed
        WHERE queued.ticket = placed.ticket AND queued.leaf_hash = placed.leaf_hash;
        GET DIAGNOSTICS gone = ROW_COUNT;
        IF gone <> (SELECT count(ticket) FROM placed) THEN
            RAISE EXCEPTION 'an audit entry has a ticket that it did not wait with';
        END IF;
        RETURN NULL;
    END $$
    """,
)


async def forwards() -> StepInSql:
    return StepInSql(step=ID, package="storage", statements=STATEMENTS, description="tickets waited with")
