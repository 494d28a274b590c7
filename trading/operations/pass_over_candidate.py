"""The tenderer finds that the candidate in turn cannot win: on a listed ground, with evidence, one at a time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.errors import Conflict, Invalid
from core.ids import new_id
from core.text import seen
from identity.actor import Actor
from storage import audit, outbox
from storage.database import transaction
from trading.audit_tags import AuditTag
from trading.domain.award import ORDER_ARTICLE, Candidate, candidate_in_turn, check_in_turn
from trading.domain.evidence import Evidence, check_evidence
from trading.permissions import check_determines
from trading.queries.drafts import project_of
from trading.queries.lots import lot_for_update
from trading.queries.results import candidates_of, passed_over_ids
from trading.rules.passing_over import grounds
from trading.states import LOT_STATES, LotEvent
from trading.tables import PassedOver

SHORTEST_STATEMENT = 10


async def pass_over_candidate(
    *,
    actor: Actor,
    lot_id: UUID,
    bidder_id: UUID,
    ground: str,
    statement: str,
    evidence: Evidence,
    now: datetime,
) -> PassedOver:
    """The next candidate is in turn from now on. The log entry is withheld until the result notice.

    Refuses everybody but the candidate in turn, a ground that is not listed, a statement without facts and the last
    candidate: with nobody left there is nothing to determine.
    """
    async with transaction():
        lot = await lot_for_update(lot_id)
        check_determines(actor, await project_of(lot))
        LOT_STATES.after(lot.state, LotEvent.DETERMINE_AWARD)
        _check_stated(ground=ground, statement=statement)
        check_evidence(evidence)
        await _check_logged(evidence, lot_id=lot.id)
        passed = await _in_turn(lot_id=lot.id, bidder_id=bidder_id)
        entry = await audit.record(
            AuditTag.CANDIDATE_SKIP,
            actor=actor.audit_name,
            subject=str(lot.id),
            facts={
                "bidder": str(passed.bidder_id),
                "place": passed.place,
                "ground": ground,
                "statement": statement.strip(),
                "evidence_seq": evidence.log_seq,
                "evidence_sha256": evidence.sha256.hex() if evidence.sha256 else None,
            },
            now=now,
            public=False,
        )
        row = PassedOver(
            id=new_id(),
            lot=lot.id,
            bidder=passed.bidder_id,
            bidder_name=passed.name,
            place=passed.place,
            ground=ground,
            statement=statement.strip(),
            evidence_seq=evidence.log_seq,
            evidence_name=evidence.file_name if evidence.data else "",
            evidence_sha256=evidence.sha256,
            evidence=evidence.data or None,
            decided_by=actor.person_id,
            decided_at=now,
            audit_seq=entry.seq,
        )
        await row.save()
        await outbox.emit("trading.candidate_passed_over", subject_id=lot.id)
    return row


async def _in_turn(*, lot_id: UUID, bidder_id: UUID) -> Candidate:
    candidates, passed_over = await candidates_of(lot_id), await passed_over_ids(lot_id)
    in_turn = check_in_turn(
        in_turn=candidate_in_turn(candidates=candidates, passed_over=passed_over),
        candidates=candidates,
        bidder_id=bidder_id,
    )
    if candidate_in_turn(candidates=candidates, passed_over=passed_over | {bidder_id}) is None:
        raise Conflict(
            code="no-candidate-left",
            message="这是最后一名中标候选人；全部候选人均不能中标的，应当依法重新开展采购活动",
            article="《政府采购法实施条例》第四十九条",
        )
    return in_turn


def _check_stated(*, ground: str, statement: str) -> None:
    if ground not in grounds():
        raise Invalid(
            code="ground-not-listed",
            message="只有列明的法定情形可以不按顺序确定中标供应商",
            field="ground",
            article=ORDER_ARTICLE,
        )
    if seen(statement) < SHORTEST_STATEMENT:
        raise Invalid(
            code="statement-too-short",
            message=f"请写明具体事实，不少于{SHORTEST_STATEMENT}字；内容将随中标结果公告公布",
            field="statement",
            article=ORDER_ARTICLE,
        )


async def _check_logged(evidence: Evidence, *, lot_id: UUID) -> None:
    """A log entry proves something only if anybody can read it and it speaks of this lot."""
    if evidence.log_seq is None:
        return
    if evidence.log_seq not in {e.seq for e in await audit.public_entries_about(subject=str(lot_id))}:
        raise Invalid(
            code="evidence-not-logged",
            message=f"审计日志中没有关于本采购包的公开条目第{evidence.log_seq}条",
            field="evidence_seq",
        )
