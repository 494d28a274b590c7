"""All that trading keeps: its tables, and what Piccolo cannot say of them."""

from uuid import uuid4

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    Boolean,
    Bytea,
    Date,
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


class KeyBox(Table, tablename="identity_key_box"):
    id = UUID(primary_key=True, default=uuid4)


class Organisation(Table, tablename="identity_organisation"):
    id = UUID(primary_key=True, default=uuid4)


class Person(Table, tablename="identity_person"):
    id = UUID(primary_key=True, default=uuid4)


# ---- what the package keeps


class Project(Table, tablename="trading_project"):
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
    id = UUID(primary_key=True, default=uuid4)
    project = ForeignKey(Project, on_delete=OnDelete.restrict, null=False)
    lot_no = SmallInt(default=1)
    name = Varchar(length=200)
    state = Varchar(length=20, default="draft")
    budget = Numeric(digits=(14, 2))
    ceiling_price = Numeric(digits=(14, 2), null=True, default=None)
    price_points = Numeric(digits=(5, 2))
    small_firm_percent = Numeric(digits=(5, 2), null=True, default=None)
    publish_at = Timestamptz(null=True, default=None)
    documents_until = Timestamptz(null=True, default=None)
    bids_due_at = Timestamptz(null=True, default=None)
    day_off_reason = Varchar(length=300)
    opening_place = Varchar(length=200)
    tie_rule = Varchar(length=20, default="technical")
    panel_threshold = SmallInt(default=2)
    accept_seq = BigInt(null=True, default=None)
    calendar_version = Varchar(length=100)
    notice_published_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    failed_at = Timestamptz(null=True, default=None)
    failed_reason = Text()

    trading_lot_project_no = Unique([project, lot_no])
    trading_lot_state = Check(
        "state IN ('draft', 'submitted', 'accepted', 'bidding', 'closed', 'opening', 'opened', "
        "'evaluating', 'evaluated', 'determined', 'awarded', 'failed')"
    )
    trading_lot_budget = Check("budget > 0 OR (state = 'draft' AND budget = 0)")
    trading_lot_ceiling = Check("ceiling_price IS NULL OR (ceiling_price > 0 AND ceiling_price <= budget)")
    trading_lot_tie_rule = Check("tie_rule IN ('technical', 'draw')")
    trading_lot_price_points = Check("price_points >= 0 AND price_points <= 100")
    trading_lot_small_firm = Check("small_firm_percent IS NULL OR small_firm_percent BETWEEN 0 AND 100")
    trading_lot_threshold = Check("panel_threshold >= 2")
    trading_lot_times_set = Check(
        "state = 'draft' "
        "OR (publish_at IS NOT NULL AND documents_until IS NOT NULL AND bids_due_at IS NOT NULL)"
    )
    trading_lot_times_order = Check(
        "state = 'draft' OR (publish_at < documents_until AND documents_until <= bids_due_at)"
    )
    trading_lot_published = Check(
        "(notice_published_at IS NULL) = (state IN ('draft', 'submitted', 'accepted'))"
    )
    trading_lot_failed = Check("(failed_at IS NULL) = (state <> 'failed')")


class Criterion(Table, tablename="trading_criterion"):
    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.cascade, null=False)
    ordinal = SmallInt()
    name = Varchar(length=100)
    kind = Varchar(length=20)
    max_points = Numeric(digits=(5, 2))
    guide = Text()
    envelope = Varchar(length=20, default="technical")

    trading_criterion_lot_ordinal = Unique([lot, ordinal])
    trading_criterion_kind = Check("kind IN ('objective', 'subjective')")
    trading_criterion_points = Check("max_points > 0 AND max_points <= 100")
    trading_criterion_envelope = Check("envelope IN ('qualification', 'technical')")


class OpeningOfficer(Table, tablename="trading_opening_officer"):
    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.cascade, null=False)
    ordinal = SmallInt()
    person = ForeignKey(Person, on_delete=OnDelete.restrict, null=False)
    duty = Varchar(length=20)
    key_box = ForeignKey(KeyBox, on_delete=OnDelete.restrict, null=True)
    sealing_public = Bytea(null=True, default=None)

    trading_opening_officer_lot_ordinal = Unique([lot, ordinal])
    trading_opening_officer_lot_person = Unique([lot, person])
    trading_opening_officer_duty = Check("duty IN ('host', 'tenderer', 'agency', 'supervisor')")
    trading_opening_officer_ordinal = Check("ordinal >= 1")
    trading_opening_officer_frozen = Check("(key_box IS NULL) = (sealing_public IS NULL)")
    trading_opening_officer_key_length = Check("sealing_public IS NULL OR length(sealing_public) = 32")


