"""The tables of the store. Triggers, functions and partial indexes are in the first migration."""

from __future__ import annotations

from piccolo.columns import (
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
from piccolo.columns.column_types import JSONB
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class Instance(Table, tablename="storage_instance"):
    """What this instance is for, said once. A trigger refuses every change."""

    id = SmallInt(primary_key=True)
    kind = Varchar(length=16, null=False)
    storage_instance_single = Check("id = 1")
    storage_instance_kind_known = Check("kind IN ('training', 'production')")


class Clock(Table, tablename="storage_clock"):
    """A training clock: it showed `platform_at` at `real_at` and runs `factor` times as fast."""

    id = SmallInt(primary_key=True)
    real_at = Timestamptz(null=False, default=None)
    platform_at = Timestamptz(null=False, default=None)
    factor = Numeric(digits=(12, 3), null=False)
    storage_clock_single = Check("id = 1")
    storage_clock_factor_positive = Check("factor >= 1")


class AuditEntry(Table, tablename="storage_audit_entry"):
    """One leaf: its payload, and the signed tree head after it. Append-only by trigger.

    `digests`: the SHA-256 values its facts name, so that a published document is found by its hash. `ticket`: what
    rows remember it by, for it had no place yet when they were written; null in entries older than the queue. `nodes`:
    the hashes of the subtrees of 2, 4, 8 … leaves that it completes, one after the other.
    """

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
    nodes = Bytea(null=False)
    storage_audit_entry_seq_natural = Check("seq >= 0")
    storage_audit_entry_hash_size = Check("length(leaf_hash) = 32 AND length(root) = 32")
    storage_audit_entry_signature_size = Check("length(signature) = 64")
    storage_audit_entry_leaf_is_payload = Check("leaf_hash = sha256('\\x00'::bytea || payload)")
    storage_audit_entry_nodes_size = Check("length(nodes) % 32 = 0")


class AuditQueued(Table, tablename="storage_audit_queue"):
    """An entry whose act is committed and that waits for its place. It leaves by getting one, and in no other way.

    `voucher`: by it the platform knows its own entries before it signs them.
    """

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


class AuditTurn(Table, tablename="storage_audit_turn"):
    """Empty for ever. Whoever gives entries their places locks it, which takes a right on it: nobody else can."""

    id = SmallInt(primary_key=True)


class AuditDisclosure(Table, tablename="storage_audit_disclosure"):
    """An entry recorded as withheld whose payload may be read from `at` on. Append-only by trigger.

    `seq` holds its ticket, or its place if it is older than tickets.
    """

    seq = BigInt(primary_key=True)
    at = Timestamptz(null=False, default=None)


class Outbox(Table, tablename="storage_outbox"):
    """An event told in the transaction that made it true. `sent_at`: its deliveries exist."""

    id = BigSerial(primary_key=True)
    event_id = UUID(null=False, unique=True)
    topic = Varchar(length=80, null=False)
    subject_id = UUID(null=False)
    facts = JSONB(null=False)
    at = Timestamptz(null=False, default=None)
    sent_at = Timestamptz(null=True, default=None)


class Delivery(Table, tablename="storage_delivery"):
    """One event for one subscriber: the inbox row. `done_at` is set in the handler's transaction.

    `next_try_at` goes by the real clock, so a job lost with Redis is offered again.
    """

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
    """Something due at a platform time. Fired in the transaction of what it does, so once in effect."""

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
    """The characters that count of one published document, so that an excerpt leads back to it.

    `pairs`: the pairs of neighbours in it, each once; what the index holds.
    """

    identity = Varchar(length=120, primary_key=True, null=False)
    text = Text(null=False)
    pairs = Array(base_column=Varchar(length=2), null=False, default=list)


class GivenFile(Table, tablename="storage_given_file"):
    """That a file with this hash was given out as the document `identity`."""

    sha256 = Bytea(primary_key=True, null=False)
    identity = Varchar(length=120, null=False)


class SpooledMessage(Table, tablename="storage_spooled_message"):
    """What a training instance would have sent; a day old at most."""

    id = UUID(primary_key=True, null=False)
    receiver = Varchar(length=120, null=False, secret=True)
    subject = Varchar(length=200, null=False)
    text = Text(null=False, secret=True)
    at = Timestamptz(null=False, default=None)
