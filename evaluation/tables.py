"""What the evaluation keeps. Scores stay with their member until every member has locked.

Opinions of a replaced member are kept and void (《政府采购货物和服务招标投标管理办法》第四十九条): they hang on a
presence that is REPLACED. Triggers in the migrations make locks, changes, results, reports and signatures
append-only, and refuse a mark above its criterion's points or under a lock without an agreed correction.
Not for: the ranking the tenderer works with, which is handed down to `trading`.
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
    Numeric,
    OnDelete,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from bidding_room.tables import Bid
from evaluation.domain.consolidation import Cause
from evaluation.domain.signing import SignatureKind
from evaluation.states import CorrectionState, MemberState, SessionState
from expert_pool.tables import Draw, Expert, Representative, Seat
from identity.tables import KeyBox, Organisation, Person
from trading.tables import Criterion, Lot, one_of


class Session(Table, tablename="evaluation_session"):
    """The evaluation of one lot by one committee.

    `review_round` counts how often the review was closed (again after a member was replaced); locks belong to
    `scoring_round`, which moves only when the set of valid bids changed. `ballot` counts elections of the leader.
    """

    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False, unique=True)
    draw = ForeignKey(Draw, on_delete=OnDelete.restrict, null=False)
    state = Varchar(length=20, default=SessionState.PREPARING.value)
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

    evaluation_session_state = Check(one_of("state", SessionState))
    evaluation_session_rounds = Check("scoring_round >= 0 AND scoring_round <= review_round AND ballot >= 1")
    evaluation_session_signed = Check("(state = 'signed') = (signed_at IS NOT NULL)")
    evaluation_session_aborted = Check(
        "(state = 'aborted') = (aborted_at IS NOT NULL) AND (aborted_at IS NULL) = (aborted_reason = '')"
    )
    evaluation_session_public = Check("result_public_at IS NULL OR state = 'signed'")


class Presence(Table, tablename="evaluation_presence"):
    """A seat of the committee in the room. `number` is what colleagues see (评委1…); it does not tell the seat.

    Who sits there, and whether they lead, the pool keeps: `call` is an expert's call to a seat, `representative` the
    purchaser's (采购人代表), and one of them is null. Opinions hang on this row.
    At most one live row per number and per seat (partial unique indexes).
    """

    id = UUID(primary_key=True, default=uuid4)
    session = ForeignKey(Session, on_delete=OnDelete.restrict, null=False)
    number = SmallInt()
    call = ForeignKey(Seat, on_delete=OnDelete.restrict, null=True, default=None)
    representative = ForeignKey(Representative, on_delete=OnDelete.restrict, null=True, default=None)
    state = Varchar(length=20, default=MemberState.EXPECTED.value)
    entered_at = Timestamptz(null=True, default=None)
    declared_at = Timestamptz(null=True, default=None)
    replaced_at = Timestamptz(null=True, default=None)
    replaced_reason = Varchar(length=300, default="")

    evaluation_presence_seat = Check("num_nonnulls(call, representative) = 1")
    evaluation_presence_state = Check(one_of("state", MemberState))
    evaluation_presence_number = Check("number >= 1")
    evaluation_presence_entered = Check("state IN ('expected', 'replaced') OR entered_at IS NOT NULL")
    evaluation_presence_declared = Check("state IN ('declared', 'replaced') OR declared_at IS NULL")
    evaluation_presence_declared_at = Check("state <> 'declared' OR declared_at IS NOT NULL")
    evaluation_presence_replaced = Check(
        "(state = 'replaced') = (replaced_at IS NOT NULL) AND (replaced_at IS NULL) = (replaced_reason = '')"
    )


class Member(Table, tablename="evaluation_member"):
    """A view, for reading: a presence with who sits in the seat and whether they lead, as the pool keeps it.

    `place` is the call's or the representative's id. `expert` is null for the purchaser's representative, who has a
    vote like everybody's and cannot lead.
    """

    id = UUID(primary_key=True)
    session = ForeignKey(Session)
    place = UUID()
    seat = SmallInt()
    number = SmallInt()
    person = ForeignKey(Person)
    expert = ForeignKey(Expert, null=True)
    state = Varchar(length=20)
    is_leader = Boolean()
    entered_at = Timestamptz(null=True)
    declared_at = Timestamptz(null=True)
    replaced_at = Timestamptz(null=True)
    replaced_reason = Varchar(length=300)


class LeaderVote(Table, tablename="evaluation_leader_vote"):
    """Whom a member wants as 组长, in one ballot; a shared first place asks for another ballot."""

    id = UUID(primary_key=True, default=uuid4)
    voter = ForeignKey(Presence, on_delete=OnDelete.restrict, null=False)
    candidate = ForeignKey(Presence, on_delete=OnDelete.restrict, null=False)
    ballot = SmallInt()
    voted_at = Timestamptz()

    evaluation_leader_vote_once = Unique([voter, ballot])


class ComplianceVote(Table, tablename="evaluation_compliance_vote"):
    """A member's opinion whether a bid answers the documents in substance; the last word before closing counts.

    `small_firm` is whether the member holds a declaration to be a small firm proven; null where none matters.
    """

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
    """What the committee found of a bid in one closing of the review. `reason` is why it is invalid.

    `small_firm`: whether the price is deducted for a small firm; null where nothing was declared that matters.
    """

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
    """A price under review, what triggered it, the supplier's explanation and the committee's decision."""

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
    """A member's opinion on an explanation."""

    id = UUID(primary_key=True, default=uuid4)
    finding = ForeignKey(LowPriceFinding, on_delete=OnDelete.restrict, null=False)
    member = ForeignKey(Presence, on_delete=OnDelete.restrict, null=False)
    accepts = Boolean(default=False)
    reason = Text()
    given_at = Timestamptz()

    evaluation_low_price_opinion_once = Unique([finding, member])
    evaluation_low_price_opinion_reason = Check("reason <> ''")


