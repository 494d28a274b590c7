"""A notice is written down with its time, and the timer that will publish it is armed.

Called inside the operation that has decided on it; not a use case by itself.
"""

from __future__ import annotations

from datetime import datetime

from core.ids import new_id
from storage import timers
from trading.kinds import KINDS
from trading.states import NoticeKind, NoticeState
from trading.tables import Lot, Notice, Project


async def schedule_notice(*, lot: Lot, project: Project, kind: NoticeKind, publish_at: datetime) -> Notice:
    """A scheduled notice with the project's next notice number; a withdrawn one before it raises the version."""
    form = KINDS[project.kind].notices[kind]
    of_lot = await Notice.select(Notice.kind).where(Notice.lot == lot.id)
    notice = Notice(
        id=new_id(),
        no=f"{project.no}-{len(of_lot) + 1:02d}",
        lot=lot.id,
        kind=kind.value,
        title=f"{project.name}{form.title}",
        body={},
        state=NoticeState.SCHEDULED.value,
        version=1 + sum(row["kind"] == kind.value for row in of_lot),
        publish_at=publish_at,
    )
    await notice.save()
    await timers.set_timer(form.timer, subject_id=notice.id, due_at=publish_at)
    return notice
