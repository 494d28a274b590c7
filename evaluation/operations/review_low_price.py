"""The review of one abnormally low price: raise by judgement, explain, decide by majority.

财库〔2026〕2号: the supplier is given reasonable time, normally not under thirty minutes, to explain in writing and
prove that the price is reasonable; who cannot is invalid. The opinions are kept with the report.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import Conflict, NotFound
from core.statements import LONGEST_EXPLANATION, stated
from evaluation.audit_tags import AuditTag
from evaluation.domain.majority import carried
from evaluation.operations.begin_scoring import begin_scoring
from evaluation.operations.raise_low_prices import explanation_due_at, judgement
from evaluation.operations.sitting import (
    Sitting,
    articles_of,
    check_leader,
    check_state,
    remember,
    session_for_update,
    take_seat,
)
from evaluation.permissions import Permission
from evaluation.queries.low_prices import asked_price, finding_unknown
from evaluation.queries.standing import standing_of
from evaluation.states import SessionState
from evaluation.tables import LowPriceFinding, LowPriceOpinion, Session
from identity.actor import Actor
from identity.permissions import check
from storage.database import transaction
from trading.kinds import ARTICLES
from trading.projects.queries import lot_view
from trading.rules import Article
from web.form_fields import Choice, Explanation, Reason


class PriceExplanation(Struct, frozen=True, kw_only=True):
    """A supplier's own words about its price."""

    text: Annotated[
        Explanation,
        Meta(
            title="书面说明",
            description="说明原材料成本、人工、制造费用、运输交付等构成及依据。不能证明报价合理的，{offered}无效。只能提交一次。",
            extra={"article": ARTICLES[Article.LOW_PRICE]},
        ),
    ]


class PaperExplanation(PriceExplanation, frozen=True, kw_only=True):
    """The same handed over on paper, and the finding that it answers."""

    finding_id: Annotated[UUID, Meta(title="异常低价审查")]


class PriceJudgement(Struct, frozen=True, kw_only=True):
    """Whose price looks too low, and why."""

    bid_id: Annotated[UUID, Meta(title="评审对象")]
    reason: Annotated[Reason, Meta(title="专业判断的理由", extra={"article": ARTICLES[Article.LOW_PRICE]})]


class PriceOpinion(Struct, frozen=True, kw_only=True):
    """Whether a member accepts the explanation, and why."""

    finding_id: Annotated[UUID, Meta(title="异常低价审查")]
    accepts: Annotated[
        Choice,
        Meta(
            title="您的认定",
            extra={"options": {"yes": "予以认可，报价合理", "no": "不予认可，{offered}无效"}},
        ),
    ]
    reason: Annotated[Reason, Meta(title="理由")]


async def raise_by_judgement(*, actor: Actor, session_id: UUID, word: PriceJudgement, now: datetime) -> None:
    """The leader puts a price under review on the committee's professional judgement, before the review closes."""
    async with transaction():
        sitting = await take_seat(actor=actor, session_id=session_id, during=SessionState.REVIEWING)
        check_leader(sitting)
        session = sitting.session
        if session.review_closed_at is not None:
            raise Conflict(code="review-closed", message="符合性审查已结束")
        words = stated(word.reason, field="reason")
        bid = next((b for b in (await standing_of(session)).bids if b.bid_id == word.bid_id), None)
        if bid is None:
            raise NotFound(code="bid-unknown", message="没有这份文件")
        upcoming = session.review_round + 1
        if await _finding_exists(session, upcoming, bid.bid_id):
            raise Conflict(code="already-raised", message="该报价已列入异常低价审查")
        await LowPriceFinding(
            session=session.id,
            review_round=upcoming,
            bid=bid.bid_id,
            price=bid.price,
            triggers=[judgement(words)],
            raised_at=now,
            explanation_due_at=explanation_due_at(lot=await lot_view(session.lot), now=now),
        ).save()


async def explain_price(*, actor: Actor, finding_id: UUID, word: PriceExplanation, now: datetime) -> None:
    """The supplier asked explains its own price in writing. Once only; to anybody else there is no question."""
    async with transaction():
        session = await session_for_update((await _finding(finding_id)).session)
        check(actor, Permission.PRICE_EXPLAIN)
        await asked_price(finding_id=finding_id, organisation_id=actor.organisation_id)
        await _explain(actor, session, finding_id, text=word.text, now=now)


