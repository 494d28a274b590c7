"""What the bidding room keeps.

Secrets rule: until the opening a row knows its bidder only as a keyed handle, the manifest and the receipts
(which name the bidder and the files) are wrapped under the platform's key, and object keys are random. No
table here ever holds a bidder's content key before the officers or the bidder released it.
Not for: the meaning of the sealed bytes, see `sealing/`.
"""

from __future__ import annotations

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

from bidding_room.states import BidState, OpenedBy, OpeningState, ReceiptKind, Side
from identity.tables import Organisation, Person
from trading.tables import Lot, one_of

ENVELOPES = ("qualification", "technical", "price")
_ENVELOPE = f"envelope IN {ENVELOPES!r}"


class Bid(Table, tablename="bidding_room_bid"):
    """One sealed bid of one bidder for one lot; a replacement is a new row with the next sequence.

    `sequence` counts what was handed in; drafts that lapsed do not count (partial unique index).
    At most one SUBMITTED and one DRAFTING row per bidder and lot (partial unique indexes), and a deferred
    trigger refuses at commit what would be handed in or taken back after the deadline.
    """

    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False)
    bidder_handle = Varchar(length=64)
    sequence = Integer()
    state = Varchar(length=20, default=BidState.DRAFTING.value)
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
    bidding_room_bid_state = Check(one_of("state", BidState))
    bidding_room_bid_handle = Check("bidder_handle ~ '^[0-9a-f]{64}$'")
    bidding_room_bid_handed_in = Check(
        "(state IN ('drafting', 'lapsed')) = (root_hash IS NULL) "
        "AND (root_hash IS NULL) = (manifest_wrapped IS NULL) AND (root_hash IS NULL) = (signature IS NULL) "
        "AND (root_hash IS NULL) = (submitted_at IS NULL) AND (root_hash IS NULL) = (audit_seq IS NULL)"
    )
    bidding_room_bid_hash_length = Check("root_hash IS NULL OR octet_length(root_hash) = 32")
    bidding_room_bid_signature_length = Check("signature IS NULL OR octet_length(signature) = 64")
    bidding_room_bid_ended = Check("(state IN ('replaced', 'withdrawn', 'lapsed')) = (ended_at IS NOT NULL)")
    bidding_room_bid_checked = Check("(bytes_intact IS NULL) = (bytes_checked_at IS NULL)")


class DraftBox(Table, tablename="bidding_room_draft_box"):
    """The bidder's own notes of a bid: form, file names and fingerprints, sealed in the browser to the bidder's own
    key. The platform cannot read them; after handing in they stay as the bidder's record."""

    id = UUID(primary_key=True, default=uuid4)
    bid = ForeignKey(Bid, on_delete=OnDelete.restrict, null=False, unique=True)
    sealed = Bytea(secret=True)
    revision = Integer()
    saved_at = Timestamptz()

    bidding_room_draft_box_revision = Check("revision >= 1")
    bidding_room_draft_box_size = Check("octet_length(sealed) BETWEEN 1 AND 1048576")


class File(Table, tablename="bidding_room_file"):
    """One sealed file of a bid in the store, under the id the manifest knows; `size` counts plaintext bytes.

    Its name and type are sealed inside the manifest."""

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
    bidding_room_file_envelope = Check(_ENVELOPE)
    bidding_room_file_size = Check("size >= 0 AND chunks BETWEEN 1 AND 10000")


class Receipt(Table, tablename="bidding_room_receipt"):
    """A signed acknowledgement or refusal, as given. The body names the bid, so it is kept wrapped.

    `bid` is null only for a refusal: somebody may be late without ever having begun a bid.
    """

    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False)
    bid = ForeignKey(Bid, on_delete=OnDelete.restrict, null=True)
    bidder_handle = Varchar(length=64)
    kind = Varchar(length=20)
    body_wrapped = Bytea(secret=True)
    issued_at = Timestamptz()
    audit_seq = BigInt()

    bidding_room_receipt_kind = Check(one_of("kind", ReceiptKind))
    bidding_room_receipt_bid = Check("bid IS NOT NULL OR kind = 'refusal'")


class Opening(Table, tablename="bidding_room_opening"):
    """The opening of one lot, from the freeze on. `set_root` is the hash over the frozen bids' root hashes.

    `irregularities` lists what the bids' rows said otherwise than the audit log, as found and when.
    """

    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False, unique=True)
    state = Varchar(length=20, default=OpeningState.WAITING.value)
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

    bidding_room_opening_state = Check(one_of("state", OpeningState))
    bidding_room_opening_root_length = Check("octet_length(set_root) = 32")
    bidding_room_opening_begun = Check(
        "(state IN ('releasing', 'finished')) = (begun_at IS NOT NULL) "
        "AND (begun_at IS NULL) = (host IS NULL) AND (begun_at IS NULL) = (decrypt_until IS NULL)"
    )
    bidding_room_opening_finished = Check(
        "(state = 'finished') = (finished_at IS NOT NULL) "
        "AND (finished_at IS NULL) = (record IS NULL) AND (record IS NULL) = (record_audit_seq IS NULL)"
    )


class ShareRelease(Table, tablename="bidding_room_share_release"):
    """That an officer released, when first, and how many of the shares matched their commitments.

    Both numbers only grow: a share counts once, however often it is sent. `refused_shares` names those that did not
    match, as `[bid, envelope, whether one was offered at all]`.
    """

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
    """A verified share, wrapped, waiting for enough others; deleted once its key is combined."""

    id = UUID(primary_key=True, default=uuid4)
    bid = ForeignKey(Bid, on_delete=OnDelete.cascade, null=False)
    envelope = Varchar(length=20)
    ordinal = SmallInt()
    share_wrapped = Bytea(secret=True)

    bidding_room_held_share_once = Unique([bid, envelope, ordinal])
    bidding_room_held_share_envelope = Check(_ENVELOPE)


class EnvelopeKey(Table, tablename="bidding_room_envelope_key"):
    """A content key after the opening, wrapped under the platform's key; deleting the row destroys the bid."""

    id = UUID(primary_key=True, default=uuid4)
    bid = ForeignKey(Bid, on_delete=OnDelete.restrict, null=False)
    envelope = Varchar(length=20)
    key_wrapped = Bytea(secret=True)
    opened_by = Varchar(length=20)
    opened_at = Timestamptz()

    bidding_room_envelope_key_once = Unique([bid, envelope])
    bidding_room_envelope_key_envelope = Check(_ENVELOPE)
    bidding_room_envelope_key_opened_by = Check(one_of("opened_by", OpenedBy))


class OpenedBid(Table, tablename="bidding_room_opened_bid"):
    """What the opening said of one frozen bid: its form and price, or why it stayed shut and whose side failed.

    `bidder` is null where neither the manifest nor the log tells any more whose bid it was.
    """

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
        "(opened_by IS NOT NULL AND price IS NOT NULL AND form IS NOT NULL AND side IS NULL AND reason = '') "
        "OR (opened_by IS NULL AND price IS NULL AND form IS NULL AND side IS NOT NULL AND reason <> '')"
    )
    bidding_room_opened_bid_side = Check(f"side IS NULL OR {one_of('side', Side)}")


class OpenedFile(Table, tablename="bidding_room_opened_file"):
    """A file of an opened bid as readers know it; the bytes stay sealed in the store.

    Name and `media_type` are the bidder's word; `recognised` and `cautions` are what its bytes say, once looked into.
    """

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

    bidding_room_opened_file_envelope = Check(_ENVELOPE)
    bidding_room_opened_file_size = Check("size >= 0")
