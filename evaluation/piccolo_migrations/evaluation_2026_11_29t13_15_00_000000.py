"""All that the evaluation keeps: its tables, and what Piccolo cannot say of them."""

from uuid import uuid4

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    Boolean,
    Bytea,
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

from storage.migration_steps import FirstStep

ID = "2026-11-29T13:15:00:000000"
VERSION = "1.38.0"

# ---- tables of other packages, as far as these refer to them


class Bid(Table, tablename="bidding_room_bid"):
    id = UUID(primary_key=True, default=uuid4)


class Criterion(Table, tablename="trading_criterion"):
    id = UUID(primary_key=True, default=uuid4)


class Draw(Table, tablename="expert_pool_draw"):
    id = UUID(primary_key=True, default=uuid4)


class KeyBox(Table, tablename="identity_key_box"):
    id = UUID(primary_key=True, default=uuid4)


class Lot(Table, tablename="trading_lot"):
    id = UUID(primary_key=True, default=uuid4)


class Organisation(Table, tablename="identity_organisation"):
    id = UUID(primary_key=True, default=uuid4)


class Person(Table, tablename="identity_person"):
    id = UUID(primary_key=True, default=uuid4)


class Representative(Table, tablename="expert_pool_representative"):
    id = UUID(primary_key=True, default=uuid4)


class Seat(Table, tablename="expert_pool_seat"):
    id = UUID(primary_key=True, default=uuid4)


# ---- what the package keeps


class Session(Table, tablename="evaluation_session"):
    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False, unique=True)
    draw = ForeignKey(Draw, on_delete=OnDelete.restrict, null=False)
    state = Varchar(length=20, default="preparing")
    review_round = SmallInt(default=0)
    scoring_round = SmallInt(default=0)
    ballot = SmallInt(default=1)
    opened_by = ForeignKey(Person, on_delete=OnDelete.restrict, null=False)
    opened_at = Timestamptz()
    review_closed_at = Timestamptz(null=True, default=None)
    all_locked_at = Timestamptz(null=True, default=None)
    signed_at = Timestamptz(null=True, default=None)
    aborted_at = Timestamptz(null=True, default=None)
    aborted_reason = Text()
    result_public_at = Timestamptz(null=True, default=None)

    evaluation_session_state = Check(
        "state IN ('preparing', 'declaring', 'reviewing', 'scoring', 'consolidating', 'reporting', "
        "'signed', 'aborted')"
    )
    evaluation_session_rounds = Check("scoring_round >= 0 AND scoring_round <= review_round AND ballot >= 1")
    evaluation_session_signed = Check("(state = 'signed') = (signed_at IS NOT NULL)")
    evaluation_session_aborted = Check(
        "(state = 'aborted') = (aborted_at IS NOT NULL) AND (aborted_at IS NULL) = (aborted_reason = '')"
    )
    evaluation_session_public = Check("result_public_at IS NULL OR state = 'signed'")


class Presence(Table, tablename="evaluation_presence"):
    id = UUID(primary_key=True, default=uuid4)
    session = ForeignKey(Session, on_delete=OnDelete.restrict, null=False)
    number = SmallInt()
    call = ForeignKey(Seat, on_delete=OnDelete.restrict, null=True, default=None)
    representative = ForeignKey(Representative, on_delete=OnDelete.restrict, null=True, default=None)
    state = Varchar(length=20, default="expected")
    entered_at = Timestamptz(null=True, default=None)
    declared_at = Timestamptz(null=True, default=None)
    replaced_at = Timestamptz(null=True, default=None)
    replaced_reason = Varchar(length=300, default="")

    evaluation_presence_seat = Check("num_nonnulls(call, representative) = 1")
    evaluation_presence_state = Check("state IN ('expected', 'present', 'declared', 'replaced')")
    evaluation_presence_number = Check("number >= 1")
    evaluation_presence_entered = Check("state IN ('expected', 'replaced') OR entered_at IS NOT NULL")
    evaluation_presence_declared = Check("state IN ('declared', 'replaced') OR declared_at IS NULL")
    evaluation_presence_declared_at = Check("state <> 'declared' OR declared_at IS NOT NULL")
    evaluation_presence_replaced = Check(
        "(state = 'replaced') = (replaced_at IS NOT NULL) AND (replaced_at IS NULL) = (replaced_reason = '')"
    )