class Notice(Table, tablename="trading_notice"):
    id = UUID(primary_key=True, default=uuid4)
    no = Varchar(length=50, unique=True)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False)
    kind = Varchar(length=20)
    title = Varchar(length=300)
    body = JSONB()
    search_text = Text()
    state = Varchar(length=20, default="scheduled")
    version = SmallInt(default=1)
    publish_at = Timestamptz()
    published_at = Timestamptz(null=True, default=None)
    audit_seq = BigInt(null=True, default=None)

    trading_notice_lot_kind_version = Unique([lot, kind, version])
    trading_notice_kind = Check("kind IN ('procurement_notice', 'award_notice', 'termination_notice')")
    trading_notice_state = Check("state IN ('scheduled', 'published', 'withdrawn')")
    trading_notice_published = Check(
        "(state = 'published') = (published_at IS NOT NULL AND audit_seq IS NOT NULL)"
    )


class Letter(Table, tablename="trading_letter"):
    id = UUID(primary_key=True, default=uuid4)
    no = Varchar(length=60, unique=True)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False)
    kind = Varchar(length=20)
    addressee = ForeignKey(Organisation, on_delete=OnDelete.restrict, null=False)
    addressee_name = Varchar(length=200)
    body = JSONB()
    issued_at = Timestamptz()
    audit_seq = BigInt()
    addressee_only = Boolean(default=False)

    trading_letter_lot_addressee = Unique([lot, addressee])
    trading_letter_one_kind = Check("kind IN ('award', 'result', 'failure')")


class Report(Table, tablename="trading_report"):
    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False, unique=True)
    received_at = Timestamptz()
    committee_names = JSONB()
    ties = JSONB(default="[]")
    calendar_version = Varchar(length=100)
    audit_seq = BigInt()

    trading_report_names = Check("jsonb_typeof(committee_names) = 'array'")


class Ranking(Table, tablename="trading_ranking"):
    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False)
    bidder = ForeignKey(Organisation, on_delete=OnDelete.restrict, null=False)
    bidder_name = Varchar(length=200)
    price = Numeric(digits=(14, 2))
    evaluated_price = Numeric(digits=(14, 2))
    scores = JSONB()
    total = Numeric(digits=(5, 2), null=True, default=None)
    rank = Integer(null=True, default=None)
    place = Integer(null=True, default=None)
    status = Varchar(length=20)
    reason = Text()
    enterprise = Varchar(length=20)
    small_firm = Boolean(null=True, default=None)
    small_firm_reason = Text()

    trading_ranking_lot_bidder = Unique([lot, bidder])
    trading_ranking_lot_place = Unique([lot, place])
    trading_ranking_place = Check("(place IS NULL) = (rank IS NULL) AND (place IS NULL OR place >= rank)")
    trading_ranking_status = Check("status IN ('valid', 'invalid')")
    trading_ranking_rank = Check(
        "(status = 'valid') = (rank IS NOT NULL) AND (rank IS NULL OR rank >= 1) "
        "AND (total IS NULL OR rank IS NOT NULL)"
    )
    trading_ranking_invalid_reason = Check("status = 'valid' OR reason <> ''")
    trading_ranking_enterprise = Check(
        "enterprise = '' OR enterprise IN ('micro', 'small', 'medium', 'large', 'prison', 'welfare')"
    )
    trading_ranking_small_firm = Check(
        "(small_firm IS NULL OR enterprise <> '') AND (small_firm_reason = '' OR small_firm IS FALSE)"
    )


class PassedOver(Table, tablename="trading_passed_over"):
    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False)
    bidder = ForeignKey(Organisation, on_delete=OnDelete.restrict, null=False)
    bidder_name = Varchar(length=200)
    place = Integer()
    version = SmallInt(default=1)
    ground = Varchar(length=40)
    statement = Text()
    evidence_seq = BigInt(null=True, default=None)
    evidence_name = Varchar(length=200)
    evidence_sha256 = Bytea(null=True, default=None)
    evidence = Bytea(null=True, default=None)
    decided_by = ForeignKey(Person, on_delete=OnDelete.restrict, null=False)
    decided_at = Timestamptz()
    audit_seq = BigInt()

    trading_passed_over_lot_bidder_version = Unique([lot, bidder, version])
    trading_passed_over_statement = Check("statement <> '' AND ground <> ''")
    trading_passed_over_proven = Check("evidence_seq IS NOT NULL OR evidence IS NOT NULL")
    trading_passed_over_file = Check(
        "(evidence IS NULL) = (evidence_sha256 IS NULL) AND (evidence IS NULL OR evidence_name <> '')"
    )


