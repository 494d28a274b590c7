"""The only ways a locked mark may change: an objective mismatch, or 畸高畸低 as the panel finds.

A member proposes with a reason, the majority decides, those concerned restate their mark; the old mark, the new
one and the new hash are kept.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.statements import stated
from evaluation.audit_tags import AuditTag
from evaluation.domain.consolidation import Cause, cause_titles
from evaluation.domain.majority import carried
from evaluation.domain.marks import marks_hash, read_mark
from evaluation.operations.sitting import Sitting, articles_of, remember, remember_of, take_seat
from evaluation.queries.marks import Sheet, marks_of, sheet_of, whole_marks
from evaluation.states import CORRECTION_STATES, CorrectionEvent, CorrectionState, SessionState
from evaluation.tables import Correction, CorrectionVote, Member, Score, ScoreChange
from identity.actor import Actor
from storage.database import transaction
from trading.kinds import ARTICLES
from trading.rules import Article
from web.form_fields import CHOSEN, Choice, Number, Reason, Short

OPEN = (CorrectionState.PROPOSED.value, CorrectionState.AGREED.value)


class CorrectionProposal(Struct, frozen=True, kw_only=True):
    """`target` is the number of the member whose mark is 畸高畸低; None for an objective mismatch."""

    bid_id: Annotated[UUID, Meta(title="评审对象")]
    criterion_id: Annotated[UUID, Meta(title="评审因素")]
    cause: Annotated[Cause, Meta(title="更正原因", extra={"options": cause_titles()})]
    reason: Annotated[Reason, Meta(title="理由", extra={"article": ARTICLES[Article.MARKS]})]
    target: Annotated[Number | None, CHOSEN, Meta(title="哪位评委的评分")] = None


class CorrectionBallot(Struct, frozen=True, kw_only=True):
    """Whether a member agrees to a correction."""

    agrees: Annotated[Choice, Meta(title="意见", extra={"options": {"yes": "同意更正", "no": "不同意"}})]


class MarkRestated(Struct, frozen=True, kw_only=True):
    """A mark given anew, as typed."""

    points: Annotated[Short, Meta(title="更正后的评分", extra={"shape": "number"})] = ""


async def propose_correction(
    *, actor: Actor, session_id: UUID, word: CorrectionProposal, now: datetime
) -> UUID:
    """Put a correction to the vote; the proposer's own vote counts as given. Returns its id."""
    async with transaction():
        sitting = await take_seat(actor=actor, session_id=session_id, during=SessionState.CONSOLIDATING)
        reason = stated(word.reason, field="reason")
        article = (await articles_of(sitting.session))[Article.MARKS]
        target = _target(sitting, word)
        _check_cause(await sheet_of(sitting.session), word, article=article)
        if await _one_is_open(sitting, word):
            raise Conflict(code="correction-open", message="该项已有未完成的更正")
        row = Correction(
            session=sitting.session.id,
            bid=word.bid_id,
            criterion=word.criterion_id,
            target=target.id if target else None,
            cause=word.cause.value,
            reason=reason,
            raised_by=sitting.me.id,
            raised_at=now,
        )
        await row.save()
        await CorrectionVote(correction=row.id, member=sitting.me.id, agrees=True, voted_at=now).save()
        return UUID(str(row.id))


async def vote_correction(
    *, actor: Actor, session_id: UUID, correction_id: UUID, word: CorrectionBallot, now: datetime
) -> None:
    """A member's vote on a correction, decided as soon as more than half of all members agree, or all have voted."""
    async with transaction():
        sitting = await take_seat(actor=actor, session_id=session_id, during=SessionState.CONSOLIDATING)
        row = await _correction(sitting, correction_id, state=CorrectionState.PROPOSED)
        votes = await CorrectionVote.objects().where(CorrectionVote.correction == row.id)
        if sitting.me.id in {vote.member for vote in votes}:
            raise Conflict(code="already-voted", message="您已表决")
        await CorrectionVote(correction=row.id, member=sitting.me.id, agrees=word.agrees, voted_at=now).save()
        in_favour = sum(vote.agrees for vote in votes) + word.agrees
        agreed = carried(in_favour=in_favour, members=len(sitting.members))
        if agreed or len(votes) + 1 == len(sitting.members):
            await _decide(sitting, row, in_favour=in_favour, agreed=agreed, now=now)


