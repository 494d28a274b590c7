"""All that the store keeps: its tables, and what Piccolo cannot say of them."""

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Integer,
    Numeric,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from storage.migration_steps import FirstStep

ID = "2026-11-29T13:15:00:000000"
VERSION = "1.38.0"


class Instance(Table, tablename="storage_instance"):
    id = SmallInt(primary_key=True)
    kind = Varchar(length=16, null=False)

    storage_instance_single = Check("id = 1")
    storage_instance_kind_known = Check("kind IN ('training', 'production')")


class Clock(Table, tablename="storage_clock"):
    id = SmallInt(primary_key=True)
    real_at = Timestamptz(null=False, default=None)
    platform_at = Timestamptz(null=False, default=None)
    factor = Numeric(digits=(12, 3), null=False)

    storage_clock_single = Check("id = 1")
    storage_clock_factor_positive = Check("factor >= 1")


class AuditEntry(Table, tablename="storage_audit_entry"):
    seq = BigInt(primary_key=True)
    ticket = BigInt(null=True, default=None, unique=True)
    payload = Bytea(null=False)
    leaf_hash = Bytea(null=False, unique=True)
    tag = Varchar(length=80, null=False)
    subject = Varchar(length=80, null=False, index=True)
    digests = Array(base_column=Varchar(length=64), null=False, default=list)
    public = Boolean(null=False)
    at = Timestamptz(null=False, default=None)
    root = Bytea(null=False)
    signature = Bytea(null=False)

    storage_audit_entry_seq_natural = Check("seq >= 0")
    storage_audit_entry_hash_size = Check("length(leaf_hash) = 32 AND length(root) = 32")
    storage_audit_entry_signature_size = Check("length(signature) = 64")
    storage_audit_entry_leaf_is_payload = Check("leaf_hash = sha256('\\x00'::bytea || payload)")


class AuditQueued(Table, tablename="storage_audit_queue"):
    ticket = BigSerial(primary_key=True)
    payload = Bytea(null=False)
    leaf_hash = Bytea(null=False)
    tag = Varchar(length=80, null=False)
    subject = Varchar(length=80, null=False)
    digests = Array(base_column=Varchar(length=64), null=False, default=list)
    public = Boolean(null=False)
    at = Timestamptz(null=False, default=None)
    voucher = Bytea(null=False)

    storage_audit_queue_voucher_size = Check("length(voucher) = 32")
    storage_audit_queue_leaf_is_payload = Check("leaf_hash = sha256('\\x00'::bytea || payload)")


class AuditNode(Table, tablename="storage_audit_node"):
    id = BigSerial(primary_key=True)
    level = SmallInt(null=False)
    index = BigInt(null=False)
    hash = Bytea(null=False)

    storage_audit_node_place = Unique(["level", "index"])
    storage_audit_node_hash_size = Check("length(hash) = 32")


class AuditDisclosure(Table, tablename="storage_audit_disclosure"):
    seq = BigInt(primary_key=True)
    at = Timestamptz(null=False, default=None)


class Outbox(Table, tablename="storage_outbox"):
    id = BigSerial(primary_key=True)
    event_id = UUID(null=False, unique=True)
    topic = Varchar(length=80, null=False)
    subject_id = UUID(null=False)
    facts = JSONB(null=False)
    at = Timestamptz(null=False, default=None)
    sent_at = Timestamptz(null=True, default=None)


class Delivery(Table, tablename="storage_delivery"):
    id = BigSerial(primary_key=True)
    event_id = UUID(null=False)
    subscriber = Varchar(length=120, null=False)
    next_try_at = Timestamptz(null=False, default=None)
    attempts = Integer(null=False, default=0)
    last_error = Text(null=True, default=None)
    done_at = Timestamptz(null=True, default=None)
    dead_at = Timestamptz(null=True, default=None)

    storage_delivery_once = Unique(["event_id", "subscriber"])
    storage_delivery_one_end = Check("done_at IS NULL OR dead_at IS NULL")


