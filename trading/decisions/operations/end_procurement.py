"""The tenderer ends a procurement whose winner cannot or may not be determined: 废标, on a listed ground.

Published at once with ground and evidence; with the notice every bidder is sent a letter (《政府采购法》第三十六条).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.ids import new_id
from identity.actor import Actor
from storage import audit
from storage.database import transaction
from trading.audit_tags import AuditTag
from trading.decisions.domain.award import candidate_in_turn
from trading.decisions.domain.ending import check_ending, ending_ground, ending_reason
from trading.decisions.domain.evidence import Evidence, evidence_told
from trading.decisions.forms import GroundForm
from trading.decisions.operations.arm_deeming import disarm_deeming
from trading.decisions.operations.evidence_in_log import check_logged
from trading.decisions.queries.results import candidates_of, passed_over_ids, passing_seqs, passings_of
from trading.kinds import KINDS
from trading.permissions import check_determines
from trading.projects.operations.move_lot import fail_lot
from trading.projects.queries.drafts import life_of, project_of
from trading.projects.queries.lots import lot_for_update
from trading.states import LotEvent
from trading.tables import Ending


async def end_procurement(*, actor: Actor, lot_id: UUID, word: GroundForm, now: datetime) -> Ending:
    """evaluated → failed. What was found against candidates becomes public with it; marks and ranks stay secret.

    Refuses everybody but the tenderer, a lot not evaluated or already determined, a ground that is not listed, and
    `candidate-left` while a candidate is in turn.
    """
    evidence = word.proof()
    async with transaction():
        lot = await lot_for_update(lot_id)
        project = await project_of(lot)
        check_determines(actor, project)
        life_of(project).after(lot.state, LotEvent.DETERMINE_AWARD)  # the same moment, and the other way out
        candidates, passed_over = await candidates_of(lot.id), await passed_over_ids(lot.id)
        in_turn = candidate_in_turn(candidates=candidates, passed_over=passed_over)
        chosen = ending_ground(
            word.ground, deciding=KINDS[project.kind].deciding, somebody_in_turn=in_turn is not None
        )
        check_ending(
            ground=chosen,
            statement=word.statement,
            evidence=evidence,
            published_with=KINDS[project.kind].notices.termination.title,
        )
        await check_logged(evidence, lot_id=lot.id, called=KINDS[project.kind].terms.lot)
        row = await _keep(
            actor=actor,
            lot_id=lot.id,
            ground=chosen.id,
            words=word.statement.strip(),
            proof=evidence,
            now=now,
        )
        told = evidence_told(name=row.evidence_name, sha256=evidence.sha256, log_seq=evidence.log_seq)
        reason = ending_reason(
            ground=chosen, statement=row.statement, evidence=told, passings=await passings_of(lot.id)
        )
        await fail_lot(lot_id=lot.id, actor=actor, reason=reason, now=now)
        await disarm_deeming(lot_id=lot.id)
        await audit.disclose(numbers=await passing_seqs(lot.id), now=now)
    return row


async def _keep(
    *, actor: Actor, lot_id: UUID, ground: str, words: str, proof: Evidence, now: datetime
) -> Ending:
    entry = await audit.record(
        AuditTag.PROCUREMENT_END,
        actor=actor.audit_name,
        subject=str(lot_id),
        facts={
            "ground": ground,
            "statement": words,
            "evidence_seq": proof.log_seq,
            "evidence_sha256": proof.sha256.hex() if proof.sha256 else None,
        },
        now=now,
    )
    row = Ending(
        id=new_id(),
        lot=lot_id,
        ground=ground,
        statement=words,
        evidence_seq=proof.log_seq,
        evidence_name=proof.file_name if proof.data else "",
        evidence_sha256=proof.sha256,
        evidence=proof.data or None,
        decided_by=actor.person_id,
        decided_at=now,
        audit_seq=entry.ticket,
    )
    await row.save()
    return row