async def restate_mark(
    *, actor: Actor, session_id: UUID, correction_id: UUID, word: MarkRestated, now: datetime
) -> None:
    """A member concerned gives the mark anew; complete when objective marks agree, or the target has restated."""
    async with transaction():
        sitting = await take_seat(actor=actor, session_id=session_id, during=SessionState.CONSOLIDATING)
        row = await _correction(sitting, correction_id, state=CorrectionState.AGREED)
        if row.target is not None and row.target != sitting.me.id:
            raise Forbidden(code="not-own-mark", message="只能由该项评分的评委本人更正")
        sheet = await sheet_of(sitting.session)
        most = {c.id: c.max_points for c in sheet.criteria}[str(row.criterion)]
        score = await _score(sitting.me, row)
        article = (await articles_of(sitting.session))[Article.MARKS]
        before = score.points
        score.points = read_mark(word.points, max_points=most, article=article, field="points")
        if before == score.points:
            raise Conflict(code="mark-unchanged", message="更正后的评分与原评分相同")
        score.saved_at = now
        await score.save()
        if row.target is not None or await _agree_now(sitting, row):
            row.state = CORRECTION_STATES.after(row.state, CorrectionEvent.COMPLETE).value
            row.completed_at = now
            await row.save()
        await _remember_change(sitting, row, score, before=before, sheet=sheet, now=now)


def _target(sitting: Sitting, proposal: CorrectionProposal) -> Member | None:
    if proposal.cause is Cause.OBJECTIVE_MISMATCH:
        return None
    for member in sitting.members:
        if member.number == proposal.target:
            return member
    raise Invalid(code="target-missing", message="请指明评分畸高、畸低的评委", field="target")


def _check_cause(sheet: Sheet, proposal: CorrectionProposal, *, article: str) -> None:
    cell = (str(proposal.bid_id), str(proposal.criterion_id))
    if cell not in sheet.rows:
        raise NotFound(code="cell-unknown", message="没有这项评分")
    mismatched = {(found.bid, found.criterion) for found in sheet.mismatches()}
    if proposal.cause is Cause.OBJECTIVE_MISMATCH and cell not in mismatched:
        raise Conflict(code="no-mismatch", message="该项客观评分一致，无需更正", article=article)
    objective = {c.id for c in sheet.criteria if c.objective}
    if proposal.cause is Cause.ABNORMAL and cell[1] in objective:
        raise Conflict(code="not-subjective", message="客观评审因素按评分不一致处理", article=article)


async def _one_is_open(sitting: Sitting, proposal: CorrectionProposal) -> bool:
    return await Correction.exists().where(
        (Correction.session == sitting.session.id)
        & (Correction.bid == proposal.bid_id)
        & (Correction.criterion == proposal.criterion_id)
        & Correction.state.is_in(list(OPEN))
    )


async def _correction(sitting: Sitting, correction_id: UUID, *, state: CorrectionState) -> Correction:
    row = await Correction.objects().where(Correction.id == correction_id).first()
    if row is None or row.session != sitting.session.id:
        raise NotFound(code="correction-unknown", message="没有这项更正")
    if row.state != state:
        raise Conflict(code="correction-decided", message="该项更正不在此阶段")
    return row


async def _decide(sitting: Sitting, row: Correction, *, in_favour: int, agreed: bool, now: datetime) -> None:
    event = CorrectionEvent.AGREE if agreed else CorrectionEvent.REFUSE
    row.state, row.decided_at = CORRECTION_STATES.after(row.state, event).value, now
    await row.save()
    await remember(
        AuditTag.CORRECTION_DECIDE,
        session=sitting.session,
        actor_name="committee",
        facts={
            "bid": str(row.bid),
            "criterion": str(row.criterion),
            "cause": row.cause,
            "reason": row.reason,
            "agreed": agreed,
            "in_favour": in_favour,
        },
        now=now,
    )


async def _score(member: Member, row: Correction) -> Score:
    score = (
        await Score.objects()
        .where((Score.member == member.id) & (Score.bid == row.bid) & (Score.criterion == row.criterion))
        .first()
    )
    assert score is not None, "consolidation begins only when every member has locked whole marks"
    return score


async def _agree_now(sitting: Sitting, row: Correction) -> bool:
    sheet = await sheet_of(sitting.session)
    return len(set(sheet.rows[str(row.bid), str(row.criterion)])) == 1


async def _remember_change(
    sitting: Sitting, row: Correction, score: Score, *, before: object, sheet: Sheet, now: datetime
) -> None:
    marks = whole_marks(
        await marks_of(sitting.me.id),
        bids={str(bid.bid_id) for bid in sheet.standing.valid},
        criteria={c.id for c in sheet.criteria},
    )
    digest = marks_hash(session=str(sitting.session.id), number=sitting.me.number, marks=marks)
    seq = await remember_of(
        AuditTag.SCORES_CORRECT,
        sitting=sitting,
        facts={
            "bid": str(row.bid),
            "criterion": str(row.criterion),
            "before": f"{before:.2f}",
            "after": f"{score.points:.2f}",
            "marks_sha256": digest.hex(),
        },
        now=now,
    )
    await ScoreChange(
        correction=row.id,
        member=sitting.me.id,
        points_before=before,
        points_after=score.points,
        changed_at=now,
        marks_hash=digest,
        audit_seq=seq,
    ).save()
