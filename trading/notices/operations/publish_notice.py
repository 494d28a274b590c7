"""The platform publishes a notice at its time, once.

Runs inside a timer. A second run finds the notice published and does nothing. Not for: award notices, which
also move the award (see `publish_award`).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.clock import local_day, moment_text
from core.errors import NotFound
from core.periods import day_ending_with
from identity.actor import Actor
from identity.permissions import check
from storage import audit, outbox, timers
from storage.database import transaction
from trading.audit_tags import AuditTag
from trading.decisions.queries.results import ending_of
from trading.kinds import KINDS
from trading.notices.operations.issue_letters import issue_ending_letters
from trading.notices.operations.issue_notice import issue_notice
from trading.notices.queries.notice_texts import announcement_text, termination_text
from trading.permissions import Permission
from trading.projects.domain.times import NoticeTimes
from trading.projects.operations.accept_project import panel_facts, panel_sha256
from trading.projects.queries.drafts import life_of, project_of, rules_governing
from trading.projects.queries.lots import lot_for_update
from trading.states import NOTICE_STATES, LotEvent, NoticeEvent, NoticeKind
from trading.tables import Lot, Notice, OpeningOfficer, Project
from trading.working_calendar import calendar_now

#: The timer the bidding room answers to at the deadline. A timer's name is an address, not a call upwards.
FREEZE_BIDS = "bidding_room.freeze_bids"


async def publish_notice(*, actor: Actor, notice_id: UUID, now: datetime) -> Notice:
    """Publish a procurement or termination notice; with the former the lot's bidding time begins.

    With the notice of a lot that failed, everybody who bid is sent a letter with the reason.

    The day of publication is the day documents begin to be issued. If the publication comes so late that
    the law's periods no longer fit, nothing is published: the project goes back to its agency.
    """
    async with transaction():
        lot, notice = await notice_for_update(notice_id)
        check(actor, Permission.NOTICE_PUBLISH)
        if not NOTICE_STATES.allows(notice.state, NoticeEvent.PUBLISH):
            return notice
        project = await project_of(lot)
        if notice.kind == NoticeKind.TERMINATION:
            ended = await ending_of(lot.id)
            again = ended is None or ended.again
            body = await termination_text(lot=lot, project=project, again=again)
            published = await issue_notice(actor=actor, lot=lot, notice=notice, body=body, facts={}, now=now)
            await issue_ending_letters(actor=actor, lot=lot, again=again, notice=published, now=now)
            return published
        return await _publish_announcement(actor=actor, lot=lot, notice=notice, project=project, now=now)


async def notice_for_update(notice_id: UUID) -> tuple[Lot, Notice]:
    """Lot and notice locked, in this order everywhere; raises `NotFound` (`notice-unknown`)."""
    lot_id = await Notice.select(Notice.lot).where(Notice.id == notice_id).output(as_list=True).first()
    if lot_id is None:
        raise NotFound(code="notice-unknown", message="没有这份公告")
    lot = await lot_for_update(lot_id["lot"] if isinstance(lot_id, dict) else lot_id)
    notice = await Notice.objects().where(Notice.id == notice_id).lock_rows("UPDATE").first()
    assert notice is not None
    return lot, notice


async def _publish_announcement(
    *, actor: Actor, lot: Lot, notice: Notice, project: Project, now: datetime
) -> Notice:
    state = life_of(project).after(lot.state, LotEvent.PUBLISH_NOTICE)
    assert lot.documents_until is not None
    assert lot.bids_due_at is not None
    times = NoticeTimes(publish_at=now, documents_until=lot.documents_until, bids_due_at=lot.bids_due_at)
    calendar = await calendar_now()
    late = tuple(KINDS[project.kind].drafting.times.periods(times, rules_governing(project), calendar))
    if late:
        return await _withdraw(
            actor=actor, lot=lot, notice=notice, project=project, now=now, why=late[0].message
        )
    officers = (
        await OpeningOfficer.objects().where(OpeningOfficer.lot == lot.id).order_by(OpeningOfficer.ordinal)
    )
    panel = panel_facts(threshold=lot.panel_threshold, officers=officers)
    lot.state, lot.notice_published_at = state.value, now
    lot.calendar_version = calendar.version_of(local_day(now), day_ending_with(times.documents_until))
    await lot.save()
    published = await issue_notice(
        actor=actor,
        lot=lot,
        notice=notice,
        body=await announcement_text(lot=lot, project=project, times=times),
        facts={
            "documents_until": moment_text(times.documents_until),
            "bids_due_at": times.bids_due_at.isoformat(),
            "calendar": lot.calendar_version,
            "panel": panel,
            "panel_sha256": panel_sha256(panel),
        },
        now=now,
    )
    await timers.set_timer(FREEZE_BIDS, subject_id=lot.id, due_at=lot.bids_due_at)
    if lot.accept_seq is not None:
        await audit.disclose(numbers=[lot.accept_seq], now=now)
    await outbox.emit("trading.notice_published", subject_id=lot.id)
    return published


async def _withdraw(
    *, actor: Actor, lot: Lot, notice: Notice, project: Project, now: datetime, why: str
) -> Notice:
    """Too late to be lawful: the notice is withdrawn, the panel's keys are set free, the draft reopens."""
    lot.state = life_of(project).after(lot.state, LotEvent.RETURN).value
    lot.accept_seq = None
    notice.state = NOTICE_STATES.after(notice.state, NoticeEvent.WITHDRAW).value
    project.returned_by, project.returned_at = project.accepted_by, now
    project.returned_reason = f"公告未能按时发布，现已不符合法定期限：{why}"
    project.accepted_by = project.accepted_at = None
    await lot.save()
    await notice.save()
    await project.save()
    await OpeningOfficer.update({OpeningOfficer.key_box: None, OpeningOfficer.sealing_public: None}).where(
        OpeningOfficer.lot == lot.id
    )
    await audit.record(
        AuditTag.NOTICE_WITHDRAW,
        actor=actor.audit_name,
        subject=str(lot.id),
        facts={"notice_no": notice.no, "reason": why},
        now=now,
        public=False,
    )
    return notice
