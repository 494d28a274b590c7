"""The tenderer finds that the candidate in turn cannot win: on a listed ground, with evidence, one at a time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.errors import Invalid
from core.ids import new_id
from identity.actor import Actor
from storage import audit
from storage.database import transaction
from trading.audit_tags import AuditTag
from trading.decisions.domain.award import Candidate, candidate_in_turn, check_in_turn
from trading.decisions.domain.deciding import Deciding
from trading.decisions.domain.ending import check_statement
from trading.decisions.domain.evidence import check_evidence
from trading.decisions.forms import GroundForm
from trading.decisions.operations.evidence_in_log import check_logged
from trading.decisions.queries.results import candidates_of, passed_over_ids
from trading.kinds import KINDS, Kind
from trading.permissions import check_determines
from trading.projects.queries.drafts import life_of, project_of
from trading.projects.queries.lots import lot_for_update
from trading.states import LotEvent
from trading.tables import PassedOver


async def pass_over_candidate(
    *, actor: Actor, lot_id: UUID, bidder_id: UUID, word: GroundForm, now: datetime
) -> PassedOver:
    """The next candidate is in turn from now on; with nobody left the procurement has to be ended.

    The log entry is withheld until the result notice or the ending. Refuses everybody but the candidate in turn, a
    ground that is not listed and a statement without facts.
    """
    ground, statement, evidence = word.ground, word.statement, word.proof()
    async with transaction():
        lot = await lot_for_update(lot_id)
        project = await project_of(lot)
        check_determines(actor, project)
        life_of(project).after(lot.state, LotEvent.DETERMINE_AWARD)
        kind = KINDS[project.kind]
        _check_stated(ground=ground, statement=statement, kind=kind)
        check_evidence(evidence)
        await check_logged(evidence, lot_id=lot.id, called=kind.terms.lot)
        passed = await _in_turn(lot_id=lot.id, bidder_id=bidder_id, deciding=kind.deciding)
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
            version=1
            + await PassedOver.count().where(
                (PassedOver.lot == lot.id) & (PassedOver.bidder == passed.bidder_id)
            ),
            ground=ground,
            statement=statement.strip(),
            evidence_seq=evidence.log_seq,
            evidence_name=evidence.file_name if evidence.data else "",
            evidence_sha256=evidence.sha256,
            evidence=evidence.data or None,
            decided_by=actor.person_id,
            decided_at=now,
            audit_seq=entry.ticket,
        )
        await row.save()
    return row


async def _in_turn(*, lot_id: UUID, bidder_id: UUID, deciding: Deciding) -> Candidate:
    candidates = await candidates_of(lot_id)
    return check_in_turn(
        in_turn=candidate_in_turn(candidates=candidates, passed_over=await passed_over_ids(lot_id)),
        candidates=candidates,
        bidder_id=bidder_id,
        deciding=deciding,
    )


def _check_stated(*, ground: str, statement: str, kind: Kind) -> None:
    if ground not in kind.deciding.grounds:
        raise Invalid(
            code="ground-not-listed",
            message=f"只有列明的法定情形可以不按顺序确定{kind.terms.winner}",
            field="ground",
            article=kind.deciding.order_article,
        )
    check_statement(statement, published_with=kind.notices.result.title, article=kind.deciding.order_article)