class Timer(Table, tablename="storage_timer"):
    id = UUID(primary_key=True)
    name = Varchar(length=80, null=False)
    subject_id = UUID(null=False)
    due_at = Timestamptz(null=False, default=None)
    next_try_at = Timestamptz(null=False, default=None)
    attempts = Integer(null=False, default=0)
    last_error = Text(null=True, default=None)
    fired_at = Timestamptz(null=True, default=None)
    cancelled_at = Timestamptz(null=True, default=None)

    storage_timer_once = Unique(["name", "subject_id"])
    storage_timer_one_end = Check("fired_at IS NULL OR cancelled_at IS NULL")


class PublishedText(Table, tablename="storage_published_text"):
    identity = Varchar(length=120, primary_key=True, null=False)
    text = Text(null=False)
    pairs = Array(base_column=Varchar(length=2), null=False, default=list)


class GivenFile(Table, tablename="storage_given_file"):
    sha256 = Bytea(primary_key=True, null=False)
    identity = Varchar(length=120, null=False)


# Tickets begin above any place of any log, for rows keep one or the other.
FIRST_TICKET = 1 << 40

APPEND_ONLY = {
    "storage_audit_entry": "UPDATE OR DELETE OR TRUNCATE",
    "storage_audit_node": "UPDATE OR DELETE OR TRUNCATE",
    "storage_audit_disclosure": "UPDATE OR DELETE OR TRUNCATE",
    "storage_audit_queue": "UPDATE OR TRUNCATE",
    "storage_instance": "UPDATE OR DELETE OR TRUNCATE",
    "storage_clock": "DELETE OR TRUNCATE",
}

