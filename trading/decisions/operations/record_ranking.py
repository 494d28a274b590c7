"""The evaluation report comes in: ranking and committee are taken over, the tenderer's five days begin."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from core.canonical import Json
from core.clock import local_day
from core.errors import Invalid
from core.ids import new_id
from identity.actor import Actor
from storage import audit
from storage.database import transaction
from trading.audit_tags import AuditTag
from trading.choices import RankingStatus
from trading.decisions.domain.ranking import RankedBid, ranking_faults
from trading.decisions.domain.tie import places
from trading.decisions.operations.arm_deeming import arm_deeming
from trading.decisions.operations.break_ties import break_ties
from trading.kinds import KINDS
from trading.projects.domain.ceiling import ceiling_in_force
from trading.projects.domain.faults import refuse_faults
from trading.projects.domain.times import determine_by
from trading.projects.queries.drafts import life_of, project_of, rules_governing
from trading.projects.queries.lots import lot_for_update
from trading.rules import Term
from trading.states import LotEvent
from trading.tables import Lot, Ranking, Report
from trading.working_calendar import calendar_now


async def record_ranking(
    *,
    actor: Actor,
    lot_id: UUID,
    bids: tuple[RankedBid, ...],
    committee_names: tuple[str, ...],
    now: datetime,
) -> Lot:
    """evaluating → evaluated. Called by the evaluation package, in its transaction, when all have signed.

    The log entry is withheld until the award is published: names and scores are secret till then
    (87令第四十七条). Shared ranks are resolved by the rule of the tender documents. Refuses a ranking out of the
    order of 87令第五十七条 and fewer than three valid bids.
    When the five days end undetermined, a timer deems the first candidate determined (87令第六十八条).
    """
    async with transaction():
        lot = await lot_for_update(lot_id)
        project = await project_of(lot)
        rules = rules_governing(project)
        state = life_of(project).after(lot.state, LotEvent.FINISH_EVALUATION)
        kind = KINDS[project.kind]
        refuse_faults(
            ranking_faults(
                bids=bids,
                least=rules[Term.LEAST_BIDDERS],
                limit=ceiling_in_force(ceiling_price=lot.ceiling_price, budget=lot.budget),
                offer=kind.offer,
                method=kind.method,
            )
        )
        if kind.method.committee and not committee_names:
            raise Invalid(code="committee-missing", message=f"缺少{kind.terms.committee}成员名单")
        lot.state = state.value
        await lot.save()
        calendar = await calendar_now()
        by = determine_by(received_at=now, rules=rules, calendar=calendar)
        version = calendar.version_of(local_day(now), by or local_day(now))
        ranking = _facts(bids, committee_names)
        ties = await break_ties(lot=lot, project_no=project.no, bids=bids, ranking=ranking)
        taken = places(bids, ties)
        for bid in bids:
            await _row(lot.id, bid, place=taken.get(bid.bidder_id)).save()
        entry = await audit.record(
            AuditTag.RANKING_RECORD,
            actor=actor.audit_name,
            subject=str(lot.id),
            facts={**ranking, "ties": msgspec.to_builtins(ties), "calendar": version},
            now=now,
            public=False,
        )
        await Report(
            id=new_id(),
            lot=lot.id,
            received_at=now,
            committee_names=list(committee_names),
            ties=msgspec.to_builtins(ties),
            calendar_version=version,
            audit_seq=entry.ticket,
        ).save()
        if kind.deciding.deemed_article:
            await arm_deeming(lot_id=lot.id, by=by, now=now)
    return lot


def _facts(bids: tuple[RankedBid, ...], committee_names: tuple[str, ...]) -> dict[str, Json]:
    return {"bids": [_fact(bid) for bid in bids], "committee": list(committee_names)}


def _row(lot_id: UUID, bid: RankedBid, *, place: int | None) -> Ranking:
    status = RankingStatus.VALID if bid.valid else RankingStatus.INVALID
    return Ranking(
        id=new_id(),
        lot=lot_id,
        bidder=bid.bidder_id,
        bidder_name=bid.bidder_name,
        price=bid.price,
        evaluated_price=bid.evaluated_price,
        scores=msgspec.to_builtins(bid.scores),
        total=bid.total,
        rank=bid.rank,
        place=place,
        status=status.value,
        reason=bid.reason,
        enterprise=bid.enterprise.value if bid.enterprise else "",
        small_firm=bid.small_firm,
        small_firm_reason=bid.small_firm_reason,
    )


def _fact(bid: RankedBid) -> Json:
    return {
        "bidder": str(bid.bidder_id),
        "name": bid.bidder_name,
        "price": str(bid.price),
        "evaluated_price": str(bid.evaluated_price),
        "total": str(bid.total) if bid.total is not None else None,
        "rank": bid.rank,
        "reason": bid.reason,
    }
