"""A notice is written down with its time, and the timer that will publish it is armed.

Called inside the operation that has decided on it; not a use case by itself.
"""

from __future__ import annotations

from datetime import datetime

from core.ids import new_id
from storage import timers
from trading.kinds import KINDS
from trading.projects.queries.lots import any_lot
from trading.states import NoticeKind, NoticeState
from trading.tables import Lot, Notice, Project


async def schedule_notice(
    *, project: Project, lot: Lot | None, kind: NoticeKind, publish_at: datetime
) -> Notice:
    """A scheduled notice with the project's next notice number; a withdrawn one before it raises the version.

    The project is locked for the number, for several of its lots may be decided on at one moment. The caller holds the
    lock of `lot`, or those of all where the notice is of none.
    """
    await Project.objects().where(Project.id == project.id).lock_rows("NO KEY UPDATE").first()
    form = KINDS[project.kind].notices[kind]
    written = await Notice.select(Notice.kind, Notice.lot).where(Notice.project == project.id)
    of_lot = lot.id if lot is not None else None
    notice = Notice(
        id=new_id(),
        no=f"{project.no}-{len(written) + 1:02d}",
        project=project.id,
        lot=of_lot,
        kind=kind.value,
        title=f"{project.name if lot is None else (await any_lot(lot.id)).title}{form.title}",
        body={},
        state=NoticeState.SCHEDULED.value,
        version=1 + sum((row["kind"], row["lot"]) == (kind.value, of_lot) for row in written),
        publish_at=publish_at,
    )
    await notice.save()
    await timers.set_timer(form.timer, subject_id=notice.id, due_at=publish_at)
    return notice
