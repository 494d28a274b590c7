"""The trading centre sends a project back to its agency, with reasons."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.statements import stated
from identity.actor import Actor
from trading.audit_tags import AuditTag
from trading.permissions import check_accepts
from trading.projects.forms import ReasonForm
from trading.projects.operations.lot_step import LotStep
from trading.projects.operations.take_back_acceptance import take_back_acceptance
from trading.states import LotEvent

RETURN = LotStep(event=LotEvent.RETURN, tag=AuditTag.PROJECT_RETURN, may=check_accepts, public=False)


async def return_project(*, actor: Actor, project_id: UUID, word: ReasonForm, now: datetime) -> None:
    """Return a project with all its lots before it is announced; the reason (shown to the agency) must be given.

    Of an accepted one the acceptance is taken back with its announcement. Against the publication at the same moment
    whoever has the lots' locks first wins; raises `IllegalTransition` once it is announced.
    """
    async with RETURN.taken_by_all(actor=actor, project_id=project_id, now=now) as step:
        project = step.project
        project.returned_by, project.returned_at = actor.person_id, now
        project.returned_reason = stated(word.reason, field="reason")
        if project.accepted_at is not None:
            await take_back_acceptance(
                actor=actor, project=project, lots=step.lots, why=project.returned_reason, now=now
            )
        step.facts = {"project_no": project.no, "reason": project.returned_reason}
