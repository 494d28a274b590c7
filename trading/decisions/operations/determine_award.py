"""The tenderer determines the winner; the result notice is set to its time."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from core.clock import local_day
from core.errors import Conflict, Invalid
from core.periods import end_of, end_text
from core.rules import Rule
from identity.actor import Actor
from storage.database import transaction
from trading.audit_tags import AuditTag
from trading.decisions.domain.award import (
    award_reason,
    candidate_in_turn,
    check_in_turn,
    lateness,
    passings_before,
)
from trading.decisions.forms import AwardForm
from trading.decisions.operations.arm_deeming import disarm_deeming
from trading.decisions.operations.fix_award import Settled, fix_award
from trading.decisions.queries.results import candidates_of, passings_of, report_of
from trading.kinds import KINDS
from trading.permissions import check_determines
from trading.projects.domain.times import determine_by, publish_by
from trading.projects.queries.drafts import life_of, project_of, rules_governing
from trading.projects.queries.lots import lot_for_update
from trading.rules import Term
from trading.states import LotEvent
from trading.tables import Award, Report
from trading.terms import Terms
from trading.working_calendar import calendar_now


async def determine_award(
    *, actor: Actor, lot_id: UUID, bidder_id: UUID, word: AwardForm, now: datetime
) -> Award:
    """evaluated → determined, in the report's order (TG15).

    `bidder_id` is whom the tenderer saw in turn; it is no choice. A late decision needs a reason.
    The result notice and the 中标通知书 follow together at the time named (at once when None), at most two working
    days later (TG16).
    """
    async with transaction():
        lot = await lot_for_update(lot_id)
        project = await project_of(lot)
        check_determines(actor, project)
        rules, deciding = rules_governing(project), KINDS[project.kind].deciding
        life_of(project).after(lot.state, LotEvent.DETERMINE_AWARD)
        report = await _report(lot.id, terms=deciding.terms)
        calendar = await calendar_now()
        candidates, passings = await candidates_of(lot.id), await passings_of(lot.id)
        passed_over = {passing.bidder_id for passing in passings}
        chosen = check_in_turn(
            in_turn=candidate_in_turn(candidates=candidates, passed_over=passed_over),
            candidates=candidates,
            bidder_id=bidder_id,
            deciding=deciding,
        )
        by = determine_by(received_at=report.received_at, rules=rules, calendar=calendar)
        publish_on = publish_by(determined_at=now, rules=rules, calendar=calendar)
        settled = Settled(
            chosen=chosen,
            reason=award_reason(passings_before(passings, place=chosen.place)),
            late_reason=lateness(
                determine_by_on=by, now=now, rules=rules, reason=word.late_reason, terms=deciding.terms
            ),
            publish_at=_publication(
                word.publish_at,
                now=now,
                by=publish_on,
                rule=rules[Term.PUBLISH_AWARD_DAYS],
                terms=deciding.terms,
            ),
            determine_by_on=by,
            publish_by_on=publish_on,
            calendar_version=calendar.version_of(
                local_day(report.received_at), by or local_day(now), publish_on or local_day(now)
            ),
        )
        award = await fix_award(actor=actor, lot=lot, settled=settled, tag=AuditTag.AWARD_DETERMINE, now=now)
        await disarm_deeming(lot_id=lot.id)
    return award


async def _report(lot_id: UUID, *, terms: Terms) -> Report:
    report = await report_of(lot_id)
    if report is None:
        raise Conflict(code="report-missing", message=f"尚未收到{terms.report}")
    return report


def _publication(
    wished: datetime | None, *, now: datetime, by: date | None, rule: Rule, terms: Terms
) -> datetime:
    """When the result notice goes out; raises `Invalid` (`award-notice-late`) beyond TG16's period."""
    publish_at = max(wished or now, now)
    if by is not None and publish_at >= end_of(by):
        raise Invalid(
            code="award-notice-late",
            message=f"应自{terms.winner}确定之日起{rule.count}个工作日内（截至{end_text(end_of(by))}）"
            f"公告{terms.result}结果并发出通知书",
            field="publish_at",
            article=rule.article,
        )
    return publish_at