class LeaderVote(Table, tablename="evaluation_leader_vote"):
    id = UUID(primary_key=True, default=uuid4)
    voter = ForeignKey(Presence, on_delete=OnDelete.restrict, null=False)
    candidate = ForeignKey(Presence, on_delete=OnDelete.restrict, null=False)
    ballot = SmallInt()
    voted_at = Timestamptz()

    evaluation_leader_vote_once = Unique([voter, ballot])


class ComplianceVote(Table, tablename="evaluation_compliance_vote"):
    id = UUID(primary_key=True, default=uuid4)
    member = ForeignKey(Presence, on_delete=OnDelete.restrict, null=False)
    bid = ForeignKey(Bid, on_delete=OnDelete.restrict, null=False)
    compliant = Boolean(default=False)
    reason = Text()
    small_firm = Boolean(null=True, default=None)
    small_firm_reason = Text()
    voted_at = Timestamptz()

    evaluation_compliance_vote_once = Unique([member, bid])
    evaluation_compliance_vote_reason = Check("compliant OR reason <> ''")
    evaluation_compliance_vote_small_firm = Check(
        "small_firm IS NULL OR small_firm OR small_firm_reason <> ''"
    )


class ComplianceFinding(Table, tablename="evaluation_compliance_finding"):
    id = UUID(primary_key=True, default=uuid4)
    session = ForeignKey(Session, on_delete=OnDelete.restrict, null=False)
    review_round = SmallInt()
    bid = ForeignKey(Bid, on_delete=OnDelete.restrict, null=False)
    compliant = Boolean(default=False)
    in_favour = SmallInt()
    against = SmallInt()
    reason = Text()
    small_firm = Boolean(null=True, default=None)
    small_firm_reason = Text()
    found_at = Timestamptz()

    evaluation_compliance_finding_once = Unique([session, review_round, bid])
    evaluation_compliance_finding_reason = Check("compliant = (reason = '')")


class LowPriceFinding(Table, tablename="evaluation_low_price_finding"):
    id = UUID(primary_key=True, default=uuid4)
    session = ForeignKey(Session, on_delete=OnDelete.restrict, null=False)
    review_round = SmallInt()
    bid = ForeignKey(Bid, on_delete=OnDelete.restrict, null=False)
    price = Numeric(digits=(14, 2))
    triggers = JSONB()
    raised_at = Timestamptz()
    explanation_due_at = Timestamptz()
    explanation = Text()
    explained_at = Timestamptz(null=True, default=None)
    accepted = Boolean(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)

    evaluation_low_price_finding_once = Unique([session, review_round, bid])
    evaluation_low_price_finding_explained = Check("(explanation = '') = (explained_at IS NULL)")
    evaluation_low_price_finding_decided = Check("(accepted IS NULL) = (decided_at IS NULL)")


class LowPriceOpinion(Table, tablename="evaluation_low_price_opinion"):
    id = UUID(primary_key=True, default=uuid4)
    finding = ForeignKey(LowPriceFinding, on_delete=OnDelete.restrict, null=False)
    member = ForeignKey(Presence, on_delete=OnDelete.restrict, null=False)
    accepts = Boolean(default=False)
    reason = Text()
    given_at = Timestamptz()

    evaluation_low_price_opinion_once = Unique([finding, member])
    evaluation_low_price_opinion_reason = Check("reason <> ''")


class Score(Table, tablename="evaluation_score"):
    id = UUID(primary_key=True, default=uuid4)
    member = ForeignKey(Presence, on_delete=OnDelete.restrict, null=False)
    bid = ForeignKey(Bid, on_delete=OnDelete.restrict, null=False)
    criterion = ForeignKey(Criterion, on_delete=OnDelete.restrict, null=False)
    points = Numeric(digits=(5, 2), null=True, default=None)
    note = Text()
    saved_at = Timestamptz()

    evaluation_score_once = Unique([member, bid, criterion])
    evaluation_score_range = Check("points IS NULL OR (points >= 0 AND points <= 100)")


