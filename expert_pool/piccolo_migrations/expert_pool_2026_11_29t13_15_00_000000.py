"""All that the expert pool keeps: its tables, and what Piccolo cannot say of them."""

from uuid import uuid4

from piccolo.columns import (
    UUID,
    Array,
    BigInt,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
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


class Person(Table, tablename="identity_person"):
    id = UUID(primary_key=True, default=uuid4)


# ---- what the package keeps


class Speciality(Table, tablename="expert_pool_speciality"):
    id = UUID(primary_key=True, default=uuid4)
    code = Varchar(length=6, unique=True)
    name = Varchar(length=100)
    confirmed = Boolean(default=False)

    expert_pool_speciality_code = Check("code ~ '^[ABC]([0-9]{2}([0-9]{2})?)?$'")


class Expert(Table, tablename="expert_pool_expert"):
    id = UUID(primary_key=True, default=uuid4)
    person = ForeignKey(Person, on_delete=OnDelete.restrict, null=False, unique=True)
    code = Varchar(length=20, unique=True)
    employer_name = Varchar(length=200)
    employer_uscc = Varchar(length=18, default="")
    title = Varchar(length=60)
    title_level = Varchar(length=20)
    years = SmallInt()
    birth_year = SmallInt()
    birth_on = Date(null=True, default=None)
    state = Varchar(length=20, default="active")
    state_reason = Varchar(length=300, default="")
    registered_at = Timestamptz()

    expert_pool_expert_state = Check("state IN ('active', 'paused', 'removed')")
    expert_pool_expert_title_level = Check("title_level IN ('senior', 'intermediate')")
    expert_pool_expert_years = Check("years BETWEEN 0 AND 70")
    expert_pool_expert_birth_year = Check("birth_year BETWEEN 1900 AND 2100")
    expert_pool_expert_birth_on = Check("birth_on IS NULL OR date_part('year', birth_on) = birth_year")
    expert_pool_expert_employer = Check("employer_name <> ''")
    expert_pool_expert_uscc = Check("employer_uscc = '' OR employer_uscc ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'")
    expert_pool_expert_reason = Check("state = 'active' OR state_reason <> ''")


class ExpertSpeciality(Table, tablename="expert_pool_expert_speciality"):
    id = UUID(primary_key=True, default=uuid4)
    expert = ForeignKey(Expert, on_delete=OnDelete.cascade, null=False)
    speciality = ForeignKey(Speciality, on_delete=OnDelete.restrict, null=False)

    expert_pool_expert_speciality_once = Unique([expert, speciality])


class Employment(Table, tablename="expert_pool_employment"):
    id = UUID(primary_key=True, default=uuid4)
    expert = ForeignKey(Expert, on_delete=OnDelete.cascade, null=False)
    organisation_name = Varchar(length=200)
    organisation_uscc = Varchar(length=18, default="")
    tie = Varchar(length=20, default="employee")
    from_on = Date()
    until_on = Date(null=True, default=None)

    expert_pool_employment_tie = Check("tie IN ('employee', 'director', 'controller')")
    expert_pool_employment_span = Check("until_on IS NULL OR until_on >= from_on")
    expert_pool_employment_uscc = Check(
        "organisation_uscc = '' OR organisation_uscc ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'"
    )


class Relative(Table, tablename="expert_pool_relative"):
    id = UUID(primary_key=True, default=uuid4)
    expert = ForeignKey(Expert, on_delete=OnDelete.cascade, null=False)
    relation = Varchar(length=40)
    organisation_name = Varchar(length=200)
    organisation_uscc = Varchar(length=18, default="")
    post = Varchar(length=20, default="works")

    expert_pool_relative_post = Check("post IN ('leads', 'works')")
    expert_pool_relative_uscc = Check(
        "organisation_uscc = '' OR organisation_uscc ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'"
    )


class Draw(Table, tablename="expert_pool_draw"):
    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False)
    attempt = SmallInt()
    size = SmallInt()
    representatives = SmallInt(default=0)
    max_per_unit = SmallInt(default=1)
    specialities = Array(base_column=Varchar(length=6))
    place = Varchar(length=200)
    evaluation_starts_at = Timestamptz()
    early_reason = Varchar(length=300, default="")
    calendar_version = Varchar(length=100)
    state = Varchar(length=20, default="open")
    opened_by = ForeignKey(Person, on_delete=OnDelete.restrict, null=False)
    opened_at = Timestamptz()
    opened_seq = BigInt()
    candidates_hash = Bytea(null=True, default=None)
    frozen_at = Timestamptz(null=True, default=None)
    reveal_due_at = Timestamptz(null=True, default=None)
    frozen_seq = BigInt(null=True, default=None)
    frozen_size = BigInt(null=True, default=None)
    frozen_root = Bytea(null=True, default=None)
    frozen_signature = Bytea(null=True, default=None)
    frozen_head_at = Timestamptz(null=True, default=None)
    seed = Text(null=True, default=None)
    drawn_order = Array(base_column=Integer(), null=True, default=None)
    drawn_at = Timestamptz(null=True, default=None)
    drawn_seq = BigInt(null=True, default=None)
    published_at = Timestamptz(null=True, default=None)
    published_seq = BigInt(null=True, default=None)
    voided_at = Timestamptz(null=True, default=None)
    void_reason = Varchar(length=300, default="")
    voided_seq = BigInt(null=True, default=None)

    expert_pool_draw_attempt = Unique([lot, attempt])
    expert_pool_draw_state = Check("state IN ('open', 'committed', 'frozen', 'revealed', 'drawn', 'void')")
    expert_pool_draw_size = Check("size >= 1 AND representatives >= 0 AND max_per_unit >= 1 AND attempt >= 1")
    expert_pool_draw_frozen_whole = Check(
        "num_nulls(candidates_hash, frozen_at, reveal_due_at, frozen_seq) IN (0, 4) "
        "AND num_nulls(frozen_size, frozen_root, frozen_signature, frozen_head_at) IN (0, 4) "
        "AND (frozen_root IS NULL OR frozen_seq IS NOT NULL)"
    )
    expert_pool_draw_rooted = Check("state NOT IN ('revealed', 'drawn') OR frozen_root IS NOT NULL")
    expert_pool_draw_frozen = Check("state IN ('open', 'committed', 'void') OR candidates_hash IS NOT NULL")
    expert_pool_draw_drawn_whole = Check("num_nulls(seed, drawn_order, drawn_at, drawn_seq) IN (0, 4)")
    expert_pool_draw_drawn = Check("state <> 'drawn' OR seed IS NOT NULL")
    expert_pool_draw_published = Check(
        "(published_at IS NULL) = (published_seq IS NULL) AND (published_at IS NULL OR state = 'drawn')"
    )
    expert_pool_draw_void = Check(
        "(state = 'void') = (voided_at IS NOT NULL) AND (voided_at IS NULL) = (voided_seq IS NULL) "
        "AND (state = 'void') = (void_reason <> '')"
    )
    expert_pool_draw_root_length = Check("frozen_root IS NULL OR octet_length(frozen_root) = 32")


