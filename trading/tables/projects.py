"""Projects and their lots, what is scored and who opens.

Columns that are null while a lot is drafted are demanded by CHECK once it is submitted.
"""

from __future__ import annotations

from uuid import uuid4

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    Bytea,
    Date,
    ForeignKey,
    Numeric,
    OnDelete,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from identity.tables import KeyBox, Organisation, Person
from trading.choices import Duty
from trading.states import LotState
from trading.tables.choices import one_of


class Project(Table, tablename="trading_project"):
    """One project, drafted by an agency for its tenderer. `particulars` are its kind's own document, see `Schema`;
    `kept_reasons` are by rule what is said for a warning that stands.

    Which kinds and categories there are the kinds say, so that a new one changes no table.
    """

    id = UUID(primary_key=True, default=uuid4)
    no = Varchar(length=40, unique=True)
    name = Varchar(length=200)
    kind = Varchar(length=20)
    category = Varchar(length=20)
    tenderer = ForeignKey(Organisation, on_delete=OnDelete.restrict, null=False)
    agency = ForeignKey(Organisation, on_delete=OnDelete.restrict, null=False)
    region = Varchar(length=6)
    qualification = Text()
    particulars = JSONB(default='{"version": 1}')
    kept_reasons = JSONB(default="{}")
    tenderer_address = Varchar(length=200)
    tenderer_contact = Varchar(length=100)
    tenderer_phone = Varchar(length=40)
    agency_address = Varchar(length=200)
    agency_contact = Varchar(length=100)
    agency_phone = Varchar(length=40)
    governed_by_day = Date()
    template = Varchar(length=40)
    created_by = ForeignKey(Person, on_delete=OnDelete.restrict, null=False)
    created_at = Timestamptz()
    submitted_by = ForeignKey(Person, on_delete=OnDelete.restrict, null=True)
    submitted_at = Timestamptz(null=True, default=None)
    returned_by = ForeignKey(Person, on_delete=OnDelete.restrict, null=True)
    returned_at = Timestamptz(null=True, default=None)
    returned_reason = Text()
    accepted_by = ForeignKey(Person, on_delete=OnDelete.restrict, null=True)
    accepted_at = Timestamptz(null=True, default=None)

    trading_project_particulars = Check("particulars ? 'version'")
    trading_project_region = Check("region ~ '^[0-9]{6}$'")
    trading_project_submitted = Check("(submitted_by IS NULL) = (submitted_at IS NULL)")
    trading_project_returned = Check("(returned_by IS NULL) = (returned_at IS NULL)")
    trading_project_accepted = Check("(accepted_by IS NULL) = (accepted_at IS NULL)")
    trading_project_two_people = Check("accepted_by IS NULL OR accepted_by <> created_by")


class Lot(Table, tablename="trading_lot"):
    """One lot (采购包): what is bid for, opened, scored and awarded as a whole.

    `scheme` is a document of its kind's method, but for the criteria, which scores refer to.
    """

    id = UUID(primary_key=True, default=uuid4)
    project = ForeignKey(Project, on_delete=OnDelete.restrict, null=False)
    lot_no = SmallInt(default=1)
    name = Varchar(length=200)
    state = Varchar(length=20, default=LotState.DRAFT.value)
    budget = Numeric(digits=(14, 2))
    ceiling_price = Numeric(digits=(14, 2), null=True, default=None)
    scheme = JSONB(default='{"version": 1}')
    publish_at = Timestamptz(null=True, default=None)
    documents_until = Timestamptz(null=True, default=None)
    bids_due_at = Timestamptz(null=True, default=None)
    day_off_reason = Varchar(length=300)
    opening_place = Varchar(length=200)
    panel_threshold = SmallInt(default=2)
    accept_seq = BigInt(null=True, default=None)
    calendar_version = Varchar(length=100)
    notice_published_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    failed_at = Timestamptz(null=True, default=None)
    failed_reason = Text()

    trading_lot_project_no = Unique([project, lot_no])
    trading_lot_state = Check(one_of("state", LotState))
    trading_lot_budget = Check("budget > 0 OR (state = 'draft' AND budget = 0)")
    trading_lot_ceiling = Check("ceiling_price IS NULL OR (ceiling_price > 0 AND ceiling_price <= budget)")
    trading_lot_scheme = Check("scheme ? 'version'")
    trading_lot_threshold = Check("panel_threshold >= 2")
    trading_lot_times_set = Check(
        "state = 'draft' OR "
        "(publish_at IS NOT NULL AND documents_until IS NOT NULL AND bids_due_at IS NOT NULL)"
    )
    trading_lot_times_order = Check(
        "state = 'draft' OR (publish_at < documents_until AND documents_until <= bids_due_at)"
    )
    trading_lot_published = Check(
        "(notice_published_at IS NULL) = (state IN ('draft', 'submitted', 'accepted'))"
    )
    trading_lot_failed = Check("(failed_at IS NULL) = (state <> 'failed')")


class Criterion(Table, tablename="trading_criterion"):
    """One scored factor besides the price (评审因素). Which kinds and envelopes there are the method says."""

    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.cascade, null=False)
    ordinal = SmallInt()
    name = Varchar(length=100)
    kind = Varchar(length=20)
    max_points = Numeric(digits=(5, 2))
    guide = Text()
    envelope = Varchar(length=20, default="technical")

    trading_criterion_lot_ordinal = Unique([lot, ordinal])
    trading_criterion_points = Check("max_points > 0 AND max_points <= 100")


class OpeningOfficer(Table, tablename="trading_opening_officer"):
    """One seat of the lot's opening panel; the public key is copied and fixed when the project is accepted."""

    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.cascade, null=False)
    ordinal = SmallInt()
    person = ForeignKey(Person, on_delete=OnDelete.restrict, null=False)
    duty = Varchar(length=20)
    key_box = ForeignKey(KeyBox, on_delete=OnDelete.restrict, null=True)
    sealing_public = Bytea(null=True, default=None)

    trading_opening_officer_lot_ordinal = Unique([lot, ordinal])
    trading_opening_officer_lot_person = Unique([lot, person])
    trading_opening_officer_duty = Check(one_of("duty", Duty))
    trading_opening_officer_ordinal = Check("ordinal >= 1")
    trading_opening_officer_frozen = Check("(key_box IS NULL) = (sealing_public IS NULL)")
    trading_opening_officer_key_length = Check("sealing_public IS NULL OR length(sealing_public) = 32")
