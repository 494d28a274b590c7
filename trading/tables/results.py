"""The evaluation report as it came in, and what was decided on it."""

from __future__ import annotations

from uuid import uuid4

from piccolo.columns import (
    JSONB,
    UUID,
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

from identity.tables import Organisation, Person
from trading.choices import Enterprise, RankingStatus
from trading.tables.choices import one_of
from trading.tables.projects import Lot


class Report(Table, tablename="trading_report"):
    """That the evaluation report came in: from this moment the five working days of TG15 run.

    `ties` holds how shared ranks were resolved (`trading.decisions.domain.tie.TieBreak`).
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
        "(status = 'valid') = (rank IS NOT NULL) AND (rank IS NULL OR rank >= 1)"
        " AND (total IS NULL OR rank IS NOT NULL)"
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
