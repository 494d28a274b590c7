"""The platform publishes a notice at its time, once.

Runs inside a timer. A second run finds the notice published and does nothing. Not for: award notices, which
also move the award (see `publish_award`).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.canonical import Json
from core.clock import local_day, moment_text
from core.errors import NotFound
from core.periods import day_ending_with
from identity.actor import Actor
from identity.permissions import check
from storage import audit, outbox, timers
from storage.database import transaction
from trading.decisions.queries.results import ending_of
from trading.kinds import KINDS
from trading.notices.operations.issue_letters import issue_ending_letters
from trading.notices.operations.issue_notice import issue_notice
from trading.notices.queries.notice_texts import announcement_of, termination_text
from trading.papers.operations.issue_documents import documents_to_issue, issued_facts, keep_issued
from trading.permissions import Permission
from trading.projects.domain.times import NoticeTimes
from trading.projects.operations.accept_project import panel_facts, panel_sha256
from trading.projects.operations.take_back_acceptance import take_back_acceptance
from trading.projects.queries.drafts import life_of, project_of, rules_governing
from trading.projects.queries.lots import lot_for_update, project_for_update
from trading.states import NOTICE_STATES, LotEvent, NoticeEvent, NoticeKind
from trading.tables import Lot, Notice, OpeningOfficer, Project
from trading.working_calendar import calendar_now

#: The timer the bidding room answers to at the deadline. A timer's name is an address, not a call upwards.
FREEZE_BIDS = "bidding_room.freeze_bids"


async def publish_notice(*, actor: Actor, notice_id: UUID, now: datetime) -> Notice:
    """Publish a procurement or termination notice; with the former the bidding time of all the project's lots begins.

    With the notice of a lot that failed, everybody who bid is sent a letter with the reason.

    The day of publication is the day documents begin to be issued. If the publication comes so late that
    the law's periods no longer fit, nothing is published: the project goes back to its agency.
    """
    async with transaction():
        project, lots, notice = await notice_for_update(notice_id)
        check(actor, Permission.NOTICE_PUBLISH)
        if not NOTICE_STATES.allows(notice.state, NoticeEvent.PUBLISH):
            return notice
        if notice.kind == NoticeKind.TERMINATION:
            return await _publish_termination(
                actor=actor, lot=lots[0], notice=notice, project=project, now=now
            )
        return await _publish_announcement(actor=actor, lots=lots, notice=notice, project=project, now=now)


async def notice_for_update(notice_id: UUID) -> tuple[Project, tuple[Lot, ...], Notice]:
    """The lots a notice is of and the notice, locked in this order everywhere; with all of its lots the project, too.

    Raises `NotFound` (`notice-unknown`).
    """
    about = await Notice.select(Notice.project, Notice.lot).where(Notice.id == notice_id).first()
    if about is None:
        raise NotFound(code="notice-unknown", message="没有这份公告")
    if about["lot"] is None:
        project, lots = await project_for_update(about["project"])
    else:
        lots = (await lot_for_update(about["lot"]),)
        project = await project_of(lots[0])
    notice = await Notice.objects().where(Notice.id == notice_id).lock_rows("UPDATE").first()
    assert notice is not None  # notices are never deleted
    return project, lots, notice


async def _publish_termination(
    *, actor: Actor, lot: Lot, notice: Notice, project: Project, now: datetime
) -> Notice:
    ended = await ending_of(lot.id)
    again = ended is None or ended.again
    body = await termination_text(lot=lot, project=project, again=again)
    published = await issue_notice(
        actor=actor, project=project, notice=notice, body=body, facts={lot.id: {}}, now=now
    )
    await issue_ending_letters(actor=actor, lot=lot, again=again, notice=published, now=now)
    return published


async def _publish_announcement(
    *, actor: Actor, lots: tuple[Lot, ...], notice: Notice, project: Project, now: datetime
) -> Notice:
    times = [_times(lot, now) for lot in lots]
    periods, rules, calendar = (
        KINDS[project.kind].drafting.times.periods,
        rules_governing(project),
        await calendar_now(),
    )
    late = [fault for of_lot in times for fault in periods(of_lot, rules, calendar)]
    if late:
        return await _withdraw(actor=actor, lots=lots, project=project, now=now, why=late[0].message)
    for lot, of_lot in zip(lots, times, strict=True):
        lot.state = life_of(project).after(lot.state, LotEvent.PUBLISH_NOTICE).value
        lot.notice_published_at = now
        lot.calendar_version = calendar.version_of(local_day(now), day_ending_with(of_lot.documents_until))
        await lot.save()
    given = await announcement_of(project=project, lots=lots, times=times[0])
    documents = await documents_to_issue(project=project, given=given)
    published = await issue_notice(
        actor=actor,
        project=project,
        notice=notice,
        body=KINDS[project.kind].notices.announcement.body(given),
        facts={lot.id: {**await _facts(lot), **issued_facts(documents)} for lot in lots},
        now=now,
    )
    await keep_issued(project=project, document=documents, ticket=published.audit_seq, now=now)
    for lot in lots:
        await _begin_bidding(lot, now=now)
    return published


def _times(lot: Lot, now: datetime) -> NoticeTimes:
    assert lot.documents_until is not None
    assert lot.bids_due_at is not None
    return NoticeTimes(publish_at=now, documents_until=lot.documents_until, bids_due_at=lot.bids_due_at)


async def _facts(lot: Lot) -> dict[str, Json]:
    officers = (
        await OpeningOfficer.objects().where(OpeningOfficer.lot == lot.id).order_by(OpeningOfficer.ordinal)
    )
    panel = panel_facts(threshold=lot.panel_threshold, officers=officers)
    assert lot.documents_until is not None
    assert lot.bids_due_at is not None
    return {
        "documents_until": moment_text(lot.documents_until),
        "bids_due_at": lot.bids_due_at.isoformat(),
        "calendar": lot.calendar_version,
        "panel": panel,
        "panel_sha256": panel_sha256(panel),
    }


async def _begin_bidding(lot: Lot, *, now: datetime) -> None:
    assert lot.bids_due_at is not None
    await timers.set_timer(FREEZE_BIDS, subject_id=lot.id, due_at=lot.bids_due_at)
    if lot.accept_seq is not None:
        await audit.disclose(numbers=[lot.accept_seq], now=now)
    await outbox.emit("trading.notice_published", subject_id=lot.id)


async def _withdraw(
    *, actor: Actor, lots: tuple[Lot, ...], project: Project, now: datetime, why: str
) -> Notice:
    """Too late to be lawful: the acceptance is taken back, and the draft reopens."""
    project.returned_by, project.returned_at = project.accepted_by, now
    project.returned_reason = f"公告未能按时发布，现已不符合法定期限：{why}"
    notice = await take_back_acceptance(actor=actor, project=project, lots=lots, why=why, now=now)
    await project.save()
    for lot in lots:
        lot.state = life_of(project).after(lot.state, LotEvent.RETURN).value
        await lot.save()
    return notice