class ScoreLock(Table, tablename="evaluation_score_lock"):
    id = UUID(primary_key=True, default=uuid4)
    member = ForeignKey(Presence, on_delete=OnDelete.restrict, null=False)
    scoring_round = SmallInt()
    locked_at = Timestamptz()
    marks_hash = Bytea()
    audit_seq = BigInt()

    evaluation_score_lock_once = Unique([member, scoring_round])
    evaluation_score_lock_hash = Check("octet_length(marks_hash) = 32")


class Correction(Table, tablename="evaluation_correction"):
    id = UUID(primary_key=True, default=uuid4)
    session = ForeignKey(Session, on_delete=OnDelete.restrict, null=False)
    bid = ForeignKey(Bid, on_delete=OnDelete.restrict, null=False)
    criterion = ForeignKey(Criterion, on_delete=OnDelete.restrict, null=False)
    target = ForeignKey(Presence, on_delete=OnDelete.restrict, null=True)
    cause = Varchar(length=30)
    reason = Text()
    state = Varchar(length=20, default="proposed")
    raised_by = ForeignKey(Presence, on_delete=OnDelete.restrict, null=False)
    raised_at = Timestamptz()
    decided_at = Timestamptz(null=True, default=None)
    completed_at = Timestamptz(null=True, default=None)

    evaluation_correction_state = Check("state IN ('proposed', 'agreed', 'refused', 'done')")
    evaluation_correction_cause = Check("cause IN ('objective-mismatch', 'abnormal')")
    evaluation_correction_reason = Check("reason <> ''")
    evaluation_correction_target = Check("(cause = 'abnormal') = (target IS NOT NULL)")
    evaluation_correction_decided = Check("(state = 'proposed') = (decided_at IS NULL)")
    evaluation_correction_completed = Check("(state = 'done') = (completed_at IS NOT NULL)")


class CorrectionVote(Table, tablename="evaluation_correction_vote"):
    id = UUID(primary_key=True, default=uuid4)
    correction = ForeignKey(Correction, on_delete=OnDelete.restrict, null=False)
    member = ForeignKey(Presence, on_delete=OnDelete.restrict, null=False)
    agrees = Boolean(default=False)
    voted_at = Timestamptz()

    evaluation_correction_vote_once = Unique([correction, member])


class ScoreChange(Table, tablename="evaluation_score_change"):
    id = UUID(primary_key=True, default=uuid4)
    correction = ForeignKey(Correction, on_delete=OnDelete.restrict, null=False)
    member = ForeignKey(Presence, on_delete=OnDelete.restrict, null=False)
    points_before = Numeric(digits=(5, 2))
    points_after = Numeric(digits=(5, 2))
    changed_at = Timestamptz()
    marks_hash = Bytea()
    audit_seq = BigInt()

    evaluation_score_change_differs = Check("points_before <> points_after")
    evaluation_score_change_hash = Check("octet_length(marks_hash) = 32")


class Result(Table, tablename="evaluation_result"):
    id = UUID(primary_key=True, default=uuid4)
    session = ForeignKey(Session, on_delete=OnDelete.restrict, null=False)
    bid = ForeignKey(Bid, on_delete=OnDelete.restrict, null=False)
    bidder = ForeignKey(Organisation, on_delete=OnDelete.restrict, null=False)
    bidder_name = Varchar(length=200)
    quoted_price = Numeric(digits=(14, 2))
    evaluated_price = Numeric(digits=(14, 2))
    price_score = Numeric(digits=(5, 2), null=True, default=None)
    criterion_means = JSONB()
    members_score = Numeric(digits=(5, 2), null=True, default=None)
    total = Numeric(digits=(5, 2), null=True, default=None)
    rank = SmallInt(null=True, default=None)
    excluded = Text()

    evaluation_result_once = Unique([session, bid])
    evaluation_result_ranked = Check(
        "num_nulls(price_score, members_score, total, rank) IN (0, 4) AND (rank IS NULL) = (excluded <> '')"
    )
    evaluation_result_sum = Check("total IS NULL OR total = price_score + members_score")


