"""The trading centre sends a project back to its agency, with reasons."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.errors import Invalid
from identity.actor import Actor
from storage import audit
from storage.database import transaction
from trading.audit_tags import AuditTag
from trading.permissions import check_accepts
from trading.projects.forms import ReasonForm
from trading.projects.queries.drafts import life_of, project_of
from trading.projects.queries.lots import lot_for_update
from trading.states import LotEvent
from trading.tables import Lot


async def return_project(*, actor: Actor, lot_id: UUID, word: ReasonForm, now: datetime) -> Lot:
    """Return a submitted project; the reason (shown to the agency) must be given."""
    async with transaction():
        lot = await lot_for_update(lot_id)
        project = await project_of(lot)
        check_accepts(actor, project)
        if not word.reason.strip():
            raise Invalid(code="reason-missing", message="请写明退回的理由", field="reason")
        lot.state = life_of(project).after(lot.state, LotEvent.RETURN).value
        project.returned_by, project.returned_at = actor.person_id, now
        project.returned_reason = word.reason.strip()
        await project.save()
        await lot.save()
        await audit.record(
            AuditTag.PROJECT_RETURN,
            actor=actor.audit_name,
            subject=str(lot.id),
            facts={"project_no": project.no, "reason": project.returned_reason},
            now=now,
            public=False,
        )
    return lot
