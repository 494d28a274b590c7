"""The tenderer let its days pass: the first candidate is deemed determined (87令第六十八条).

Runs inside a timer. Shared ranks are resolved by then, and whoever was passed over stays so.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.clock import local_day
from core.periods import end_of
from identity.actor import Actor
from identity.permissions import check
from storage.database import transaction
from trading.audit_tags import AuditTag
from trading.decisions.domain.award import candidate_in_turn, deemed_reason, passings_before
from trading.decisions.operations.arm_deeming import arm_deeming
from trading.decisions.operations.fix_award import Settled, fix_award
from trading.decisions.queries.results import candidates_of, passings_of, report_of
from trading.kinds import KINDS
from trading.permissions import Permission
from trading.projects.domain.times import determine_by, publish_by
from trading.projects.queries.drafts import life_of, project_of, rules_governing
from trading.projects.queries.lots import lot_for_update
from trading.states import LotEvent
from trading.tables import Award
from trading.working_calendar import calendar_now


async def deem_award(*, actor: Actor, lot_id: UUID, now: datetime) -> Award | None:
    """evaluated → determined, and the result notice at once. None when there is nothing to deem (yet).

    The day is counted anew: an arrangement entered or corrected since may have moved it.
    """
    async with transaction():
        lot = await lot_for_update(lot_id)
        check(actor, Permission.AWARD_DEEM)
        project, report = await project_of(lot), await report_of(lot.id)
        if report is None or not life_of(project).allows(lot.state, LotEvent.DETERMINE_AWARD):
            return None
        rules = rules_governing(project)
        calendar = await calendar_now()
        by = determine_by(received_at=report.received_at, rules=rules, calendar=calendar)
        if by is None or now < end_of(by):
            await arm_deeming(lot_id=lot.id, by=by, now=now)
            return None
        passings = await passings_of(lot.id)
        chosen = candidate_in_turn(
            candidates=await candidates_of(lot.id),
            passed_over={passing.bidder_id for passing in passings},
        )
        if chosen is None:
            return None  # the tenderer has to end the procurement; whoever is restored is deemed then
        publish_on = publish_by(determined_at=now, rules=rules, calendar=calendar)
        settled = Settled(
            chosen=chosen,
            reason=deemed_reason(
                rules=rules,
                deciding=KINDS[project.kind].deciding,
                passings=passings_before(passings, place=chosen.place),
            ),
            late_reason="",
            publish_at=now,
            determine_by_on=by,
            publish_by_on=publish_on,
            calendar_version=calendar.version_of(local_day(report.received_at), publish_on or local_day(now)),
        )
        return await fix_award(actor=actor, lot=lot, settled=settled, tag=AuditTag.AWARD_DEEM, now=now)
