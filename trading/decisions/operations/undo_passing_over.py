"""The tenderer takes back that a candidate cannot win, entered by mistake: before the determination, never after.

What was entered stays in the log, and the taking back beside it.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.errors import NotFound
from core.ids import new_id
from identity.actor import Actor
from storage import audit
from storage.database import transaction
from trading.audit_tags import AuditTag
from trading.decisions.domain.ending import check_statement
from trading.decisions.forms import UndoingWord
from trading.decisions.operations.arm_deeming import arm_deeming
from trading.decisions.queries.results import report_of, standing_passing
from trading.kinds import KINDS
from trading.permissions import check_determines
from trading.projects.domain.times import determine_by
from trading.projects.queries.drafts import life_of, project_of, rules_governing
from trading.projects.queries.lots import lot_for_update
from trading.states import LotEvent
from trading.tables import Lot, PassingUndone, Project
from trading.working_calendar import calendar_now


async def undo_passing_over(
    *, actor: Actor, lot_id: UUID, bidder_id: UUID, word: UndoingWord, now: datetime
) -> PassingUndone:
    """The candidate stands again at its place. The log entry is withheld as long as the one it takes back.

    Refuses after the determination or the ending, a reason without facts, and a bidder nobody passed over.
    """
    async with transaction():
        lot = await lot_for_update(lot_id)
        project = await project_of(lot)
        check_determines(actor, project)
        life_of(project).after(lot.state, LotEvent.DETERMINE_AWARD)
        kind = KINDS[project.kind]
        check_statement(
            word.reason,
            published_with=f"结果或者{kind.notices.termination.title}",
            article=kind.deciding.order_article,
            field="reason",
        )
        passing = await standing_passing(lot_id=lot.id, bidder_id=bidder_id)
        if passing is None:
            raise NotFound(code="passing-unknown", message="没有对这名候选人的认定，或者已经撤销")
        skipped = await audit.seq_of(passing.audit_seq)
        entry = await audit.record(
            AuditTag.CANDIDATE_RESTORE,
            actor=actor.audit_name,
            subject=str(lot.id),
            facts={"bidder": str(bidder_id), "reason": word.reason.strip(), "skipped_seq": skipped},
            now=now,
            public=False,
        )
        row = PassingUndone(
            id=new_id(),
            passed_over=passing.id,
            reason=word.reason.strip(),
            undone_by=actor.person_id,
            undone_at=now,
            audit_seq=entry.ticket,
        )
        await row.save()
        await _deem_again(lot, project, now=now)
    return row


async def _deem_again(lot: Lot, project: Project, *, now: datetime) -> None:
    """The days may have ended while nobody was left to deem determined."""
    if not KINDS[project.kind].deciding.deemed_article:
        return
    report = await report_of(lot.id)
    assert report is not None
    by = determine_by(
        received_at=report.received_at,
        rules=rules_governing(project),
        calendar=await calendar_now(),
    )
    await arm_deeming(lot_id=lot.id, by=by, now=now)
