"""The agency hands the project in to the trading centre."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from identity.actor import Actor
from storage import audit
from storage.database import transaction
from trading.audit_tags import AuditTag
from trading.kinds import KINDS
from trading.permissions import check_submits
from trading.projects.domain.draft import draft_faults
from trading.projects.domain.faults import refuse_faults
from trading.projects.queries.drafts import draft_of, life_of, project_of, rules_governing
from trading.projects.queries.lots import lot_for_update
from trading.states import LotEvent
from trading.tables import Lot
from trading.working_calendar import calendar_now


async def submit_project(*, actor: Actor, lot_id: UUID, now: datetime) -> Lot:
    """Submit a draft; every fault of contents, money, scheme, panel and times is refused at once."""
    async with transaction():
        lot = await lot_for_update(lot_id)
        project = await project_of(lot)
        check_submits(actor, project)
        state = life_of(project).after(lot.state, LotEvent.SUBMIT)
        draft = await draft_of(lot=lot, project=project)
        rules = rules_governing(project)
        calendar = await calendar_now()
        refuse_faults(
            draft_faults(
                draft=draft, drafting=KINDS[project.kind].drafting, now=now, rules=rules, calendar=calendar
            )
        )
        lot.state = state.value
        project.submitted_by, project.submitted_at = actor.person_id, now
        await project.save()
        await lot.save()
        await audit.record(
            AuditTag.PROJECT_SUBMIT,
            actor=actor.audit_name,
            subject=str(lot.id),
            facts={"project_no": project.no},
            now=now,
            public=False,
        )
    return lot