class PassingUndone(Table, tablename="trading_passing_undone"):
    id = UUID(primary_key=True, default=uuid4)
    passed_over = ForeignKey(PassedOver, on_delete=OnDelete.restrict, null=False, unique=True)
    reason = Text()
    undone_by = ForeignKey(Person, on_delete=OnDelete.restrict, null=False)
    undone_at = Timestamptz()
    audit_seq = BigInt()

    trading_passing_undone_reason = Check("reason <> ''")


class Ending(Table, tablename="trading_ending"):
    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False, unique=True)
    ground = Varchar(length=40)
    statement = Text()
    evidence_seq = BigInt(null=True, default=None)
    evidence_name = Varchar(length=200)
    evidence_sha256 = Bytea(null=True, default=None)
    evidence = Bytea(null=True, default=None)
    decided_by = ForeignKey(Person, on_delete=OnDelete.restrict, null=False)
    decided_at = Timestamptz()
    audit_seq = BigInt()

    trading_ending_statement = Check("statement <> '' AND ground <> ''")
    trading_ending_proven = Check(
        "evidence_seq IS NOT NULL OR evidence IS NOT NULL OR ground = 'nobody-left'"
    )
    trading_ending_file = Check(
        "(evidence IS NULL) = (evidence_sha256 IS NULL) AND (evidence IS NULL OR evidence_name <> '')"
    )


class Award(Table, tablename="trading_award"):
    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False, unique=True)
    winner = ForeignKey(Organisation, on_delete=OnDelete.restrict, null=False)
    winner_name = Varchar(length=200)
    amount = Numeric(digits=(14, 2))
    rank = Integer()
    reason = Text()
    late_reason = Text()
    determine_by_on = Date(null=True, default=None)
    publish_by_on = Date(null=True, default=None)
    calendar_version = Varchar(length=100)
    determined_by = ForeignKey(Person, on_delete=OnDelete.restrict, null=True)
    determined_at = Timestamptz()
    audit_seq = BigInt()

    trading_award_amount = Check("amount > 0")
    trading_award_reason = Check("rank = 1 OR reason <> ''")
    trading_award_deemed_reason = Check("determined_by IS NOT NULL OR reason <> ''")


class HolidayYear(Table, tablename="trading_holiday_year"):
    year = SmallInt(primary_key=True)
    days_off = Array(base_column=Date(), null=False, default=list)
    days_worked = Array(base_column=Date(), null=False, default=list)
    source = Text()
    provisional = Boolean(default=False)
    amends = Boolean(default=False)
    entered_by = ForeignKey(Person, on_delete=OnDelete.restrict, null=False)
    entered_at = Timestamptz()
    audit_seq = BigInt()

    trading_holiday_year_range = Check("year >= 2025 AND year <= 2100")
    trading_holiday_year_source = Check("source <> ''")
    trading_holiday_year_within = Check(
        "make_date(year, 1, 1) <= ALL (days_off || days_worked) "
        "AND make_date(year, 12, 31) >= ALL (days_off || days_worked)"
    )
    trading_holiday_year_amends = Check("NOT (amends AND provisional)")
    trading_holiday_year_apart = Check("NOT days_off && days_worked")
    trading_holiday_year_statutory = Check(
        "cardinality(days_off) >= 13 "
        "AND days_off @> ARRAY[make_date(year, 1, 1), make_date(year, 5, 1), make_date(year, 5, 2), "
        "make_date(year, 10, 1), make_date(year, 10, 2), make_date(year, 10, 3)]"
    )


NEVER_CHANGED = (
    "trading_report",
    "trading_ranking",
    "trading_passed_over",
    "trading_passing_undone",
    "trading_ending",
    "trading_award",
    "trading_letter",
)
FIXED_BY_NOTICE = ("trading_criterion", "trading_opening_officer")