async def enter_explanation(*, actor: Actor, session_id: UUID, word: PaperExplanation, now: datetime) -> None:
    """Staff enter a supplier's written explanation from paper. Once only."""
    async with transaction():
        session = await session_for_update(session_id)
        check(actor, Permission.SESSION_CONTROL)
        await _explain(actor, session, word.finding_id, text=word.text, now=now)


async def _explain(actor: Actor, session: Session, finding_id: UUID, *, text: str, now: datetime) -> None:
    finding = await _finding(finding_id)
    if finding.session != session.id:
        raise finding_unknown()
    check_state(session, SessionState.REVIEWING)
    if finding.accepted is not None or finding.explained_at is not None:
        raise Conflict(code="already-explained", message="书面说明已提交或委员会已作出认定")
    finding.explanation = stated(text, field="text", most=LONGEST_EXPLANATION)
    finding.explained_at = now
    await finding.save()
    await remember(
        AuditTag.LOW_PRICE_EXPLAIN,
        session=session,
        actor_name=actor.audit_name,
        facts={"bid": str(finding.bid), "length": len(finding.explanation)},
        now=now,
    )


async def decide_low_price(*, actor: Actor, session_id: UUID, word: PriceOpinion, now: datetime) -> None:
    """A member's opinion on an explanation; the last one decides by majority, and the last decision ends the review.

    Refused (`explanation-awaited`) before the supplier has explained or the time for it has passed.
    """
    async with transaction():
        sitting = await take_seat(actor=actor, session_id=session_id, during=SessionState.REVIEWING)
        finding = await _open_finding(sitting.session, word.finding_id)
        if finding.explained_at is None and now < finding.explanation_due_at:
            raise Conflict(
                code="explanation-awaited",
                message="说明时间未届满，尚未收到书面说明",
                article=(await articles_of(sitting.session))[Article.LOW_PRICE],
            )
        reason = stated(word.reason, field="reason")
        opinions = await _opinions(sitting, finding)
        if sitting.me.id in {row.member for row in opinions}:
            raise Conflict(code="already-voted", message="您已提交认定意见")
        row = LowPriceOpinion(
            finding=finding.id,
            member=sitting.me.id,
            accepts=word.accepts,
            reason=reason,
            given_at=now,
        )
        await row.save()
        if len(opinions) + 1 == len(sitting.members):
            await _decide(sitting, finding, [*opinions, row], now)


async def _decide(
    sitting: Sitting, finding: LowPriceFinding, opinions: list[LowPriceOpinion], now: datetime
) -> None:
    in_favour = sum(row.accepts for row in opinions)
    finding.accepted = carried(in_favour=in_favour, members=len(sitting.members))
    finding.decided_at = now
    await finding.save()
    still_open = await LowPriceFinding.exists().where(
        (LowPriceFinding.session == sitting.session.id)
        & (LowPriceFinding.review_round == sitting.session.review_round)
        & LowPriceFinding.accepted.is_null()
    )
    if not still_open:
        await begin_scoring(session=sitting.session, now=now)
    await remember(
        AuditTag.LOW_PRICE_DECIDE,
        session=sitting.session,
        actor_name="committee",
        facts={"bid": str(finding.bid), "accepted": finding.accepted, "in_favour": in_favour},
        now=now,
    )


async def _opinions(sitting: Sitting, finding: LowPriceFinding) -> list[LowPriceOpinion]:
    """Opinions of those who sit now; a replaced member's is void."""
    return await LowPriceOpinion.objects().where(
        (LowPriceOpinion.finding == finding.id)
        & LowPriceOpinion.member.is_in([member.id for member in sitting.members])
    )


async def _open_finding(session: Session, finding_id: UUID) -> LowPriceFinding:
    finding = await _finding(finding_id)
    if finding.session != session.id or finding.review_round != session.review_round:
        raise finding_unknown()
    if finding.accepted is not None or session.review_closed_at is None:
        raise Conflict(code="finding-not-open", message="该异常低价审查不在认定阶段")
    return finding


async def _finding(finding_id: UUID) -> LowPriceFinding:
    finding = await LowPriceFinding.objects().where(LowPriceFinding.id == finding_id).first()
    if finding is None:
        raise finding_unknown()
    return finding


async def _finding_exists(session: Session, review_round: int, bid_id: UUID) -> bool:
    return await LowPriceFinding.exists().where(
        (LowPriceFinding.session == session.id)
        & (LowPriceFinding.review_round == review_round)
        & (LowPriceFinding.bid == bid_id)
    )
