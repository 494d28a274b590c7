"""All that the bidding room keeps: its tables, and what Piccolo cannot say of them."""

from uuid import uuid4

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    Boolean,
    Bytea,
    ForeignKey,
    Integer,
    Numeric,
    OnDelete,
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

# ---- tables of other packages, as far as these refer to them


class Lot(Table, tablename="trading_lot"):
    id = UUID(primary_key=True, default=uuid4)


class Organisation(Table, tablename="identity_organisation"):
    id = UUID(primary_key=True, default=uuid4)


class Person(Table, tablename="identity_person"):
    id = UUID(primary_key=True, default=uuid4)


# ---- what the package keeps


class Bid(Table, tablename="bidding_room_bid"):
    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False)
    bidder_handle = Varchar(length=64)
    sequence = Integer()
    state = Varchar(length=20, default="drafting")
    begun_at = Timestamptz()
    root_hash = Bytea(null=True, default=None)
    manifest_wrapped = Bytea(null=True, default=None, secret=True)
    signature = Bytea(null=True, default=None)
    submitted_at = Timestamptz(null=True, default=None)
    audit_seq = BigInt(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    bytes_intact = Boolean(null=True, default=None)
    bytes_checked_at = Timestamptz(null=True, default=None)

    bidding_room_bid_sequence_positive = Check("sequence >= 1")
    bidding_room_bid_state = Check(
        "state IN ('drafting', 'submitted', 'replaced', 'withdrawn', 'lapsed', 'frozen', 'opened', "
        "'unopened', 'void')"
    )
    bidding_room_bid_handle = Check("bidder_handle ~ '^[0-9a-f]{64}$'")
    bidding_room_bid_handed_in = Check(
        "(state IN ('drafting', 'lapsed')) = (root_hash IS NULL) "
        "AND (root_hash IS NULL) = (manifest_wrapped IS NULL) "
        "AND (root_hash IS NULL) = (signature IS NULL) "
        "AND (root_hash IS NULL) = (submitted_at IS NULL) "
        "AND (root_hash IS NULL) = (audit_seq IS NULL)"
    )
    bidding_room_bid_hash_length = Check("root_hash IS NULL OR octet_length(root_hash) = 32")
    bidding_room_bid_signature_length = Check("signature IS NULL OR octet_length(signature) = 64")
    bidding_room_bid_ended = Check("(state IN ('replaced', 'withdrawn', 'lapsed')) = (ended_at IS NOT NULL)")
    bidding_room_bid_checked = Check("(bytes_intact IS NULL) = (bytes_checked_at IS NULL)")


class DraftBox(Table, tablename="bidding_room_draft_box"):
    id = UUID(primary_key=True, default=uuid4)
    bid = ForeignKey(Bid, on_delete=OnDelete.restrict, null=False, unique=True)
    sealed = Bytea(secret=True)
    revision = Integer()
    saved_at = Timestamptz()

    bidding_room_draft_box_revision = Check("revision >= 1")
    bidding_room_draft_box_size = Check("octet_length(sealed) BETWEEN 1 AND 1048576")


class File(Table, tablename="bidding_room_file"):
    id = UUID(primary_key=True, default=uuid4)
    bid = ForeignKey(Bid, on_delete=OnDelete.restrict, null=False)
    sealed_id = UUID(default=None)
    envelope = Varchar(length=20)
    size = BigInt()
    chunks = Integer()
    object_key = Varchar(length=100, unique=True)
    upload_id = Varchar(length=300)
    completed_at = Timestamptz(null=True, default=None)
    removed_at = Timestamptz(null=True, default=None)

    bidding_room_file_sealed_id = Unique([bid, sealed_id])
    bidding_room_file_envelope = Check("envelope IN ('qualification', 'technical', 'price')")
    bidding_room_file_size = Check("size >= 0 AND chunks BETWEEN 1 AND 10000")


class Receipt(Table, tablename="bidding_room_receipt"):
    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False)
    bid = ForeignKey(Bid, on_delete=OnDelete.restrict, null=True)
    bidder_handle = Varchar(length=64)
    kind = Varchar(length=20)
    body_wrapped = Bytea(secret=True)
    issued_at = Timestamptz()
    audit_seq = BigInt()

    bidding_room_receipt_kind = Check("kind IN ('submission', 'withdrawal', 'refusal')")
    bidding_room_receipt_bid = Check("bid IS NOT NULL OR kind = 'refusal'")