STATEMENTS = (
    # Numbers of projects, each given once.
    "CREATE SEQUENCE trading_project_serial",
    # ---- a published notice is never changed, what was received, decided or sent never at all
    """
    CREATE FUNCTION trading_keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.state = 'published' THEN
            RAISE EXCEPTION 'a published notice is not changed';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$
    """,
    """
    CREATE TRIGGER trading_notice_kept BEFORE UPDATE OR DELETE ON trading_notice
    FOR EACH ROW EXECUTE FUNCTION trading_keep_published()
    """,
    *(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION storage_refuse_change()"
        for table in NEVER_CHANGED
    ),
    # ---- scheme, panel and terms are fixed once the notice is out
    """
    CREATE FUNCTION trading_keep_noticed() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        lot_id uuid := CASE WHEN TG_OP = 'INSERT' THEN NEW.lot ELSE OLD.lot END;
    BEGIN
        IF (SELECT notice_published_at FROM trading_lot WHERE id = lot_id) IS NOT NULL THEN
            RAISE EXCEPTION '% is fixed once the notice is published', TG_TABLE_NAME;
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$
    """,
    *(
        f"CREATE TRIGGER {table}_kept BEFORE INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION trading_keep_noticed()"
        for table in FIXED_BY_NOTICE
    ),
    """
    CREATE FUNCTION trading_keep_times() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.notice_published_at IS NOT NULL AND ROW(
            NEW.notice_published_at, NEW.documents_until, NEW.bids_due_at, NEW.price_points,
            NEW.budget, NEW.ceiling_price, NEW.panel_threshold, NEW.tie_rule
        ) IS DISTINCT FROM ROW(
            OLD.notice_published_at, OLD.documents_until, OLD.bids_due_at, OLD.price_points,
            OLD.budget, OLD.ceiling_price, OLD.panel_threshold, OLD.tie_rule
        ) THEN
            RAISE EXCEPTION 'what the notice says of the lot is fixed once it is published';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER trading_lot_kept BEFORE UPDATE ON trading_lot
    FOR EACH ROW EXECUTE FUNCTION trading_keep_times()
    """,
    """
    CREATE TRIGGER trading_lot_small_firm_kept BEFORE UPDATE ON trading_lot FOR EACH ROW
    WHEN (OLD.notice_published_at IS NOT NULL AND OLD.small_firm_percent IS DISTINCT FROM NEW.small_firm_percent)
    EXECUTE FUNCTION storage_refuse_change()
    """,
    # ---- an arrangement made up for training exists on training instances only; none is taken back
    """
    CREATE FUNCTION trading_keep_calendar() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.provisional AND NOT EXISTS (SELECT FROM storage_instance WHERE kind = 'training') THEN
            RAISE EXCEPTION 'only a training instance has provisional holidays';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER trading_holiday_year_real BEFORE INSERT OR UPDATE ON trading_holiday_year
    FOR EACH ROW EXECUTE FUNCTION trading_keep_calendar()
    """,
    """
    CREATE TRIGGER trading_holiday_year_kept BEFORE DELETE ON trading_holiday_year
    FOR EACH ROW EXECUTE FUNCTION storage_refuse_change()
    """,
    # ---- notices are looked for by pairs of characters, for Chinese has no spaces between words
    """
    CREATE FUNCTION trading_search_pieces(whole text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT coalesce(array_agg(DISTINCT piece), '{}')
        FROM generate_series(1, length(whole)) AS place,
             LATERAL (VALUES (substr(whole, place, 1)), (substr(whole, place, 2))) AS pieces (piece)
    $$
    """,
    "CREATE INDEX trading_notice_search ON trading_notice USING gin (trading_search_pieces(search_text))",
    # ---- what is looked for all the time
    "CREATE INDEX trading_notice_newest ON trading_notice (published_at DESC, no) WHERE state = 'published'",
    "CREATE UNIQUE INDEX trading_notice_one_in_force ON trading_notice (lot, kind) WHERE state <> 'withdrawn'",
    "CREATE INDEX trading_lot_due ON trading_lot (bids_due_at) WHERE notice_published_at IS NOT NULL",
    "CREATE INDEX trading_lot_state_index ON trading_lot (state)",
    "CREATE INDEX trading_project_agency ON trading_project (agency)",
    "CREATE INDEX trading_project_tenderer ON trading_project (tenderer)",
    "CREATE INDEX trading_letter_addressee ON trading_letter (addressee, issued_at DESC)",
)


async def forwards() -> FirstStep:
    return FirstStep(
        step=ID,
        package="trading",
        tables=(
            Project,
            Lot,
            Criterion,
            OpeningOfficer,
            Notice,
            Letter,
            Report,
            Ranking,
            PassedOver,
            PassingUndone,
            Ending,
            Award,
            HolidayYear,
        ),
        statements=STATEMENTS,
    )
