"""What follows once the winner is settled: the award is kept and logged, its notice set to its time.

The calling operation has locked the lot, asked whether this may be, and found the candidate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.ids import new_id
from identity.actor import Actor
from storage import audit
from trading.audit_tags import AuditTag
from trading.decisions.domain.award import Candidate
from trading.projects.operations.schedule_notice import schedule_notice
from trading.projects.queries.drafts import life_of, project_of
from trading.states import LotEvent, NoticeKind
from trading.tables import Award, Lot


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The winner, why (published when not empty), why late, and when the notice goes out.

    `determine_by_on` and `publish_by_on` are the terms' last days as they are counted now, by `calendar_version`.
    """

    chosen: Candidate
    reason: str
    late_reason: str
    publish_at: datetime
    determine_by_on: date | None
    publish_by_on: date | None
    calendar_version: str


async def fix_award(*, actor: Actor, lot: Lot, settled: Settled, tag: AuditTag, now: datetime) -> Award:
    """evaluated → determined. The log entry is withheld until the result notice."""
    project = await project_of(lot)
    lot.state = life_of(project).after(lot.state, LotEvent.DETERMINE_AWARD).value
    await lot.save()
    chosen = settled.chosen
    entry = await audit.record(
        tag,
        actor=actor.audit_name,
        subject=str(lot.id),
        facts={
            "winner": str(chosen.bidder_id),
            "place": chosen.place,
            "reason": settled.reason,
            "late_reason": settled.late_reason,
            "determine_by": settled.determine_by_on.isoformat() if settled.determine_by_on else None,
            "publish_by": settled.publish_by_on.isoformat() if settled.publish_by_on else None,
            "calendar": settled.calendar_version,
        },
        now=now,
        public=False,
    )
    award = Award(
        id=new_id(),
        lot=lot.id,
        winner=chosen.bidder_id,
        winner_name=chosen.name,
        amount=chosen.price,
        rank=chosen.place,
        reason=settled.reason,
        late_reason=settled.late_reason,
        determine_by_on=settled.determine_by_on,
        publish_by_on=settled.publish_by_on,
        calendar_version=settled.calendar_version,
        determined_by=actor.person_id,
        determined_at=now,
        audit_seq=entry.ticket,
    )
    await award.save()
    await schedule_notice(project=project, lot=lot, kind=NoticeKind.RESULT, publish_at=settled.publish_at)
    return award