class AvoidedUnit(Table, tablename="expert_pool_avoided_unit"):
    id = UUID(primary_key=True, default=uuid4)
    draw = ForeignKey(Draw, on_delete=OnDelete.restrict, null=False)
    name = Varchar(length=200)
    uscc = Varchar(length=18, default="")
    party = Varchar(length=20)

    expert_pool_avoided_unit_party = Check("party IN ('bidder', 'tenderer', 'agency', 'supervisor')")


class DrawParty(Table, tablename="expert_pool_draw_party"):
    id = UUID(primary_key=True, default=uuid4)
    draw = ForeignKey(Draw, on_delete=OnDelete.restrict, null=False)
    duty = Varchar(length=20)
    person = ForeignKey(Person, on_delete=OnDelete.restrict, null=True)
    commitment = Bytea(null=True, default=None)
    committed_at = Timestamptz(null=True, default=None)
    committed_seq = BigInt(null=True, default=None)
    secret = Varchar(length=128, null=True, default=None)
    revealed_at = Timestamptz(null=True, default=None)
    revealed_seq = BigInt(null=True, default=None)

    expert_pool_draw_party_duty = Unique([draw, duty])
    expert_pool_draw_party_person = Unique([draw, person])
    expert_pool_draw_party_duty_known = Check("duty IN ('centre', 'agency', 'supervisor')")
    expert_pool_draw_party_committed = Check(
        "num_nulls(person, commitment, committed_at, committed_seq) IN (0, 4) "
        "AND (commitment IS NULL OR octet_length(commitment) = 32)"
    )
    expert_pool_draw_party_revealed = Check(
        "num_nulls(secret, revealed_at, revealed_seq) IN (0, 3) "
        "AND (secret IS NULL OR commitment IS NOT NULL)"
    )