STATEMENTS = (
    # ---- time: only a training instance has a clock that can be set, and forward alone once the log has begun
    """
    CREATE FUNCTION platform_now() RETURNS timestamptz LANGUAGE sql VOLATILE
    SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
        SELECT coalesce(
            (SELECT clock.platform_at + (clock_timestamp() - clock.real_at) * clock.factor::float8
             FROM storage_clock clock JOIN storage_instance instance ON instance.kind = 'training'),
            clock_timestamp())
    $$
    """,
    """
    CREATE FUNCTION storage_keep_clock() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
    DECLARE
        instant timestamptz := clock_timestamp();
    BEGIN
        IF NOT EXISTS (SELECT FROM storage_instance WHERE kind = 'training') THEN
            RAISE EXCEPTION 'only a training instance has a clock that can be set';
        END IF;
        IF TG_OP = 'UPDATE'
           AND EXISTS (SELECT FROM storage_audit_entry UNION ALL SELECT FROM storage_audit_queue)
           AND NEW.platform_at + (instant - NEW.real_at) * NEW.factor::float8 + interval '1 millisecond'
             < OLD.platform_at + (instant - OLD.real_at) * OLD.factor::float8 THEN
            RAISE EXCEPTION 'the platform clock only moves forward';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER storage_clock_kept BEFORE INSERT OR UPDATE ON storage_clock
    FOR EACH ROW EXECUTE FUNCTION storage_keep_clock()
    """,
    # ---- what is never changed, by nobody and in no mode of replication
    """
    CREATE FUNCTION storage_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% refuses %', TG_TABLE_NAME, TG_OP;
    END $$
    """,
    *(
        f"CREATE TRIGGER {table}_append_only BEFORE {events} ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION storage_refuse_change()"
        for table, events in APPEND_ONLY.items()
    ),
    *(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only" for table in APPEND_ONLY),
    # ---- the log: a batch goes on from the last place without a gap, asked once for all its rows
    """
    CREATE FUNCTION storage_audit_keep_order() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    DECLARE
        first bigint := (SELECT min(seq) FROM placed);
        next bigint := (SELECT coalesce(max(seq) + 1, 0) FROM storage_audit_entry WHERE seq < first);
    BEGIN
        IF first <> next OR (SELECT max(seq) - first + 1 <> count(*) FROM placed) THEN
            RAISE EXCEPTION 'the next audit entry is not number %', first;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER storage_audit_entry_gapless AFTER INSERT ON storage_audit_entry
    REFERENCING NEW TABLE AS placed FOR EACH STATEMENT EXECUTE FUNCTION storage_audit_keep_order()
    """,
    # ---- the queue: an entry leaves it by getting its place, and in no other way; checked once a batch too
    f"ALTER SEQUENCE storage_audit_queue_ticket_seq MINVALUE {FIRST_TICKET} START {FIRST_TICKET} RESTART",
    f"""
    ALTER TABLE storage_audit_queue ADD CONSTRAINT storage_audit_queue_ticket_range CHECK (ticket >= {FIRST_TICKET})
    """,
    """
    CREATE FUNCTION storage_audit_refuse_loss() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM gone WHERE NOT EXISTS (
                SELECT FROM storage_audit_entry entry
                WHERE entry.ticket = gone.ticket AND entry.leaf_hash = gone.leaf_hash
            )
        ) THEN
            RAISE EXCEPTION '% refuses %', TG_TABLE_NAME, TG_OP;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER storage_audit_queue_loses_nothing AFTER DELETE ON storage_audit_queue
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION storage_audit_refuse_loss()
    """,
    "ALTER TABLE storage_audit_queue ENABLE ALWAYS TRIGGER storage_audit_queue_loses_nothing",
    # With its owner's rights: the application's role may not delete from the queue.
    """
    CREATE FUNCTION storage_audit_leave_queue() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    BEGIN
        DELETE FROM storage_audit_queue queued USING placed
        WHERE queued.ticket = placed.ticket AND queued.leaf_hash = placed.leaf_hash;
        RETURN NULL;
    END $$
    """,
    "REVOKE ALL ON FUNCTION storage_audit_leave_queue() FROM PUBLIC",
    """
    CREATE TRIGGER storage_audit_entry_leaves_queue AFTER INSERT ON storage_audit_entry
    REFERENCING NEW TABLE AS placed FOR EACH STATEMENT EXECUTE FUNCTION storage_audit_leave_queue()
    """,
    # ---- references; a disclosure may come before its entry's place, so no foreign key can say what it refers to
    """
    CREATE FUNCTION storage_audit_refuse_unknown() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT FROM storage_audit_entry WHERE ticket = NEW.seq OR (ticket IS NULL AND seq = NEW.seq)
            UNION ALL SELECT FROM storage_audit_queue WHERE ticket = NEW.seq
        ) THEN
            RAISE EXCEPTION 'there is no audit entry number %', NEW.seq USING ERRCODE = 'foreign_key_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER storage_audit_disclosure_entry BEFORE INSERT ON storage_audit_disclosure
    FOR EACH ROW EXECUTE FUNCTION storage_audit_refuse_unknown()
    """,
    """
    ALTER TABLE storage_delivery ADD CONSTRAINT storage_delivery_event
    FOREIGN KEY (event_id) REFERENCES storage_outbox (event_id)
    """,
    "ALTER TABLE storage_given_file ADD CONSTRAINT storage_given_file_hash_size CHECK (length(sha256) = 32)",
    # ---- what is looked for all the time; most entries name no hash
    "CREATE INDEX storage_audit_entry_digests ON storage_audit_entry USING gin (digests) WHERE digests <> '{}'",
    "CREATE INDEX storage_outbox_unsent ON storage_outbox (id) WHERE sent_at IS NULL",
    """
    CREATE INDEX storage_delivery_due ON storage_delivery (next_try_at)
    WHERE done_at IS NULL AND dead_at IS NULL
    """,
    """
    CREATE INDEX storage_timer_due ON storage_timer (due_at)
    WHERE fired_at IS NULL AND cancelled_at IS NULL
    """,
    "CREATE INDEX storage_published_text_pairs ON storage_published_text USING gin (pairs)",
)


async def forwards() -> FirstStep:
    return FirstStep(
        step=ID,
        package="storage",
        tables=(
            Instance,
            Clock,
            AuditEntry,
            AuditQueued,
            AuditNode,
            AuditDisclosure,
            Outbox,
            Delivery,
            Timer,
            PublishedText,
            GivenFile,
        ),
        statements=STATEMENTS,
    )
