"""The draw of the demo's committee: three parties, five experts, one of whom cannot come."""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.demo.accounts import EXPERT_NAMES, expert_sign_in_name
from app.demo.member import Member
from app.demo.people import SPECIALITIES
from app.demo.tender import Tender
from app.demo.world import World
from expert_pool.domain.draw import canonical_secret, secret_commitment

SIZE = 5
PARTIES = (("centre", "staff"), ("agency", "agency"), ("supervisor", "supervisor"))


async def draw(world: World, tender: Tender) -> None:
    """Open, commit, freeze, reveal, draw; the second expert declines and the next in the order is called."""
    staff = await world.member("staff")
    made = await staff.post(
        f"/api/lots/{tender.lot_id}/draw/open",
        {
            "size": SIZE,
            "specialities": list(SPECIALITIES),
            "evaluation_starts_at": (await world.now() + timedelta(hours=1)).isoformat(),
            "place": "天府公共资源交易中心第二评审区",
            "duties": [duty for duty, _ in PARTIES],
        },
    )
    draw_id = made["id"]
    secret_of = {duty: canonical_secret(secrets.token_hex(20)) for duty, _ in PARTIES}
    for duty, name in PARTIES:
        commitment = secret_commitment(draw_id=UUID(draw_id), duty=duty, secret=secret_of[duty]).hex()
        await (await world.member(name)).post(f"/api/draws/{draw_id}/commit", {"commitment": commitment})
    world.say("交易中心、代理机构、监督部门分别提交承诺值")
    await staff.post(f"/api/lots/{tender.lot_id}/draw/freeze")
    told = await staff.get(f"/api/lots/{tender.lot_id}/draw")
    avoided = sum(line["count"] for line in told["exclusions"])
    world.say(f"候选名单封存：{len(told['candidates'])}名，回避或不符合条件 {avoided} 名（不公开姓名）")
    for duty, name in PARTIES:
        await (await world.member(name)).post(f"/api/draws/{draw_id}/reveal", {"secret": secret_of[duty]})
    await staff.post(f"/api/lots/{tender.lot_id}/draw/draw")
    world.say("三方公开秘密数，按 RFC 3797 抽取五名专家")


async def answer(world: World, tender: Tender) -> list[Member]:
    """Whoever is called accepts, but the first to look declines once; gives the members who will come.

    Raises `NothingHappened` when nobody of the demo is called any more: the pool then holds others, who were drawn.
    """
    comers: list[Member] = []
    declined = False

    async def called() -> list[tuple[Member, dict[str, Any]]] | None:
        return await _called(world) or None

    while len(comers) < SIZE:
        for member, invitation in await world.until(
            "演示专家收到抽取通知（专家库中没有其他专家被抽中）", called
        ):
            if not declined:
                refusal = {"cause": "declined", "note": "当日另有教学任务"}
                await member.post(f"/api/invitations/{invitation['seat_id']}/decline", refusal)
                declined = True
                world.say("一名专家因故不能参加，按抽取顺序递补")
                break
            await member.post(f"/api/invitations/{invitation['seat_id']}/accept")
            comers.append(member)
    world.say(f"{SIZE}名专家确认参加 {tender.no} 的评审；姓名在结果公告前保密")
    return comers


async def _called(world: World) -> list[tuple[Member, dict[str, Any]]]:
    """Every expert with an invitation not yet answered; only the experts themselves can see them."""
    names = [expert_sign_in_name(number) for number in range(1, len(EXPERT_NAMES) + 1)]
    members = await asyncio.gather(*(world.member(name) for name in names))
    found: list[tuple[Member, dict[str, Any]]] = []
    for member in members:
        invitations = await member.get("/api/invitations")
        found.extend((member, one) for one in invitations if one["state"] == "invited")
    return found