class Candidate(Table, tablename="expert_pool_candidate"):
    id = UUID(primary_key=True, default=uuid4)
    draw = ForeignKey(Draw, on_delete=OnDelete.restrict, null=False)
    position = Integer()
    commitment = Bytea()
    unit = Bytea()
    opening_wrapped = Bytea(secret=True)
    expert = ForeignKey(Expert, on_delete=OnDelete.restrict, null=False)

    expert_pool_candidate_position = Unique([draw, position])
    expert_pool_candidate_expert = Unique([draw, expert])
    expert_pool_candidate_lengths = Check(
        "position >= 0 AND octet_length(commitment) = 32 AND octet_length(unit) = 32"
    )


class ExcludedExpert(Table, tablename="expert_pool_exclusion"):
    id = UUID(primary_key=True, default=uuid4)
    draw = ForeignKey(Draw, on_delete=OnDelete.restrict, null=False)
    expert = ForeignKey(Expert, on_delete=OnDelete.restrict, null=False)
    reason = Varchar(length=40)
    article = Varchar(length=100)

    expert_pool_exclusion_once = Unique([draw, expert])
    expert_pool_exclusion_reason = Check(
        "reason IN ('not-active', 'speciality-mismatch', 'age', 'bidder-tie', 'bidder-relative', "
        "'tenderer-staff', 'agency-staff', 'buyer-side-tie', 'buyer-side-relative', 'supervising-staff')"
    )


class Representative(Table, tablename="expert_pool_representative"):
    id = UUID(primary_key=True, default=uuid4)
    draw = ForeignKey(Draw, on_delete=OnDelete.restrict, null=False)
    ordinal = SmallInt()
    person = ForeignKey(Person, on_delete=OnDelete.restrict, null=False)
    post = Varchar(length=60)
    authorisation = Varchar(length=200)
    named_by = ForeignKey(Person, on_delete=OnDelete.restrict, null=False)
    named_at = Timestamptz()
    named_seq = BigInt()
    left_at = Timestamptz(null=True, default=None)
    left_why = Varchar(length=300, default="")

    expert_pool_representative_ordinal = Check("ordinal >= 1")
    expert_pool_representative_named = Check("post <> '' AND authorisation <> ''")
    expert_pool_representative_left = Check("(left_at IS NULL) = (left_why = '')")


class Seat(Table, tablename="expert_pool_seat"):
    id = UUID(primary_key=True, default=uuid4)
    draw = ForeignKey(Draw, on_delete=OnDelete.restrict, null=False)
    number = SmallInt()
    place = Integer()
    expert = ForeignKey(Expert, on_delete=OnDelete.restrict, null=False)
    state = Varchar(length=20, default="invited")
    is_leader = Boolean(default=False)
    invited_at = Timestamptz()
    called_seq = BigInt()
    answered_at = Timestamptz(null=True, default=None)
    vacated_at = Timestamptz(null=True, default=None)
    vacated_why = Varchar(length=20, default="")
    vacated_note = Varchar(length=300, default="")
    vacated_seq = BigInt(null=True, default=None)

    expert_pool_seat_place = Unique([draw, place])
    expert_pool_seat_expert = Unique([draw, expert])
    expert_pool_seat_state = Check("state IN ('invited', 'accepted', 'declined', 'replaced')")
    expert_pool_seat_number = Check("number >= 1 AND place >= 0")
    expert_pool_seat_vacated = Check(
        "(state IN ('declined', 'replaced')) = (vacated_at IS NOT NULL) "
        "AND (vacated_at IS NULL) = (vacated_seq IS NULL) "
        "AND (vacated_at IS NULL) = (vacated_why = '')"
    )
    expert_pool_seat_leader = Check("NOT is_leader OR state IN ('invited', 'accepted')")


FROZEN_WITH_THE_LIST = ("expert_pool_candidate", "expert_pool_exclusion", "expert_pool_avoided_unit")
NEVER_DELETED = (
    "expert_pool_draw",
    "expert_pool_draw_party",
    "expert_pool_seat",
    "expert_pool_representative",
)