class Report(Table, tablename="evaluation_report"):
    id = UUID(primary_key=True, default=uuid4)
    session = ForeignKey(Session, on_delete=OnDelete.restrict, null=False, unique=True)
    facts = Text()
    facts_hash = Bytea()
    object_key = Varchar(length=160, unique=True)
    document_hash = Bytea()
    issued_at = Timestamptz()
    audit_seq = BigInt()

    evaluation_report_hashes = Check("octet_length(facts_hash) = 32 AND octet_length(document_hash) = 32")


class Signature(Table, tablename="evaluation_signature"):
    id = UUID(primary_key=True, default=uuid4)
    report = ForeignKey(Report, on_delete=OnDelete.restrict, null=False)
    member = ForeignKey(Presence, on_delete=OnDelete.restrict, null=False)
    kind = Varchar(length=20)
    dissent = Text()
    note = Text()
    signature = Bytea(null=True, default=None)
    key_box = ForeignKey(KeyBox, on_delete=OnDelete.restrict, null=True)
    signed_at = Timestamptz()
    audit_seq = BigInt()

    evaluation_signature_once = Unique([report, member])
    evaluation_signature_kind = Check("kind IN ('signed', 'dissenting', 'deemed')")
    evaluation_signature_dissent = Check("(kind = 'dissenting') = (dissent <> '')")
    evaluation_signature_deemed = Check("(kind = 'deemed') = (note <> '')")
    evaluation_signature_bytes = Check(
        "(signature IS NULL) = (key_box IS NULL) AND (signature IS NULL OR octet_length(signature) = 64)"
    )


class LogEntry(Table, tablename="evaluation_log_entry"):
    id = UUID(primary_key=True, default=uuid4)
    session = ForeignKey(Session, on_delete=OnDelete.restrict, null=False)
    audit_seq = BigInt(unique=True)


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
            JOIN evaluation_presence member ON member.id = lock.member
            JOIN evaluation_session session ON session.id = member.session
            WHERE lock.member = cell.member AND lock.scoring_round = session.scoring_round
        ) AND NOT EXISTS (
            SELECT FROM evaluation_correction correction
            JOIN evaluation_presence member ON member.session = correction.session
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
    # ---- who sits: rows of members who were replaced stay beside those of who came
    """
    CREATE UNIQUE INDEX evaluation_presence_live_place ON evaluation_presence (coalesce(call, representative))
    WHERE state <> 'replaced'
    """,
    """
    CREATE UNIQUE INDEX evaluation_presence_live_number ON evaluation_presence (session, number)
    WHERE state <> 'replaced'
    """,
    # No union, into which no condition of a join would reach: every member is found by an index.
    """
    CREATE VIEW evaluation_member AS
    SELECT presence.id, presence.session, coalesce(presence.call, presence.representative) AS place,
           coalesce(called.seat, sent.seat) AS seat, presence.number,
           coalesce(called.person, sent.person) AS person, called.expert, presence.state,
           coalesce(called.is_leader, false) AND presence.state = 'declared' AS is_leader,
           presence.entered_at, presence.declared_at, presence.replaced_at, presence.replaced_reason
    FROM evaluation_presence presence
    LEFT JOIN expert_pool_called called ON called.id = presence.call
    LEFT JOIN expert_pool_sent sent ON sent.id = presence.representative
    """,
    # ---- what is looked for all the time
    "CREATE INDEX evaluation_presence_of_session ON evaluation_presence (session)",
    "CREATE INDEX evaluation_correction_session ON evaluation_correction (session)",
    "CREATE INDEX evaluation_log_entry_session ON evaluation_log_entry (session)",
)


async def forwards() -> FirstStep:
    return FirstStep(
        step=ID,
        package="evaluation",
        tables=(
            Session,
            Presence,
            LeaderVote,
            ComplianceVote,
            ComplianceFinding,
            LowPriceFinding,
            LowPriceOpinion,
            Score,
            ScoreLock,
            Correction,
            CorrectionVote,
            ScoreChange,
            Result,
            Report,
            Signature,
            LogEntry,
        ),
        statements=STATEMENTS,
    )