class Opening(Table, tablename="bidding_room_opening"):
    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False, unique=True)
    state = Varchar(length=20, default="waiting")
    set_root = Bytea()
    frozen_at = Timestamptz()
    freeze_audit_seq = BigInt()
    host = ForeignKey(Person, on_delete=OnDelete.restrict, null=True)
    begun_at = Timestamptz(null=True, default=None)
    decrypt_until = Timestamptz(null=True, default=None)
    late_reason = Varchar(length=500)
    finished_at = Timestamptz(null=True, default=None)
    record = JSONB(null=True, default=None)
    record_audit_seq = BigInt(null=True, default=None)
    irregularities = JSONB(default="[]")

    bidding_room_opening_state = Check("state IN ('waiting', 'releasing', 'finished', 'cancelled')")
    bidding_room_opening_root_length = Check("octet_length(set_root) = 32")
    bidding_room_opening_begun = Check(
        "(state IN ('releasing', 'finished')) = (begun_at IS NOT NULL) "
        "AND (begun_at IS NULL) = (host IS NULL) AND (begun_at IS NULL) = (decrypt_until IS NULL)"
    )
    bidding_room_opening_finished = Check(
        "(state = 'finished') = (finished_at IS NOT NULL) "
        "AND (finished_at IS NULL) = (record IS NULL) "
        "AND (record IS NULL) = (record_audit_seq IS NULL)"
    )


class ShareRelease(Table, tablename="bidding_room_share_release"):
    id = UUID(primary_key=True, default=uuid4)
    opening = ForeignKey(Opening, on_delete=OnDelete.restrict, null=False)
    ordinal = SmallInt()
    person = ForeignKey(Person, on_delete=OnDelete.restrict, null=False)
    released_at = Timestamptz()
    shares_verified = Integer()
    shares_refused = Integer()
    refused_shares = JSONB(default="[]")

    bidding_room_share_release_ordinal = Unique([opening, ordinal])
    bidding_room_share_release_counts = Check("shares_verified >= 0 AND shares_refused >= 0")


class HeldShare(Table, tablename="bidding_room_held_share"):
    id = UUID(primary_key=True, default=uuid4)
    bid = ForeignKey(Bid, on_delete=OnDelete.cascade, null=False)
    envelope = Varchar(length=20)
    ordinal = SmallInt()
    share_wrapped = Bytea(secret=True)

    bidding_room_held_share_once = Unique([bid, envelope, ordinal])
    bidding_room_held_share_envelope = Check("envelope IN ('qualification', 'technical', 'price')")


class EnvelopeKey(Table, tablename="bidding_room_envelope_key"):
    id = UUID(primary_key=True, default=uuid4)
    bid = ForeignKey(Bid, on_delete=OnDelete.restrict, null=False)
    envelope = Varchar(length=20)
    key_wrapped = Bytea(secret=True)
    opened_by = Varchar(length=20)
    opened_at = Timestamptz()

    bidding_room_envelope_key_once = Unique([bid, envelope])
    bidding_room_envelope_key_envelope = Check("envelope IN ('qualification', 'technical', 'price')")
    bidding_room_envelope_key_opened_by = Check("opened_by IN ('officers', 'bidder')")


class OpenedBid(Table, tablename="bidding_room_opened_bid"):
    id = UUID(primary_key=True, default=uuid4)
    bid = ForeignKey(Bid, on_delete=OnDelete.restrict, null=False, unique=True)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False)
    bidder = ForeignKey(Organisation, on_delete=OnDelete.restrict, null=True, default=None)
    bidder_name = Varchar(length=200)
    position = Integer()
    price = Numeric(digits=(14, 2), null=True, default=None)
    form = JSONB(null=True, default=None)
    opened_by = Varchar(length=20, null=True, default=None)
    opened_at = Timestamptz()
    reason = Text()
    side = Varchar(length=20, null=True, default=None)
    failure = Varchar(length=40, null=True, default=None)

    bidding_room_opened_bid_bidder = Unique([lot, bidder])
    bidding_room_opened_bid_bidder_told = Check("opened_by IS NULL OR bidder IS NOT NULL")
    bidding_room_opened_bid_position = Unique([lot, position])
    bidding_room_opened_bid_outcome = Check(
        "(opened_by IS NOT NULL AND price IS NOT NULL AND form IS NOT NULL AND side IS NULL "
        "AND reason = '') OR (opened_by IS NULL AND price IS NULL AND form IS NULL "
        "AND side IS NOT NULL AND reason <> '')"
    )
    bidding_room_opened_bid_side = Check("side IS NULL OR side IN ('bidder', 'platform')")


