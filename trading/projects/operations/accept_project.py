"""The trading centre accepts a project: the panels' keys are fixed, the notice is set to its time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.canonical import Json, fingerprint
from core.errors import Conflict
from identity import queries as identity_queries
from identity.actor import Actor
from storage import audit
from storage.database import transaction
from trading.audit_tags import AuditTag
from trading.kinds import KINDS
from trading.permissions import check_accepts
from trading.projects.domain.draft import draft_faults
from trading.projects.domain.faults import refuse_faults
from trading.projects.operations.schedule_notice import schedule_notice
from trading.projects.queries.drafts import draft_of, life_of, rules_governing
from trading.projects.queries.lots import project_for_update
from trading.states import LotEvent, NoticeKind
from trading.tables import Lot, OpeningOfficer, Project
from trading.working_calendar import calendar_now


async def accept_project(*, actor: Actor, project_id: UUID, now: datetime) -> None:
    """Accept a submitted project with all its lots; everything the linter asks is asked again at this moment."""
    async with transaction():
        project, lots = await project_for_update(project_id)
        check_accepts(actor, project)
        states = [life_of(project).after(lot.state, LotEvent.ACCEPT) for lot in lots]
        draft = await draft_of(project=project, lots=lots)
        refuse_faults(
            draft_faults(
                draft=draft,
                drafting=KINDS[project.kind].drafting,
                now=now,
                rules=rules_governing(project),
                calendar=await calendar_now(),
            )
        )
        assert draft.times is not None
        project.accepted_by, project.accepted_at = actor.person_id, now
        await project.save()
        await schedule_notice(
            project=project, lot=None, kind=NoticeKind.ANNOUNCEMENT, publish_at=draft.times.publish_at
        )
        for lot, state in zip(lots, states, strict=True):
            lot.state = state.value
            await _fix_panel(lot, project, actor=actor, now=now)


async def _fix_panel(lot: Lot, project: Project, *, actor: Actor, now: datetime) -> None:
    """Each lot has its panel, and its entry with the keys its bids are sealed to."""
    panel = await _freeze_panel(lot, opening=KINDS[project.kind].terms.opening)
    entry = await audit.record(
        AuditTag.PROJECT_ACCEPT,
        actor=actor.audit_name,
        subject=str(lot.id),
        facts={"project_no": project.no, "panel": panel, "panel_sha256": panel_sha256(panel)},
        now=now,
        public=False,
    )
    lot.accept_seq = entry.ticket
    await lot.save()


def panel_sha256(panel: Json) -> str:
    """The fingerprint the notice repeats: SHA-256 over the canonical JSON of the panel."""
    return fingerprint(panel)


def panel_facts(*, threshold: int, officers: list[OpeningOfficer]) -> dict[str, Json]:
    """The frozen panel as it is logged: duties and keys, no names."""
    return {
        "threshold": threshold,
        "officers": [
            {
                "ordinal": officer.ordinal,
                "duty": officer.duty,
                "sealing_public": bytes(officer.sealing_public or b"").hex(),
            }
            for officer in officers
        ],
    }


async def _freeze_panel(lot: Lot, *, opening: str) -> dict[str, Json]:
    """Copy each officer's public key from the key box in use; what is copied is what bids are sealed to."""
    officers = (
        await OpeningOfficer.objects().where(OpeningOfficer.lot == lot.id).order_by(OpeningOfficer.ordinal)
    )
    for officer in officers:
        box = await identity_queries.key_box_of(officer.person)
        if box is None:  # retired since the linter looked
            raise Conflict(
                code="officer-without-key", message=f"{opening}人员的密钥盒已停用，请退回项目重新指定"
            )
        officer.key_box, officer.sealing_public = box.id, box.sealing_public
        await officer.save()
    return panel_facts(threshold=lot.panel_threshold, officers=officers)
