"""What the tenderer decides from: the report's ranking, the legal days, and the decision once made.

Secret until the result notice: only the project's tenderer, its agency and the centre read it here.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import msgspec

from core.clock import local_day
from core.errors import Conflict
from core.rules import RuleBook
from identity.actor import Actor
from storage import audit
from trading.audit_tags import AuditTag
from trading.decisions.domain.award import Candidate, Passing, candidate_in_turn
from trading.decisions.domain.ending import Ended
from trading.decisions.domain.ranking import RankedBid
from trading.decisions.queries.results import (
    award_of,
    candidates_of,
    ending_of,
    passings_of,
    ranked_bids,
    report_of,
    ties_of,
    undone_passings_of,
)
from trading.kinds import KINDS
from trading.permissions import check_reads
from trading.projects.domain.times import determine_by
from trading.projects.queries.drafts import known_project, lot_of, rules_governing
from trading.projects.queries.lots import LotView, lot_view
from trading.rules import Term
from trading.states import LotState
from trading.tables import Award, Notice, Report
from trading.working_calendar import calendar_now


class Determined(msgspec.Struct, frozen=True, kw_only=True):
    """The decision and when its notice goes out. `deemed`: by law, not by the tenderer (87令第六十八条)."""

    winner_name: str
    amount: Decimal
    rank: int
    deemed: bool
    reason: str
    late_reason: str
    determined_at: datetime
    publish_at: datetime
    notice_no: str
    published: bool


class UndonePassing(msgspec.Struct, frozen=True, kw_only=True):
    """A passing over entered by mistake, and why it was taken back."""

    passing: Passing
    reason: str


class Determination(msgspec.Struct, frozen=True, kw_only=True):
    """`determine_days` working days after `received_at`, if any, end with `determine_by_on` (None: year not entered).

    Until the winner is determined the days are counted by the calendar as it stands, and move with it; from then on
    they are what the award was measured by, with that calendar's version (decision 20). An award of an older version
    did not keep them: they are counted again where its calendar still stands, else `term_unkept`.
    """

    lot: LotView
    received_at: datetime
    determine_by_on: date | None
    calendar_version: str
    term_unkept: bool
    determine_days: int | None
    determine_article: str
    publish_days: int
    least_bidders: int
    bids: tuple[RankedBid, ...]
    tie_notes: tuple[str, ...]
    passings: tuple[Passing, ...]
    undone: tuple[UndonePassing, ...]
    in_turn: Candidate | None
    determined: Determined | None
    ended: Ended | None

    @property
    def is_open(self) -> bool:
        """Whether the winner is still to be determined, or the procurement to be ended."""
        return self.lot.state is LotState.EVALUATED


async def determination(*, project_no: str, lot_no: int = 1, actor: Actor) -> Determination:
    """Raises `Conflict` (`report-missing`) before the report, `NotFound` for everybody it does not concern."""
    project, _ = await known_project(project_no, actor)
    check_reads(actor, project)
    lot = await lot_of(project, lot_no)
    report = await report_of(lot.id)
    if report is None:
        raise Conflict(code="report-missing", message=f"尚未收到{KINDS[project.kind].terms.report}")
    rules, project_kind = rules_governing(project), KINDS[project.kind]
    within = rules.rules.get(Term.DETERMINE_DAYS)
    award = await award_of(lot.id)
    by, version, unkept = await _term(report, award, rules=rules)
    bids, passings = await ranked_bids(lot.id), await passings_of(lot.id)
    return Determination(
        lot=await lot_view(lot.id),
        received_at=report.received_at,
        determine_by_on=by,
        calendar_version=version,
        term_unkept=unkept,
        determine_days=within.count if within else None,
        determine_article=within.article if within else project_kind.deciding.order_article,
        publish_days=rules[Term.PUBLISH_AWARD_DAYS].count,
        least_bidders=rules[Term.LEAST_BIDDERS].count,
        bids=bids,
        tie_notes=project_kind.tie_notes(bids, ties_of(report)) if project_kind.tie_notes else (),
        passings=passings,
        undone=tuple(
            UndonePassing(passing=passing, reason=reason)
            for passing, reason in await undone_passings_of(lot.id)
        ),
        in_turn=candidate_in_turn(
            candidates=await candidates_of(lot.id),
            passed_over={passing.bidder_id for passing in passings},
        ),
        determined=await _determined(award),
        ended=await ending_of(lot.id),
    )


async def _term(report: Report, award: Award | None, *, rules: RuleBook) -> tuple[date | None, str, bool]:
    """The last day to determine, by which calendar version it was counted, and whether that is told nowhere."""
    calendar, received_on = await calendar_now(), local_day(report.received_at)
    by = determine_by(received_at=report.received_at, rules=rules, calendar=calendar)
    version = calendar.version_of(received_on, by or received_on)
    if award is None:
        return by, version, False
    if award.determine_by_on is None and not await _term_logged(award):
        same = set(version.split()) <= set(award.calendar_version.split())
        return (by if same else None), award.calendar_version, not (by and same)
    return award.determine_by_on, award.calendar_version, False


async def _term_logged(award: Award) -> bool:
    """Whether the award says by when it was to be made, or that this could not be told: older ones say neither."""
    tags = [AuditTag.AWARD_DETERMINE, AuditTag.AWARD_DEEM]
    entries = await audit.recorded(subjects=[str(award.lot)], tags=tags)
    return any(entry.number == award.audit_seq and "determine_by" in entry.facts for entry in entries)


async def _determined(award: Award | None) -> Determined | None:
    if award is None:
        return None
    notice = (
        await Notice.objects()
        .where((Notice.lot == award.lot) & (Notice.kind == "award_notice") & (Notice.state != "withdrawn"))
        .first()
    )
    assert notice is not None  # made in the same transaction as the award
    return Determined(
        winner_name=award.winner_name,
        amount=award.amount,
        rank=award.rank,
        deemed=award.determined_by is None,
        reason=award.reason,
        late_reason=award.late_reason,
        determined_at=award.determined_at,
        publish_at=notice.publish_at,
        notice_no=notice.no,
        published=notice.published_at is not None,
    )
