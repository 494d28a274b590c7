"""Partial indexes, the commit-time deadline, and what may never change; the query builder cannot say them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-22T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one standing bid, the deadline at commit, what is never altered, nothing early"

STATEMENTS = (
    """
    CREATE UNIQUE INDEX bidding_room_bid_one_standing ON bidding_room_bid (lot, bidder_handle)
        WHERE state = 'submitted'
    """,
    """
    CREATE UNIQUE INDEX bidding_room_bid_one_draft ON bidding_room_bid (lot, bidder_handle)
        WHERE state = 'drafting'
    """,
    "CREATE INDEX bidding_room_bid_lot_state ON bidding_room_bid (lot, state)",
    "CREATE INDEX bidding_room_bid_handle ON bidding_room_bid (bidder_handle)",
    "CREATE INDEX bidding_room_receipt_handle ON bidding_room_receipt (bidder_handle, issued_at)",
    """
    CREATE UNIQUE INDEX bidding_room_receipt_once ON bidding_room_receipt (bid, kind) WHERE kind <> 'refusal'
    """,
    # The deadline is a property of the commit, not of the moment the application looked at the clock.
    """
    CREATE FUNCTION bidding_room_refuse_late() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF platform_now() >= (SELECT bids_due_at FROM trading_lot WHERE id = NEW.lot) THEN
            RAISE EXCEPTION 'bid % came after the deadline', NEW.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'bidding_room_bid_in_time';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE CONSTRAINT TRIGGER bidding_room_bid_in_time_new
        AFTER INSERT ON bidding_room_bid DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.state IN ('submitted', 'replaced', 'withdrawn'))
        EXECUTE FUNCTION bidding_room_refuse_late()
    """,
    """
    CREATE CONSTRAINT TRIGGER bidding_room_bid_in_time_moved
        AFTER UPDATE ON bidding_room_bid DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW
        WHEN (NEW.state IN ('submitted', 'replaced', 'withdrawn') AND NEW.state IS DISTINCT FROM OLD.state)
        EXECUTE FUNCTION bidding_room_refuse_late()
    """,
    # What was handed in stays as it was handed in; only its state moves on.
    """
    CREATE FUNCTION bidding_room_bid_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.root_hash IS NOT NULL AND (
            NEW.lot, NEW.bidder_handle, NEW.sequence, NEW.root_hash, NEW.manifest_wrapped, NEW.signature,
            NEW.submitted_at, NEW.audit_seq
        ) IS DISTINCT FROM (
            OLD.lot, OLD.bidder_handle, OLD.sequence, OLD.root_hash, OLD.manifest_wrapped, OLD.signature,
            OLD.submitted_at, OLD.audit_seq
        ) THEN
            RAISE EXCEPTION 'a bid handed in is not altered'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bidding_room_bid_unaltered';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER bidding_room_bid_keep BEFORE UPDATE ON bidding_room_bid
        FOR EACH ROW EXECUTE FUNCTION bidding_room_bid_keep()
    """,
    """
    CREATE TRIGGER bidding_room_receipt_keep BEFORE UPDATE OR DELETE ON bidding_room_receipt
        FOR EACH ROW EXECUTE FUNCTION storage_refuse_change()
    """,
    """
    CREATE TRIGGER bidding_room_opened_bid_keep BEFORE UPDATE OR DELETE ON bidding_room_opened_bid
        FOR EACH ROW EXECUTE FUNCTION storage_refuse_change()
    """,
    # Nothing opened before its lot's deadline, whoever asks.
    """
    CREATE FUNCTION bidding_room_refuse_early() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF platform_now() < (
            SELECT l.bids_due_at FROM trading_lot l JOIN bidding_room_bid b ON b.lot = l.id WHERE b.id = NEW.bid
        ) THEN
            RAISE EXCEPTION 'no share or key of bid % before the deadline', NEW.bid
                USING ERRCODE = 'check_violation', CONSTRAINT = 'bidding_room_not_early';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER bidding_room_held_share_not_early BEFORE INSERT ON bidding_room_held_share
        FOR EACH ROW EXECUTE FUNCTION bidding_room_refuse_early()
    """,
    """
    CREATE TRIGGER bidding_room_envelope_key_not_early BEFORE INSERT ON bidding_room_envelope_key
        FOR EACH ROW EXECUTE FUNCTION bidding_room_refuse_early()
    """,
    """
    CREATE TRIGGER bidding_room_opened_bid_not_early BEFORE INSERT ON bidding_room_opened_bid
        FOR EACH ROW EXECUTE FUNCTION bidding_room_refuse_early()
    """,
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="bidding_room", description=DESCRIPTION)

    async def run() -> None:
        database = engine_finder()
        assert database is not None
        for statement in STATEMENTS:
            await database.run_ddl(statement)

    manager.add_raw(run)
    return manager