class Score(Table, tablename="evaluation_score"):
    """A member's mark for one criterion of one bid."""

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
    """That a member locked, with the hash of all their marks as it was logged."""

    id = UUID(primary_key=True, default=uuid4)
    member = ForeignKey(Presence, on_delete=OnDelete.restrict, null=False)
    scoring_round = SmallInt()
    locked_at = Timestamptz()
    marks_hash = Bytea()
    audit_seq = BigInt()

    evaluation_score_lock_once = Unique([member, scoring_round])
    evaluation_score_lock_hash = Check("octet_length(marks_hash) = 32")


class Correction(Table, tablename="evaluation_correction"):
    """A proposal to let marks for one criterion of one bid be restated (87令第六十四条), and what became of it.

    `target` is the member whose mark is 畸高畸低; for an objective mismatch every member may restate.
    """

    id = UUID(primary_key=True, default=uuid4)
    session = ForeignKey(Session, on_delete=OnDelete.restrict, null=False)
    bid = ForeignKey(Bid, on_delete=OnDelete.restrict, null=False)
    criterion = ForeignKey(Criterion, on_delete=OnDelete.restrict, null=False)
    target = ForeignKey(Presence, on_delete=OnDelete.restrict, null=True)
    cause = Varchar(length=30)
    reason = Text()
    state = Varchar(length=20, default=CorrectionState.PROPOSED.value)
    raised_by = ForeignKey(Presence, on_delete=OnDelete.restrict, null=False)
    raised_at = Timestamptz()
    decided_at = Timestamptz(null=True, default=None)
    completed_at = Timestamptz(null=True, default=None)

    evaluation_correction_state = Check(one_of("state", CorrectionState))
    evaluation_correction_cause = Check(one_of("cause", Cause))
    evaluation_correction_reason = Check("reason <> ''")
    evaluation_correction_target = Check("(cause = 'abnormal') = (target IS NOT NULL)")
    evaluation_correction_decided = Check("(state = 'proposed') = (decided_at IS NULL)")
    evaluation_correction_completed = Check("(state = 'done') = (completed_at IS NOT NULL)")


class CorrectionVote(Table, tablename="evaluation_correction_vote"):
    """A member's vote on a proposed correction."""

    id = UUID(primary_key=True, default=uuid4)
    correction = ForeignKey(Correction, on_delete=OnDelete.restrict, null=False)
    member = ForeignKey(Presence, on_delete=OnDelete.restrict, null=False)
    agrees = Boolean(default=False)
    voted_at = Timestamptz()

    evaluation_correction_vote_once = Unique([correction, member])


class ScoreChange(Table, tablename="evaluation_score_change"):
    """One mark restated under an agreed correction: before, after, and the new hash of all the member's marks."""

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
    """One bid's line of the confirmed result. Excluded bids have a reason and no rank."""

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
    evaluation_result_line = Check(
        "num_nulls(price_score, members_score, total) IN (0, 3)"
        " AND (rank IS NULL) = (excluded <> '') AND (total IS NULL OR rank IS NOT NULL)"
    )
    evaluation_result_sum = Check("total IS NULL OR total = price_score + members_score")


class Report(Table, tablename="evaluation_report"):
    """The report as issued. `facts` is the canonical JSON whose hash is logged and signed."""

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
    """A member under the report. `signature` is Ed25519 by the member's key box, where they used one."""

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
    evaluation_signature_kind = Check(one_of("kind", SignatureKind))
    evaluation_signature_dissent = Check("(kind = 'dissenting') = (dissent <> '')")
    evaluation_signature_deemed = Check("(kind = 'deemed') = (note <> '')")
    evaluation_signature_bytes = Check(
        "(signature IS NULL) = (key_box IS NULL) AND (signature IS NULL OR octet_length(signature) = 64)"
    )


class LogEntry(Table, tablename="evaluation_log_entry"):
    """Which audit entries belong to a session; they are withheld until the result is public."""

    id = UUID(primary_key=True, default=uuid4)
    session = ForeignKey(Session, on_delete=OnDelete.restrict, null=False)
    audit_seq = BigInt(unique=True)
