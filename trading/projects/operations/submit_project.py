"""The agency hands the project in to the trading centre."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from identity.actor import Actor
from trading.audit_tags import AuditTag
from trading.kinds import KINDS
from trading.permissions import check_submits
from trading.projects.domain.draft import draft_faults
from trading.projects.domain.faults import refuse_faults
from trading.projects.operations.lot_step import LotStep
from trading.projects.queries.drafts import draft_of, rules_governing
from trading.states import LotEvent
from trading.working_calendar import calendar_now

SUBMIT = LotStep(event=LotEvent.SUBMIT, tag=AuditTag.PROJECT_SUBMIT, may=check_submits, public=False)


async def submit_project(*, actor: Actor, project_id: UUID, now: datetime) -> None:
    """Submit a draft with all its lots; every fault of contents, money, scheme, panel and times is refused at once."""
    async with SUBMIT.taken_by_all(actor=actor, project_id=project_id, now=now) as step:
        project = step.project
        refuse_faults(
            draft_faults(
                draft=await draft_of(project=project, lots=step.lots),
                drafting=KINDS[project.kind].drafting,
                now=now,
                rules=rules_governing(project),
                calendar=await calendar_now(),
            )
        )
        project.submitted_by, project.submitted_at = actor.person_id, now
        step.facts = {"project_no": project.no}
