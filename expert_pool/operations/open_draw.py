"""Open a draw: say what is asked for, who takes part and which organisations are avoided."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.clock import instant_text, local_day
from core.errors import Conflict, Invalid
from core.statements import LONGEST_REMARK, stated
from expert_pool.audit_tags import AuditTag
from expert_pool.domain.composition import check_composition, committee_rules
from expert_pool.domain.duties import DUTY_TITLES, Duty, in_seed_order
from expert_pool.domain.recusal import Avoided, OrganisationRef, Party
from expert_pool.domain.timing import check_start
from expert_pool.fields import Seats, Specialities
from expert_pool.permissions import Permission
from expert_pool.providers import bidders_of
from expert_pool.states import DrawState
from expert_pool.tables import AvoidedUnit, Draw, DrawParty, Speciality
from identity.actor import Actor
from identity.permissions import check
from identity.queries import organisation, organisations_with_role
from identity.roles import Role
from storage import audit
from storage.database import transaction
from trading.projects.queries import LotView, judged_lot, lot_for_update, lot_view
from trading.rules import Article, Term
from trading.states import LotState
from trading.working_calendar import calendar_now
from web.form_fields import Moment, Name, ShortReason, each_once

DRAWABLE = (LotState.OPENED, LotState.EVALUATING)


class DrawTerms(Struct, frozen=True, kw_only=True):
    """What a draw is asked for (D09): how many, of which specialities, for when and where, before whom.

    `size` counts experts; `representatives` of the tenderer sit beside them and are not drawn.
    """

    size: Annotated[Seats, Meta(title="抽取专家人数", extra={"unit": "名"})]
    specialities: Annotated[Specialities, Meta(title="评审专业（任一相符即可）")] = ()
    evaluation_starts_at: Annotated[Moment, Meta(title="评审开始时间")]
    place: Annotated[Name, Meta(title="评审地点")]
    duties: Annotated[
        tuple[Duty, ...],
        Meta(max_length=len(Duty), title="参与抽取的各方（至少两方）", extra={"options": DUTY_TITLES}),
        each_once(),
    ] = ()
    representatives: Annotated[Seats, Meta(title="{tenderer}代表人数", extra={"unit": "名"})] = 0
    max_per_unit: Annotated[int, Meta(ge=1, le=99, title="同一单位至多", extra={"unit": "人"})] = 1
    early_reason: Annotated[
        ShortReason, Meta(title="提前抽取的理由", description="早于评审活动两个工作日抽取的须填写")
    ] = ""


async def open_draw(*, actor: Actor, lot_id: UUID, word: DrawTerms, now: datetime) -> UUID:
    """Open the draw of an opened lot. Refuses an unlawful committee, a second draw and an early one.

    Bidders, tenderer, agency and supervising bodies are those whose experts are left out.
    """
    await judged_lot(lot_id)
    terms, bidders = word, await bidders_of(lot_id)
    async with transaction():
        await lot_for_update(lot_id)
        check(actor, Permission.DRAW_OPEN)
        lot = await lot_view(lot_id)
        calendar_version = await _check_terms(terms, lot=lot, now=now)
        draw = Draw(
            lot=lot_id,
            attempt=await _next_attempt(lot),
            size=terms.size,
            representatives=terms.representatives,
            max_per_unit=terms.max_per_unit,
            specialities=sorted(set(terms.specialities)),
            place=_place(terms.place),
            evaluation_starts_at=terms.evaluation_starts_at,
            early_reason=stated(terms.early_reason, field="early_reason", most=LONGEST_REMARK),
            calendar_version=calendar_version,
            opened_by=actor.person_id,
            opened_at=now,
        )
        avoided = await _avoided(lot, bidders)
        draw.opened_seq = await _remember(draw, lot=lot, terms=terms, avoided=avoided, actor=actor, now=now)
        await draw.save()
        await _write(draw.id, duties=terms.duties, avoided=avoided)
    return draw.id


async def _check_terms(terms: DrawTerms, *, lot: LotView, now: datetime) -> str:
    """The version of the calendar by which the days before the evaluation were counted."""
    w = lot.terms
    if lot.has_failed:
        raise Conflict(code="lot-not-opened", message=f"该{w.lot}{w.has_failed}，不再抽取评审专家")
    if lot.state not in DRAWABLE:
        raise Conflict(code="lot-not-opened", message=f"{w.opening}后方可抽取评审专家")
    check_composition(
        experts=terms.size,
        representatives=terms.representatives,
        budget=lot.budget,
        rules=committee_rules(rules=lot.rules),
        called=w.committee,
    )
    if terms.max_per_unit < 1 or terms.representatives < 0:
        raise Invalid(code="draw-terms-malformed", message="人数不得为负", field="max_per_unit")
    in_seed_order(terms.duties)
    calendar, today, start = await calendar_now(), local_day(now), local_day(terms.evaluation_starts_at)
    check_start(
        draw_day=today,
        evaluation_day=start,
        calendar=calendar,
        early_reason=terms.early_reason,
        most_ahead=lot.rules[Term.DRAW_AHEAD_DAYS],
    )
    await _check_specialities(set(terms.specialities))
    return calendar.version_of(today, start)


def _place(typed: str) -> str:
    missing = Invalid(code="place-missing", message="请填写评审地点", field="place")
    return stated(typed, field="place", most=200, unless=missing)


async def _check_specialities(wanted: set[str]) -> None:
    if not wanted or await Speciality.count().where(Speciality.code.is_in(list(wanted))) < len(wanted):
        raise Invalid(code="speciality-unknown", message="请选择专业目录中的评审专业", field="specialities")


async def _next_attempt(lot: LotView) -> int:
    rows = await Draw.select(Draw.state).where(Draw.lot == lot.id)
    if any(row["state"] != DrawState.VOID for row in rows):
        raise Conflict(
            code="draw-exists",
            message=f"该{lot.terms.lot}已有进行中或已完成的抽取，不得重复抽取",
            article=lot.articles[Article.FIXED_DRAW],
        )
    return len(rows) + 1


async def _avoided(lot: LotView, bidders: tuple[OrganisationRef, ...]) -> tuple[Avoided, ...]:
    tenderer, agency = await organisation(lot.tenderer_id), await organisation(lot.agency_id)
    supervisors = await organisations_with_role(Role.SUPERVISOR)
    return (
        *(Avoided(organisation=bidder, party=Party.BIDDER) for bidder in bidders),
        Avoided(organisation=OrganisationRef(name=tenderer.name, uscc=tenderer.uscc), party=Party.TENDERER),
        Avoided(organisation=OrganisationRef(name=agency.name, uscc=agency.uscc), party=Party.AGENCY),
        *(
            Avoided(organisation=OrganisationRef(name=body.name, uscc=body.uscc), party=Party.SUPERVISOR)
            for body in supervisors
        ),
    )


async def _remember(
    draw: Draw,
    *,
    lot: LotView,
    terms: DrawTerms,
    avoided: tuple[Avoided, ...],
    actor: Actor,
    now: datetime,
) -> int:
    entry = await audit.record(
        AuditTag.DRAW_OPEN,
        actor=actor.audit_name,
        subject=str(draw.id),
        facts={
            "lot": str(lot.id),
            "attempt": draw.attempt,
            "size": draw.size,
            "representatives": draw.representatives,
            "max_per_unit": draw.max_per_unit,
            "specialities": draw.specialities,
            "duties": [duty.value for duty in in_seed_order(terms.duties)],
            "evaluation_starts_at": instant_text(draw.evaluation_starts_at),
            "early_reason": draw.early_reason,
            "calendar": draw.calendar_version,
            "avoided": [
                {"party": a.party.value, "name": a.organisation.name, "uscc": a.organisation.uscc}
                for a in avoided
            ],
        },
        now=now,
        public=True,
    )
    return entry.ticket


async def _write(draw_id: UUID, *, duties: tuple[Duty, ...], avoided: tuple[Avoided, ...]) -> None:
    await DrawParty.insert(*(DrawParty(draw=draw_id, duty=duty.value) for duty in in_seed_order(duties)))
    await AvoidedUnit.insert(
        *(
            AvoidedUnit(draw=draw_id, name=a.organisation.name, uscc=a.organisation.uscc, party=a.party.value)
            for a in avoided
        )
    )
