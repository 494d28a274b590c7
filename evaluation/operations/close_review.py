"""Close the 符合性审查: the majority decides, dissent is kept; then prices are looked at, and scoring begins.

Fewer than three responsive bids end the evaluation and fail the lot (《政府采购法》第三十六条第一项).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from bidding_room.queries import OpenedBid
from core.errors import Conflict
from core.text import clause
from evaluation.audit_tags import AuditTag
from evaluation.domain.majority import carried, compliant_by_majority
from evaluation.operations.begin_scoring import begin_scoring
from evaluation.operations.raise_low_prices import raise_low_prices
from evaluation.operations.sitting import Sitting, check_leader, remember_of, take_seat
from evaluation.queries.standing import price_exclusions, standing_of
from evaluation.states import SessionState
from evaluation.tables import ComplianceFinding, ComplianceVote
from identity.actor import Actor
from storage.database import transaction


async def close_review(*, actor: Actor, session_id: UUID, now: datetime) -> None:
    """The leader closes the review, once every member has voted on every bid (`votes-missing` otherwise)."""
    async with transaction():
        sitting = await take_seat(actor=actor, session_id=session_id, during=SessionState.REVIEWING)
        check_leader(sitting)
        session = sitting.session
        if session.review_closed_at is not None:
            raise Conflict(code="review-closed", message="符合性审查已结束")
        standing = await standing_of(session)
        by_price = await price_exclusions(session.lot, standing.bids)
        votes = await _votes(sitting)
        _check_all_voted(sitting, [b for b in standing.bids if b.bid_id not in by_price], votes)
        session.review_round += 1
        session.review_closed_at = now
        await session.save()
        findings = list(_findings(sitting, standing.bids, votes, by_price, now))
        await ComplianceFinding.insert(*findings)
        open_questions = await raise_low_prices(session=session, now=now)
        if not open_questions:
            await begin_scoring(session=session, now=now)
        await remember_of(
            AuditTag.REVIEW_CLOSE, sitting=sitting, facts={"findings": _facts(findings)}, now=now
        )


Votes = Mapping[UUID, Sequence[ComplianceVote]]


async def _votes(sitting: Sitting) -> Votes:
    rows = await ComplianceVote.objects().where(
        ComplianceVote.member.is_in([member.id for member in sitting.members])
    )
    found: dict[UUID, list[ComplianceVote]] = {}
    for row in rows:
        found.setdefault(row.bid, []).append(row)
    return found


def _check_all_voted(sitting: Sitting, bids: Sequence[OpenedBid], votes: Votes) -> None:
    missing = sum(len(sitting.members) - len(votes.get(bid.bid_id, ())) for bid in bids)
    if missing:
        raise Conflict(
            code="votes-missing",
            message=f"还有{missing}项符合性意见未提交，全体成员提交后方可结束审查",
            facts={"missing": missing},
        )


def _findings(
    sitting: Sitting,
    bids: Sequence[OpenedBid],
    votes: Votes,
    by_price: Mapping[UUID, str],
    now: datetime,
) -> Iterator[ComplianceFinding]:
    for bid in bids:
        cast = [] if bid.bid_id in by_price else votes[bid.bid_id]
        compliant = bid.bid_id not in by_price and compliant_by_majority([v.compliant for v in cast])
        reasons = "；".join(dict.fromkeys(clause(vote.reason) for vote in cast if not vote.compliant))
        yield ComplianceFinding(
            session=sitting.session.id,
            review_round=sitting.session.review_round,
            bid=bid.bid_id,
            compliant=compliant,
            in_favour=sum(vote.compliant for vote in cast),
            against=sum(not vote.compliant for vote in cast),
            reason="" if compliant else by_price.get(bid.bid_id, f"未通过符合性审查：{reasons}"),
            **_small_firm(cast),
            found_at=now,
        )


def _small_firm(cast: Sequence[ComplianceVote]) -> dict[str, Any]:
    """Whether the majority holds a declaration to be a small firm borne out; None where nobody was asked."""
    opinions = [vote for vote in cast if vote.small_firm is not None]
    if not opinions:
        return {"small_firm": None, "small_firm_reason": ""}
    found = carried(in_favour=sum(vote.small_firm for vote in opinions), members=len(cast))
    against = dict.fromkeys(clause(vote.small_firm_reason) for vote in opinions if not vote.small_firm)
    return {"small_firm": found, "small_firm_reason": "；".join(against)}


def _facts(findings: Sequence[ComplianceFinding]) -> list[dict[str, str | bool | int | None]]:
    return [
        {
            "bid": str(f.bid),
            "compliant": f.compliant,
            "in_favour": f.in_favour,
            "against": f.against,
            "small_firm": f.small_firm,
        }
        for f in findings
    ]