STATEMENTS = (
    # Codes of experts, each given once.
    "CREATE SEQUENCE expert_pool_expert_code",
    # 评标专家专业分类标准 (发改法规〔2018〕316号). The first level, and the second level under A as confirmed in a
    # provincial system; the second level under B and C is entered by the centre from the standard's text.
    """
    INSERT INTO expert_pool_speciality (code, name, confirmed)
    SELECT code, name, true FROM (VALUES
        ('A', '工程'), ('A01', '规划'), ('A02', '投资策划与决策'), ('A03', '勘察'), ('A04', '设计'), ('A05', '监理'),
        ('A06', '工程造价'), ('A07', '项目管理（代建）'), ('A08', '工程施工'), ('A09', '其他工程'),
        ('B', '货物'), ('C', '服务')
    ) AS standard (code, name)
    """,
    # ---- of each there may be one that counts, and any number that do so no more
    "CREATE UNIQUE INDEX expert_pool_draw_live ON expert_pool_draw (lot) WHERE state <> 'void'",
    """
    CREATE UNIQUE INDEX expert_pool_seat_live ON expert_pool_seat (draw, number)
    WHERE state IN ('invited', 'accepted')
    """,
    "CREATE UNIQUE INDEX expert_pool_seat_one_leader ON expert_pool_seat (draw) WHERE is_leader",
    """
    CREATE UNIQUE INDEX expert_pool_representative_live ON expert_pool_representative (draw, ordinal)
    WHERE left_at IS NULL
    """,
    """
    CREATE UNIQUE INDEX expert_pool_representative_once ON expert_pool_representative (draw, person)
    WHERE left_at IS NULL
    """,
    # ---- a frozen list stays, and nothing is added to it
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
        for table in FROZEN_WITH_THE_LIST
    ),
    *(
        f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION storage_refuse_change()"
        for table in FROZEN_WITH_THE_LIST
    ),
    *(
        f"CREATE TRIGGER {table}_never_deleted BEFORE DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION storage_refuse_change()"
        for table in NEVER_DELETED
    ),
    # ---- a draw goes on from what stands: terms, list, head of the log after the list, seed and order
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
           (OLD.candidates_hash, OLD.frozen_at, OLD.reveal_due_at, OLD.frozen_seq)
           IS DISTINCT FROM (NEW.candidates_hash, NEW.frozen_at, NEW.reveal_due_at, NEW.frozen_seq)
           OR OLD.frozen_root IS NOT NULL AND
           (OLD.frozen_size, OLD.frozen_root, OLD.frozen_signature, OLD.frozen_head_at)
           IS DISTINCT FROM (NEW.frozen_size, NEW.frozen_root, NEW.frozen_signature, NEW.frozen_head_at) THEN
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
    """
    CREATE TRIGGER expert_pool_draw_kept BEFORE UPDATE ON expert_pool_draw
    FOR EACH ROW EXECUTE FUNCTION expert_pool_keep_draw()
    """,
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
    """
    CREATE TRIGGER expert_pool_draw_party_kept BEFORE UPDATE ON expert_pool_draw_party
    FOR EACH ROW EXECUTE FUNCTION expert_pool_keep_party()
    """,
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
    """
    CREATE TRIGGER expert_pool_seat_kept BEFORE UPDATE ON expert_pool_seat
    FOR EACH ROW EXECUTE FUNCTION expert_pool_keep_seat()
    """,
    # ---- the committee's places in two views for the packages above: the experts' seats, and those of the purchaser
    """
    CREATE VIEW expert_pool_called AS
    SELECT seat.id, seat.number AS seat, seat.expert, expert.person, seat.is_leader
    FROM expert_pool_seat seat JOIN expert_pool_expert expert ON expert.id = seat.expert
    """,
    """
    CREATE VIEW expert_pool_sent AS
    SELECT sent.id, (draw.size + sent.ordinal)::smallint AS seat, sent.person
    FROM expert_pool_representative sent JOIN expert_pool_draw draw ON draw.id = sent.draw
    """,
    # ---- what is looked for all the time
    "CREATE INDEX expert_pool_seat_by_expert ON expert_pool_seat (expert)",
    "CREATE INDEX expert_pool_employment_by_expert ON expert_pool_employment (expert)",
    "CREATE INDEX expert_pool_relative_by_expert ON expert_pool_relative (expert)",
    "CREATE INDEX expert_pool_representative_person ON expert_pool_representative (person)",
)


async def forwards() -> FirstStep:
    return FirstStep(
        step=ID,
        package="expert_pool",
        tables=(
            Speciality,
            Expert,
            ExpertSpeciality,
            Employment,
            Relative,
            Draw,
            AvoidedUnit,
            DrawParty,
            Candidate,
            ExcludedExpert,
            Representative,
            Seat,
        ),
        statements=STATEMENTS,
    )
