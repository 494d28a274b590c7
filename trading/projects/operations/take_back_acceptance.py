"""An acceptance is taken back before the announcement is out, so that the project can be changed and accepted anew.

Called inside the operation that has decided on it; not a use case by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from identity.actor import Actor
from storage import audit, timers
from trading.audit_tags import AuditTag
from trading.kinds import KINDS
from trading.states import NOTICE_STATES, NoticeEvent, NoticeKind, NoticeState
from trading.tables import Lot, Notice, OpeningOfficer, Project


async def take_back_acceptance(
    *, actor: Actor, project: Project, lots: Sequence[Lot], why: str, now: datetime
) -> Notice:
    """The scheduled announcement is withdrawn (its number is not given again), its timer disarmed, the panels are free.

    The caller holds the locks of lots and project, moves the lots, and saves both.
    """
    notice = (
        await Notice.objects()
        .where(
            (Notice.project == project.id)
            & (Notice.kind == NoticeKind.ANNOUNCEMENT.value)
            & (Notice.state == NoticeState.SCHEDULED.value)
        )
        .lock_rows("UPDATE")
        .first()
    )
    assert notice is not None  # to accept is to schedule it
    notice.state = NOTICE_STATES.after(notice.state, NoticeEvent.WITHDRAW).value
    await notice.save()
    await timers.cancel_timer(
        KINDS[project.kind].notices[NoticeKind.ANNOUNCEMENT].timer, subject_id=notice.id
    )
    project.accepted_by = project.accepted_at = None
    for lot in lots:
        lot.accept_seq = None
        await _free_panel(lot)
        await audit.record(
            AuditTag.NOTICE_WITHDRAW,
            actor=actor.audit_name,
            subject=str(lot.id),
            facts={"notice_no": notice.no, "reason": why},
            now=now,
            public=False,
        )
    return notice


async def _free_panel(lot: Lot) -> None:
    await OpeningOfficer.update({OpeningOfficer.key_box: None, OpeningOfficer.sealing_public: None}).where(
        OpeningOfficer.lot == lot.id
    )
