"""The tenderer determines the winner; the result notice is set to its time."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from core.clock import day_text, local_day
from core.errors import Conflict, Invalid
from core.ids import new_id
from core.rules import RuleBook
from identity.actor import Actor
from storage import audit, outbox
from storage.database import transaction
from trading.audit_tags import AuditTag
from trading.domain.award import chosen_candidate, lateness
from trading.domain.times import working_deadline
from trading.kinds import KINDS, Kind
from trading.operations.schedule_notice import schedule_notice
from trading.permissions import check_determines
from trading.queries.drafts import project_of
from trading.queries.lots import lot_for_update
from trading.queries.results import candidates_of, report_of
from trading.rules import calendar, rulebook
from trading.states import LOT_STATES, LotEvent, NoticeKind
from trading.tables import Award


async def determine_award(
    *,
    actor: Actor,
    lot_id: UUID,
    bidder_id: UUID,
    reason: str,
    late_reason: str,
    publish_at: datetime | None,
    now: datetime,
) -> Award:
    """evaluated → determined, in the report's order (TG15).

    A later rank needs a lawful `reason`, a late decision a `late_reason`. The result notice and the 中标通知书
    follow together at `publish_at` (at once when None), at most two working days later (TG16).
    """
    async with transaction():
        lot = await lot_for_update(lot_id)
        project = await project_of(lot)
        check_determines(actor, project)
        kind, rules = KINDS[project.kind], rulebook(project.governed_by_day)
        state = LOT_STATES.after(lot.state, LotEvent.DETERMINE_AWARD)
        report = await report_of(lot.id)
        if report is None:
            raise Conflict(code="report-missing", message="尚未收到评标报告")
        chosen = chosen_candidate(candidates=await candidates_of(lot.id), bidder_id=bidder_id, reason=reason)
        late = lateness(
            determine_by_on=report.determine_by_on, now=now, kind=kind, rules=rules, reason=late_reason
        )
        publish_by_on = working_deadline(
            local_day(now), count=rules[kind.publish_award_days].count, calendar=calendar()
        )
        publish_at = _publication(publish_at, publish_by_on=publish_by_on, now=now, kind=kind, rules=rules)
        lot.state = state.value
        await lot.save()
        entry = await audit.record(
            AuditTag.AWARD_DETERMINE,
            actor=actor.audit_name,
            subject=str(lot.id),
            facts={
                "winner": str(chosen.bidder_id),
                "rank": chosen.rank,
                "reason": reason,
                "late_reason": late,
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
            rank=chosen.rank,
            reason=reason.strip() if chosen.rank > 1 else "",
            late_reason=late,
            determined_by=actor.person_id,
            determined_at=now,
            publish_by_on=publish_by_on,
            audit_seq=entry.seq,
        )
        await award.save()
        await schedule_notice(lot=lot, project=project, kind=NoticeKind.AWARD, publish_at=publish_at)
        await outbox.emit("trading.award_determined", subject_id=lot.id)
    return award


def _publication(
    wished: datetime | None, *, publish_by_on: date | None, now: datetime, kind: Kind, rules: RuleBook
) -> datetime:
    """When the result notice goes out; raises `Invalid` (`award-notice-late`) beyond TG16's period."""
    publish_at = max(wished or now, now)
    if publish_by_on is not None and local_day(publish_at) > publish_by_on:
        rule = rules[kind.publish_award_days]
        raise Invalid(
            code="award-notice-late",
            message=f"应自中标供应商确定之日起{rule.count}个工作日内（{day_text(publish_by_on)}前）"
            "公告中标结果并发出中标通知书",
            field="publish_at",
            article=rule.article,
        )
    return publish_at
