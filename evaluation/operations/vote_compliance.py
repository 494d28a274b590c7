"""符合性审查: every member says of every bid whether it answers the documents in substance (87令第五十条)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from bidding_room.queries import opened_bids
from core.errors import Conflict, Invalid, NotFound
from core.statements import stated
from evaluation.domain.small_firm import deduction_asked, read_opinion
from evaluation.operations.sitting import take_seat
from evaluation.queries.standing import price_exclusions
from evaluation.states import SessionState
from evaluation.tables import ComplianceVote
from identity.actor import Actor
from storage.database import transaction
from trading.projects.queries import lot_view, scheme_of
from web.form_fields import Choice, Reason


class ComplianceOpinion(Struct, frozen=True, kw_only=True):
    """A member's opinion of one bid; against needs a reason.

    `small_firm`: whether the bidder's declaration to be a small firm is borne out, where a deduction depends on it.
    """

    bid_id: Annotated[UUID, Meta(title="评审对象")]
    compliant: Annotated[Choice, Meta(title="您的意见", extra={"options": {"yes": "符合", "no": "不符合"}})]
    reason: Annotated[Reason, Meta(title="理由", description="认定不符合的必须写明对应的实质性条款。")] = ""
    small_firm: Annotated[Choice | None, Meta(title="小微企业价格扣除")] = None
    small_firm_reason: Annotated[Reason, Meta(title="不予认定的理由")] = ""


async def vote_compliance(*, actor: Actor, session_id: UUID, word: ComplianceOpinion, now: datetime) -> None:
    """Give an opinion on one bid. May be changed until the leader closes the review; a vote against needs a reason."""
    async with transaction():
        sitting = await take_seat(actor=actor, session_id=session_id, during=SessionState.REVIEWING)
        if sitting.session.review_closed_at is not None:
            raise Conflict(code="review-closed", message="符合性审查已结束")
        bids = await opened_bids(sitting.session.lot)
        bid = next((bid for bid in bids if bid.bid_id == word.bid_id), None)
        if bid is None:
            raise NotFound(code="bid-unknown", message="没有这份文件")
        if word.bid_id in await price_exclusions(sitting.session.lot, bids):
            raise Conflict(code="bid-excluded", message="该报价无效，无需表决")
        missing = Invalid(code="reason-missing", message="认定不符合的，请写明理由", field="reason")
        reason = "" if word.compliant else stated(word.reason, field="reason", unless=missing)
        method = (await lot_view(sitting.session.lot)).kind_of_transaction.method
        percent = (await scheme_of(sitting.session.lot)).small_firm_percent
        small_firm, small_firm_reason = read_opinion(
            asked=deduction_asked(method=method, enterprise=bid.enterprise, percent=percent),
            small_firm=word.small_firm,
            reason=word.small_firm_reason,
        )
        row = ComplianceVote(
            member=sitting.me.id,
            bid=word.bid_id,
            compliant=word.compliant,
            reason=reason,
            small_firm=small_firm,
            small_firm_reason=small_firm_reason,
            voted_at=now,
        )
        await ComplianceVote.insert(row).on_conflict(
            target=(ComplianceVote.member, ComplianceVote.bid),
            action="DO UPDATE",
            values=[
                ComplianceVote.compliant,
                ComplianceVote.reason,
                ComplianceVote.small_firm,
                ComplianceVote.small_firm_reason,
                ComplianceVote.voted_at,
            ],
        )