class OpenedFile(Table, tablename="bidding_room_opened_file"):
    id = UUID(primary_key=True, default=uuid4)
    bid = ForeignKey(Bid, on_delete=OnDelete.restrict, null=False)
    file = ForeignKey(File, on_delete=OnDelete.restrict, null=False, unique=True)
    envelope = Varchar(length=20)
    name = Varchar(length=300)
    size = BigInt()
    media_type = Varchar(length=170)
    recognised = Varchar(length=60, null=True, default=None)
    cautions = JSONB(default="[]")
    inspected_at = Timestamptz(null=True, default=None)
    inspection_tries = Integer(default=0)

    bidding_room_opened_file_envelope = Check("envelope IN ('qualification', 'technical', 'price')")
    bidding_room_opened_file_size = Check("size >= 0")


STATEMENTS = (
    # ---- one bid of a bidder stands and one is drafted; numbers count what was handed in, not drafts that lapsed
    """
    CREATE UNIQUE INDEX bidding_room_bid_one_standing ON bidding_room_bid (lot, bidder_handle)
        WHERE state = 'submitted'
    """,
    """
    CREATE UNIQUE INDEX bidding_room_bid_one_draft ON bidding_room_bid (lot, bidder_handle)
        WHERE state = 'drafting'
    """,
    """
    CREATE UNIQUE INDEX bidding_room_bid_sequence_once ON bidding_room_bid (lot, bidder_handle, sequence)
        WHERE state <> 'lapsed'
    """,
    # Somebody may be refused any number of times.
    """
    CREATE UNIQUE INDEX bidding_room_receipt_once ON bidding_room_receipt (bid, kind) WHERE kind <> 'refusal'
    """,
    # ---- the deadline is a property of the commit, not of the moment the application looked at the clock
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
    # ---- what was handed in stays as it was handed in, only its state moves on; so does what was given out or told
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
    """
    CREATE FUNCTION bidding_room_release_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR NEW.shares_verified < OLD.shares_verified OR NEW.shares_refused < OLD.shares_refused
            OR (NEW.opening, NEW.ordinal, NEW.person, NEW.released_at)
                IS DISTINCT FROM (OLD.opening, OLD.ordinal, OLD.person, OLD.released_at)
        THEN
            RAISE EXCEPTION 'what is on record of a release only grows'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bidding_room_release_grows';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER bidding_room_release_keep BEFORE UPDATE OR DELETE ON bidding_room_share_release
        FOR EACH ROW EXECUTE FUNCTION bidding_room_release_keep()
    """,
    # ---- nothing opened before its lot's deadline, whoever asks
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
    *(
        f"CREATE TRIGGER {table}_not_early BEFORE INSERT ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION bidding_room_refuse_early()"
        for table in ("bidding_room_held_share", "bidding_room_envelope_key", "bidding_room_opened_bid")
    ),
    # ---- what is looked for all the time
    "CREATE INDEX bidding_room_bid_lot_state ON bidding_room_bid (lot, state)",
    "CREATE INDEX bidding_room_bid_handle ON bidding_room_bid (bidder_handle)",
    "CREATE INDEX bidding_room_receipt_handle ON bidding_room_receipt (bidder_handle, issued_at)",
)


async def forwards() -> FirstStep:
    return FirstStep(
        step=ID,
        package="bidding_room",
        tables=(
            Bid,
            DraftBox,
            File,
            Receipt,
            Opening,
            ShareRelease,
            HeldShare,
            EnvelopeKey,
            OpenedBid,
            OpenedFile,
        ),
        statements=STATEMENTS,
    )
