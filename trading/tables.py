"""What trading keeps. Columns that are null while a lot is drafted are demanded by CHECK once it is submitted.

Not for: bids, experts and scores by expert; they live in the packages above.
"""

from __future__ import annotations

from enum import StrEnum
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

from identity.tables import KeyBox, Organisation, Person
from trading.domain.enterprise import Enterprise
from trading.domain.tie import TieRule
from trading.states import LotState, NoticeKind, NoticeState


def one_of(column: str, values: type[StrEnum]) -> str:
    """The SQL condition that `column` holds one of the enum's values."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Category(StrEnum):
    GOODS = "goods"
    SERVICES = "services"


class CriterionKind(StrEnum):
    OBJECTIVE = "objective"
    SUBJECTIVE = "subjective"


class Duty(StrEnum):
    """In what duty an opening officer holds a share: 主持人, 采购人, 代理机构, 监督."""

    HOST = "host"
    TENDERER = "tenderer"
    AGENCY = "agency"
    SUPERVISOR = "supervisor"


class RankingStatus(StrEnum):
    VALID = "valid"
    INVALID = "invalid"


class LetterKind(StrEnum):
    """中标通知书 to the winner, 采购结果通知书 to everybody else who bid (87令第六十九条).

    废标通知书 to everybody who bid for a lot that failed, whoever or whatever ended it (《政府采购法》第三十六条).
    """

    AWARD = "award"
    RESULT = "result"
    FAILURE = "failure"


class Project(Table, tablename="trading_project"):
    """One procurement project (采购项目), drafted by an agency for its tenderer (采购人)."""

    id = UUID(primary_key=True, default=uuid4)
    no = Varchar(length=40, unique=True)
    name = Varchar(length=200)
    kind = Varchar(length=20)
    category = Varchar(length=20)
    tenderer = ForeignKey(Organisation, on_delete=OnDelete.restrict, null=False)
    agency = ForeignKey(Organisation, on_delete=OnDelete.restrict, null=False)
    procurement_method = Varchar(length=20, default="open_tender")
    plan_no = Varchar(length=80)
    funding = Varchar(length=200)
    region = Varchar(length=6)
    requirement = Text()
    qualification = Text()
    performance_period = Varchar(length=200)
    consortium_allowed = Boolean(default=False)
    sme_reserved = Boolean(default=False)
    agency_fee = Varchar(length=200)
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

    trading_project_kind = Check("kind IN ('procurement')")
    trading_project_category = Check(one_of("category", Category))
    trading_project_method = Check("procurement_method IN ('open_tender')")
    trading_project_region = Check("region ~ '^[0-9]{6}$'")
    trading_project_submitted = Check("(submitted_by IS NULL) = (submitted_at IS NULL)")
    trading_project_returned = Check("(returned_by IS NULL) = (returned_at IS NULL)")
    trading_project_accepted = Check("(accepted_by IS NULL) = (accepted_at IS NULL)")
    trading_project_two_people = Check("accepted_by IS NULL OR accepted_by <> created_by")


class Lot(Table, tablename="trading_lot"):
    """One lot (采购包): what is bid for, opened, scored and awarded as a whole."""

    id = UUID(primary_key=True, default=uuid4)
    project = ForeignKey(Project, on_delete=OnDelete.restrict, null=False)
    lot_no = SmallInt(default=1)
    name = Varchar(length=200)
    state = Varchar(length=20, default=LotState.DRAFT.value)
    budget = Numeric(digits=(14, 2))
    ceiling_price = Numeric(digits=(14, 2), null=True, default=None)
    price_points = Numeric(digits=(5, 2))
    small_firm_percent = Numeric(digits=(5, 2), null=True, default=None)
    publish_at = Timestamptz(null=True, default=None)
    documents_until = Timestamptz(null=True, default=None)
    bids_due_at = Timestamptz(null=True, default=None)
    day_off_reason = Varchar(length=300)
    opening_place = Varchar(length=200)
    tie_rule = Varchar(length=20, default=TieRule.TECHNICAL.value)
    bid_validity_days = SmallInt(default=90)
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
    trading_lot_tie_rule = Check(one_of("tie_rule", TieRule))
    trading_lot_price_points = Check("price_points >= 0 AND price_points <= 100")
    trading_lot_small_firm = Check("small_firm_percent IS NULL OR small_firm_percent BETWEEN 0 AND 100")
    trading_lot_validity = Check("bid_validity_days > 0")
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
    """One scored factor besides the price (评审因素)."""

    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.cascade, null=False)
    ordinal = SmallInt()
    name = Varchar(length=100)
    kind = Varchar(length=20)
    max_points = Numeric(digits=(5, 2))
    guide = Text()
    envelope = Varchar(length=20, default="technical")

    trading_criterion_lot_ordinal = Unique([lot, ordinal])
    trading_criterion_kind = Check(one_of("kind", CriterionKind))
    trading_criterion_points = Check("max_points > 0 AND max_points <= 100")
    trading_criterion_envelope = Check("envelope IN ('qualification', 'technical')")


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


class Notice(Table, tablename="trading_notice"):
    """One notice. Its body is fixed and logged when it is published."""

    id = UUID(primary_key=True, default=uuid4)
    no = Varchar(length=50, unique=True)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False)
    kind = Varchar(length=20)
    title = Varchar(length=300)
    body = JSONB()
    search_text = Text()
    state = Varchar(length=20, default=NoticeState.SCHEDULED.value)
    version = SmallInt(default=1)
    publish_at = Timestamptz()
    published_at = Timestamptz(null=True, default=None)
    audit_seq = BigInt(null=True, default=None)

    trading_notice_lot_kind_version = Unique([lot, kind, version])
    trading_notice_kind = Check(one_of("kind", NoticeKind))
    trading_notice_state = Check(one_of("state", NoticeState))
    trading_notice_published = Check(
        "(state = 'published') = (published_at IS NOT NULL AND audit_seq IS NOT NULL)"
    )


class Report(Table, tablename="trading_report"):
    """That the evaluation report came in: from this moment the five working days of TG15 run.

    `ties` holds how shared ranks were resolved (`trading.domain.tie.TieBreak`).
    """

    id = UUID(primary_key=True, default=uuid4)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False, unique=True)
    received_at = Timestamptz()
    committee_names = JSONB()
    ties = JSONB(default="[]")
    calendar_version = Varchar(length=100)
    audit_seq = BigInt()

    trading_report_names = Check("jsonb_typeof(committee_names) = 'array'")


class Ranking(Table, tablename="trading_ranking"):
    """One bidder's place in the evaluation report. `rank` may tie (并列, 87令第五十七条); null when invalid.

    `place` is the rank with ties broken by the rule of the tender documents. `small_firm`: what the committee found of
    the declared `enterprise`, where a price deduction depended on it.
    """

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
    trading_ranking_status = Check(one_of("status", RankingStatus))
    trading_ranking_rank = Check(
        "(status = 'valid') = (rank IS NOT NULL AND total IS NOT NULL) AND (rank IS NULL OR rank >= 1)"
    )
    trading_ranking_invalid_reason = Check("status = 'valid' OR reason <> ''")
    trading_ranking_enterprise = Check(f"enterprise = '' OR {one_of('enterprise', Enterprise)}")
    trading_ranking_small_firm = Check(
        "(small_firm IS NULL OR enterprise <> '') AND (small_firm_reason = '' OR small_firm IS FALSE)"
    )


class PassedOver(Table, tablename="trading_passed_over"):
    """A candidate who cannot win, on one of the listed grounds, with the evidence for it. Never changed.

    What was entered by mistake is taken back by a `PassingUndone`; `version` counts how often it was entered.
    """

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
    """A passing over taken back before the determination. Never changed."""

    id = UUID(primary_key=True, default=uuid4)
    passed_over = ForeignKey(PassedOver, on_delete=OnDelete.restrict, null=False, unique=True)
    reason = Text()
    undone_by = ForeignKey(Person, on_delete=OnDelete.restrict, null=False)
    undone_at = Timestamptz()
    audit_seq = BigInt()

    trading_passing_undone_reason = Check("reason <> ''")


class Ending(Table, tablename="trading_ending"):
    """That and why the tenderer ended the procurement of a lot after its report, with the evidence. Never changed."""

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


class Letter(Table, tablename="trading_letter"):
    """A 中标通知书, 采购结果通知书 or 废标通知书 to one supplier. Its body is fixed and logged when it is issued.

    `addressee_only`: no opening ever said who bid, so nobody but the addressee may know of the letter.
    """

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
    trading_letter_one_kind = Check(one_of("kind", LetterKind))


class Award(Table, tablename="trading_award"):
    """The tenderer's determination of the winner (《政府采购法实施条例》第四十三条).

    `determined_by` is null when the winner is deemed determined by law (87令第六十八条). `determine_by_on` is the last
    day to determine and `publish_by_on` the last to publish, as they were counted then by `calendar_version`; null when
    a year they ran into was not entered, and in awards older than the columns, whose log entry does not name them.
    """

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
    """Days off and days worked of a year, as an administrator entered them.

    `amends`: the programme brings the year too, and the State Council changed it while it ran (as in 2020); the
    entry goes before what the programme brings. Without it, a later release goes before the entry.

    That days worked fall on weekends is asked by the operation; CHECK cannot look into an array.
    """

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
        "make_date(year, 1, 1) <= ALL (days_off || days_worked)"
        " AND make_date(year, 12, 31) >= ALL (days_off || days_worked)"
    )
    trading_holiday_year_amends = Check("NOT (amends AND provisional)")
    trading_holiday_year_apart = Check("NOT days_off && days_worked")
    trading_holiday_year_statutory = Check(
        "cardinality(days_off) >= 13 AND days_off @> ARRAY["
        "make_date(year, 1, 1), make_date(year, 5, 1), make_date(year, 5, 2),"
        " make_date(year, 10, 1), make_date(year, 10, 2), make_date(year, 10, 3)]"
    )
