"""Draws on pages: the centre's console, a party's page, and for everybody the draw and its record."""

from __future__ import annotations

from uuid import UUID

from litestar import Response
from litestar.params import FromQuery
from msgspec import Struct, structs

from core.errors import Forbidden
from core.rules import Rule
from expert_pool import queries
from expert_pool.domain.composition import committee_rules
from expert_pool.domain.duties import Duty
from expert_pool.draw_verify import Report, verify_bytes
from expert_pool.permissions import Permission, duty_of
from expert_pool.providers import room_of
from expert_pool.queries.draws import DrawView, PartyView
from expert_pool.queries.pool import SpecialityView, specialities
from expert_pool.states import DrawState
from identity.actor import Actor
from storage.keys import platform_keys
from trading.projects.queries import LotView, judged_lot, lot_view
from trading.states import LotState
from web.forms import FormValues, filled
from web.guards import PUBLIC
from web.responses import download
from web.views import live, told, view


class Console(Struct, frozen=True, kw_only=True):
    """How far the draw has come; `values` suggests its terms where there is none. `polled`: asked for by the page."""

    lot: LotView
    draw: DrawView | None
    voided: list[DrawView]
    own_party: PartyView | None
    rule: Rule
    specialities: tuple[SpecialityView, ...]
    speciality_titles: dict[str, str]
    report: Report | None
    awaited: list[str]
    may_replace: bool
    is_evaluated: bool
    values: FormValues
    polled: bool = False


class Taking(Struct, frozen=True, kw_only=True):
    """What a party has to do; `mine`: nobody else acts for it. `moved`: the draw has left the state the page shows."""

    draw: DrawView
    lot: LotView
    own: PartyView
    mine: bool
    moved: bool


class Public(Struct, frozen=True, kw_only=True):
    """Commitments, seed, order and checks; names once they are published."""

    lot: LotView
    draw: DrawView
    voided: list[DrawView]
    report: Report | None
    speciality_titles: dict[str, str]


async def console(lot_id: UUID, actor: Actor) -> Console:
    """Raises `Forbidden` (`not-own-lot`) for an agency that does not handle the lot, and what `judged_lot` refuses."""
    lot = await judged_lot(lot_id)
    duty = duty_of(actor, lot)
    if duty is None:
        raise Forbidden(code="not-own-lot", message="只能查看本机构代理项目的抽取")
    views = await queries.draw_views(lot_id)
    draw = next((view for view in views[:1] if view.state is not DrawState.VOID), None)
    rule = committee_rules(rules=lot.rules).for_budget(lot.budget)
    return Console(
        lot=lot,
        draw=draw,
        voided=[view for view in views if view.state is DrawState.VOID],
        own_party=draw.party(duty) if draw else None,
        rule=rule,
        specialities=await specialities(),
        speciality_titles=await queries.speciality_titles(),
        report=await verification(draw),
        awaited=await _awaited(draw, lot),
        may_replace=await _may_replace(draw),
        is_evaluated=lot.state in (LotState.EVALUATED, LotState.DETERMINED, LotState.AWARDED),
        values=_suggested(lot, rule),
    )


async def console_now(lot_id: UUID, actor: Actor) -> Console:
    """The same, asked for by the page that shows it."""
    return structs.replace(await console(lot_id, actor), polled=True)


async def taking_part(draw_id: UUID, actor: Actor, at: FromQuery[str] = "") -> Taking:
    """`at` is the state the asking page shows. Raises `Forbidden` (`not-a-party`) for who takes no part."""
    draw = await queries.draw_by_id(draw_id)
    lot = await lot_view(draw.lot_id)
    own = draw.party(duty_of(actor, lot))
    if own is None:
        raise Forbidden(code="not-a-party", message="您不是本次抽取的参与方")
    mine = own.person_id in (None, actor.person_id)
    return Taking(draw=draw, lot=lot, own=own, mine=mine, moved=bool(at) and at != draw.state)


async def drawn(lot_id: UUID) -> Public:
    """The latest draw of the lot, and those that were voided."""
    latest, *voided = await queries.known_draws(lot_id)
    return Public(
        lot=await lot_view(lot_id),
        draw=latest,
        voided=voided,
        report=await verification(latest),
        speciality_titles=await queries.speciality_titles(),
    )


async def record(lot_id: UUID) -> Response[bytes]:
    """The signed record of the lot's latest draw, to be verified offline."""
    latest, *_ = await queries.known_draws(lot_id)
    lot = await lot_view(lot_id)
    return download(
        filename=f"抽取记录-{lot.no}.json",
        content=await queries.draw_record(latest.id),
        media_type="application/json",
    )


async def _awaited(draw: DrawView | None, lot: LotView) -> list[str]:
    """What a drawn committee still lacks before its evaluation can begin, in words; nobody is named."""
    if draw is None or draw.state is not DrawState.DRAWN:
        return []
    seated = await queries.committee(draw.lot_id)
    counts = {
        "个专家席位空缺，候选专家已用尽": seated.size - len(seated.experts),
        "名专家尚未答复邀请": sum(not one.has_accepted for one in seated.experts),
        f"名{lot.terms.tenderer}代表尚未委派": seated.representatives - len(seated.delegates),
    }
    return [f"{count} {text}" for text, count in counts.items() if count]


async def _may_replace(draw: DrawView | None) -> bool:
    """Whether a member may still be exchanged, as `replace_seat` judges it."""
    if draw is None or draw.state is not DrawState.DRAWN or draw.published_at is not None:
        return False
    room = await room_of(draw.lot_id)
    return room is None or room.may_change


async def verification(draw: DrawView | None) -> Report | None:
    """The record's own checks, made again for the page; None before the draw."""
    if draw is None or not draw.seed:
        return None
    return verify_bytes(await queries.draw_record(draw.id), platform_keys().public_key)


def _suggested(lot: LotView, rule: Rule) -> FormValues:
    return filled(
        {
            "size": rule.count,
            "representatives": 0,
            "max_per_unit": 1,
            "duties": tuple(Duty),
            "place": lot.opening_place,
        }
    )


_WATCHES, _TAKES_PART = Permission.DRAW_WATCH, Permission.SECRET_COMMIT

CONSOLES = view("/draw-console", "expert_pool/console_list.html", needs=_WATCHES, lots=queries.lots_for_draw)
CONSOLE = view("/draw-console/{lot_id:uuid}", "expert_pool/console.html", console, needs=_WATCHES)
CONSOLE_NOW = live(
    "/draw-console/{lot_id:uuid}/now", "expert_pool/console_now.html", console_now, needs=_WATCHES
)
AWAITED = view(
    "/draw-party", "expert_pool/party_list.html", needs=_TAKES_PART, awaited=queries.draws_awaiting
)
PARTY = view("/draw-party/{draw_id:uuid}", "expert_pool/party.html", taking_part, needs=_TAKES_PART)
PARTY_NOW = live(
    "/draw-party/{draw_id:uuid}/now", "expert_pool/party_now.html", taking_part, needs=_TAKES_PART
)
DRAW = view("/draws/{lot_id:uuid}", "expert_pool/draw.html", drawn, needs=PUBLIC)
RECORD = told("/draws/{lot_id:uuid}/record", record, needs=PUBLIC)
