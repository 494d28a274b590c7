"""The draw console of the trading centre: one next step at a time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from core.errors import Forbidden
from expert_pool import queries
from expert_pool.domain.composition import committee_rules
from expert_pool.domain.duties import CAUSE_TITLES, DUTY_TITLES, Cause, Duty
from expert_pool.draw_verify import Report, verify_bytes
from expert_pool.pages import wording
from expert_pool.permissions import Permission, duty_of
from expert_pool.providers import room_of
from expert_pool.queries.draws import DrawView
from expert_pool.queries.pool import specialities
from expert_pool.states import DrawState
from identity.actor import Actor
from storage.keys import platform_keys
from trading.projects.queries import judged_lot
from trading.states import LotState
from web.forms import FormValues, filled
from web.guards import requires
from web.pages import fragment, page
from web.visitor import HttpRequest


@get("/draw-console", guards=[requires(Permission.DRAW_WATCH)])
async def list_page(request: HttpRequest, actor: NamedDependency[Actor]) -> Template:
    """Lots whose experts are to be drawn, and those already drawn."""
    lots = await queries.lots_for_draw(actor)
    return page(request, "expert_pool/console_list.html", lots=lots, **wording.ALL)


@get("/draw-console/{lot_id:uuid}", guards=[requires(Permission.DRAW_WATCH)])
async def console_page(
    request: HttpRequest, lot_id: FromPath[UUID], actor: NamedDependency[Actor]
) -> Template:
    """How far the draw has come, and the one next step."""
    context = await _context(lot_id, actor)
    return page(request, "expert_pool/console.html", values=_suggested(context), **context)


@get("/draw-console/{lot_id:uuid}/now", guards=[requires(Permission.DRAW_WATCH)])
async def console_now(
    request: HttpRequest, lot_id: FromPath[UUID], actor: NamedDependency[Actor]
) -> Response[bytes]:
    """The part of the console that changes when a party acts elsewhere."""
    context = await _context(lot_id, actor) | {"polled": True}
    return fragment(request, "expert_pool/console_now.html", **context)


async def _context(lot_id: UUID, actor: Actor) -> dict[str, Any]:
    """Raises `Forbidden` (`not-own-lot`) for an agency that does not handle the lot, and what `judged_lot` refuses."""
    lot = await judged_lot(lot_id)
    if duty_of(actor, lot) is None:
        raise Forbidden(code="not-own-lot", message="只能查看本机构代理项目的抽取")
    views = await queries.draw_views(lot_id)
    latest = views[0] if views else None
    live = latest if latest is not None and latest.state is not DrawState.VOID else None
    rule = committee_rules(rules=lot.rules).for_budget(lot.budget)
    return {
        "polled": False,
        "lot": lot,
        "draw": live,
        "voided": [view for view in views if view.state is DrawState.VOID],
        "own_party": live.party(duty_of(actor, lot)) if live else None,
        "steps": wording.steps(live.state if live else None),
        "rule": rule,
        "specialities": await specialities(),
        "speciality_titles": await queries.speciality_titles(),
        "duties": list(DUTY_TITLES.items()),
        "causes": [(c.value, title) for c, title in CAUSE_TITLES.items() if c is not Cause.DECLINED],
        "report": await verification(live),
        "awaited": await _awaited(live),
        "may_replace": await _may_replace(live),
        "is_evaluated": lot.state in (LotState.EVALUATED, LotState.DETERMINED, LotState.AWARDED),
        **wording.ALL,
    }


async def _awaited(draw: DrawView | None) -> list[str]:
    """What a drawn committee still lacks before its evaluation can begin, in words; nobody is named."""
    if draw is None or draw.state is not DrawState.DRAWN:
        return []
    seated = await queries.committee(draw.lot_id)
    counts = {
        "个专家席位空缺，候选专家已用尽": seated.size - len(seated.experts),
        "名专家尚未答复邀请": sum(not one.has_accepted for one in seated.experts),
        "名采购人代表尚未委派": seated.representatives - len(seated.delegates),
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


def _suggested(context: dict[str, Any]) -> FormValues:
    return filled(
        {
            "size": context["rule"].count,
            "representatives": 0,
            "max_per_unit": 1,
            "duties": tuple(Duty),
            "place": context["lot"].opening_place,
        }
    )


CONSOLE_PAGES = [list_page, console_page, console_now]
