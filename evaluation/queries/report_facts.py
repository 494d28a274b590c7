"""Gather the report's facts from the rows, as they stand when the leader confirms the result."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast
from uuid import UUID

from bidding_room.queries import OpenedBid
from core.clock import instant_text
from core.money import FEN
from evaluation.domain.consolidation import Cause, cause_titles
from evaluation.domain.report_facts import (
    CommitteeLine,
    ComplianceLine,
    CorrectionLine,
    DeviationLine,
    LowPriceLine,
    ReplacementLine,
    ReportFacts,
    SmallFirmLine,
)
from evaluation.domain.result_file import (
    FORMAT,
    BidLine,
    CriterionLine,
    LotLine,
    MemberLine,
    ResultFile,
    method_line,
    result_lines,
)
from evaluation.domain.small_firm import deduction
from evaluation.methods.rounding import half_up
from evaluation.queries.marks import Sheet
from evaluation.queries.report_opening import notice_line, opening_lines, standard_lines
from evaluation.states import CORRECTION_STATE_TITLES, CorrectionState, MemberState
from evaluation.tables import (
    ComplianceFinding,
    ComplianceVote,
    Correction,
    LowPriceFinding,
    LowPriceOpinion,
    Member,
    ScoreChange,
    ScoreLock,
    Session,
)
from expert_pool.queries.committee import committee
from storage import audit
from trading.choices import Trigger
from trading.projects.queries import LotView, lot_view


async def report_facts(*, session: Session, sheet: Sheet, now: datetime) -> ReportFacts:
    """Everything the report says; `sheet` holds whole marks."""
    lot = await lot_view(session.lot)
    members = await Member.objects().where(Member.session == session.id).order_by(Member.number)
    live = [member for member in members if member.state != MemberState.REPLACED]
    bids = {bid.bid_id: bid for bid in sheet.standing.bids}
    return ReportFacts(
        notice=await notice_line(lot),
        committee=await _committee(session),
        replacements=tuple(_replacement(m) for m in members if m.state == MemberState.REPLACED),
        opened_at=instant_text(session.opened_at),
        issued_at=instant_text(now),
        compliance=await _compliance(session, bids, live),
        low_prices=await _low_prices(session, lot, bids, live),
        corrections=await _corrections(session, lot, bids, sheet, live),
        deviations=_deviations(sheet, bids),
        result=await _result(session, lot, sheet, live),
        small_firms=await _small_firms(session, sheet),
        opening=await opening_lines(lot),
        standards=standard_lines(sheet.scheme),
    )


async def _committee(session: Session) -> tuple[CommitteeLine, ...]:
    return tuple(
        CommitteeLine(
            seat=member.seat,
            name=member.name,
            employer=member.employer_name,
            is_leader=member.is_leader,
            is_representative=True if member.is_representative else None,
        )
        for member in (await committee(session.lot)).members
    )


async def _small_firms(session: Session, sheet: Sheet) -> tuple[SmallFirmLine, ...]:
    findings = await ComplianceFinding.objects().where(
        (ComplianceFinding.session == session.id) & (ComplianceFinding.review_round == session.review_round)
    )
    reasons = {row.bid: row.small_firm_reason for row in findings}
    known = sheet.method.deduction
    if known is None:
        return ()
    return tuple(
        SmallFirmLine(
            bidder=bid.bidder_name,
            declared=known.titles[bid.enterprise],
            confirmed=sheet.standing.small_firms.get(bid.bid_id),
            reason=reasons.get(bid.bid_id, ""),
        )
        for bid in sheet.standing.bids
        if bid.enterprise is not None
    )


def _replacement(member: Member) -> ReplacementLine:
    return ReplacementLine(
        number=member.number, reason=member.replaced_reason, at=instant_text(member.replaced_at)
    )


async def _compliance(
    session: Session, bids: dict[UUID, OpenedBid], live: list[Member]
) -> tuple[ComplianceLine, ...]:
    findings = await ComplianceFinding.objects().where(
        (ComplianceFinding.session == session.id) & (ComplianceFinding.review_round == session.review_round)
    )
    numbers = {member.id: member.number for member in live}
    votes = await ComplianceVote.objects().where(ComplianceVote.member.is_in(list(numbers)))
    found = {finding.bid: finding for finding in findings}
    return tuple(
        ComplianceLine(
            bidder=bid.bidder_name,
            compliant=found[bid_id].compliant,
            in_favour=found[bid_id].in_favour,
            against=found[bid_id].against,
            reason=found[bid_id].reason,
            dissent=tuple(
                f"评委{numbers[vote.member]}：{vote.reason or '认为符合'}"
                for vote in sorted(votes, key=lambda vote: numbers[vote.member])
                if vote.bid == bid_id and vote.compliant != found[bid_id].compliant
            ),
        )
        for bid_id, bid in bids.items()
    )


async def _low_prices(
    session: Session, lot: LotView, bids: dict[UUID, OpenedBid], live: list[Member]
) -> tuple[LowPriceLine, ...]:
    findings = (
        await LowPriceFinding.objects()
        .where(
            (LowPriceFinding.session == session.id) & (LowPriceFinding.review_round == session.review_round)
        )
        .output(load_json=True)
    )
    numbers = {member.id: member.number for member in live}
    opinions = await LowPriceOpinion.objects().where(LowPriceOpinion.member.is_in(list(numbers)))
    titles = lot.kind_of_transaction.judging.triggers
    return tuple(
        LowPriceLine(
            bidder=bids[finding.bid].bidder_name,
            price=finding.price,
            triggers=tuple(
                trigger_text(one, titles) for one in cast("list[dict[str, str]]", finding.triggers)
            ),
            explanation=finding.explanation,
            opinions=tuple(
                f"评委{numbers[o.member]}：{'予以认可' if o.accepts else '不予认可'}，{o.reason}"
                for o in sorted(opinions, key=lambda o: numbers[o.member])
                if o.finding == finding.id
            ),
            accepted=finding.accepted,
        )
        for finding in findings
    )


def trigger_text(trigger: dict[str, str], titles: Mapping[Trigger, str]) -> str:
    """A stored trigger in words: `报价低于最高限价…（45%，即450000.00元）`."""
    title = titles[Trigger(trigger["trigger"])]
    if "reason" in trigger:
        return f"{title}：{trigger['reason']}"
    return f"{title}（{trigger['percent']}%，即{trigger['line']}元）"


async def _corrections(
    session: Session, lot: LotView, bids: dict[UUID, OpenedBid], sheet: Sheet, live: list[Member]
) -> tuple[CorrectionLine, ...]:
    rows = await Correction.objects().where(Correction.session == session.id).order_by(Correction.raised_at)
    if not rows:
        return ()
    changes = (
        await ScoreChange.objects()
        .where(ScoreChange.correction.is_in([row.id for row in rows]))
        .order_by(ScoreChange.changed_at)
    )
    criteria = {c.id: c.name for c in sheet.scheme.criteria}
    causes = cause_titles(lot.terms.committee)
    numbers = {member.id: member.number for member in live}
    return tuple(
        CorrectionLine(
            bidder=bids[row.bid].bidder_name,
            criterion=criteria[row.criterion],
            cause=causes[Cause(row.cause)],
            reason=row.reason,
            outcome=CORRECTION_STATE_TITLES[CorrectionState(row.state)],
            changes=tuple(
                f"评委{numbers[c.member]}：{c.points_before:.2f}→{c.points_after:.2f}"
                for c in changes
                if c.correction == row.id
            ),
        )
        for row in rows
    )


def _deviations(sheet: Sheet, bids: dict[UUID, OpenedBid]) -> tuple[DeviationLine, ...]:
    criteria = {str(c.id): c.name for c in sheet.scheme.criteria}
    return tuple(
        DeviationLine(
            bidder=bids[UUID(found.bid)].bidder_name,
            criterion=criteria[found.criterion],
            number=sheet.numbers[found.member],
            mark=found.mark,
            mean=half_up(found.mean),
        )
        for found in sheet.deviations()
    )


async def _result(session: Session, lot: LotView, sheet: Sheet, live: list[Member]) -> ResultFile:
    return ResultFile(
        format=FORMAT,
        session=str(session.id),
        lot=LotLine(
            id=str(lot.id),
            project_no=lot.project_no,
            project_name=lot.project_name,
            lot_no=lot.lot_no,
            lot_name=lot.lot_name,
        ),
        method=method_line(sheet.method),
        price_points=sheet.scheme.price_points,
        ceiling_price=sheet.ceiling,
        criteria=tuple(
            CriterionLine(id=c.id, name=view.name, objective=c.objective, max_points=c.max_points)
            for c, view in zip(sheet.criteria, sheet.scheme.criteria, strict=True)
        ),
        members=tuple([await _member_line(session, member) for member in live]),
        bids=tuple(_bid_line(bid, sheet) for bid in sheet.standing.bids),
        result=result_lines(sheet.results()),
        small_firm_percent=sheet.scheme.small_firm_percent,
    )


async def _member_line(session: Session, member: Member) -> MemberLine:
    """The last hash logged for the member's marks: of a correction, else of the lock."""
    change = (
        await ScoreChange.objects()
        .where(ScoreChange.member == member.id)
        .order_by(ScoreChange.audit_seq, ascending=False)
        .first()
    )
    lock = await ScoreLock.objects().get(
        (ScoreLock.member == member.id) & (ScoreLock.scoring_round == session.scoring_round)
    )
    last = change or lock
    assert last is not None
    return MemberLine(
        number=member.number,
        marks_sha256=bytes(last.marks_hash).hex(),
        audit_seq=await audit.seq_of(last.audit_seq),
    )


def _bid_line(bid: OpenedBid, sheet: Sheet) -> BidLine:
    excluded = sheet.standing.excluded.get(bid.bid_id)
    confirmed = None if excluded else sheet.standing.small_firms.get(bid.bid_id)
    return BidLine(
        bid=str(bid.bid_id),
        bidder=bid.bidder_name,
        quoted_price=bid.price.quantize(FEN),
        deduction_percent=deduction(percent=sheet.scheme.small_firm_percent, confirmed=confirmed),
        excluded=excluded,
        marks={} if excluded else {c.id: sheet.rows[str(bid.bid_id), c.id] for c in sheet.criteria},
        enterprise=bid.enterprise.value if bid.enterprise else None,
        enterprise_confirmed=confirmed,
    )
