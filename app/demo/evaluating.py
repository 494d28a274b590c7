"""The demo's evaluation: five experts in a sealed session, then the tenderer's award."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.demo.accounts import PASSWORD
from app.demo.member import Member
from app.demo.tender import Tender, reach
from app.demo.world import World

# How good each bidder's documents are taken to be, in hundredths of a criterion's points.
QUALITY = {"成都山河空间信息技术有限公司": 92, "成都思乾科技有限公司": 86, "泸州维度科技有限公司": 80}
_HALF = Decimal("0.5")


async def open_session(world: World, tender: Tender) -> str:
    """The trading centre opens the session; gives its id."""
    staff = await world.member("staff")
    made = await staff.post("/api/evaluations", {"lot_id": tender.lot_id})
    world.say("评审开始，专家逐一进入评审室")
    return str(made["id"])


async def constitute(world: World, session: str, members: list[Member]) -> None:
    """Everybody enters, declares, and votes for number one as leader."""
    for member in members:
        await member.post(f"/api/evaluations/{session}/enter")
    for member in members:
        await member.post(f"/api/evaluations/{session}/declare")
    world.say("五名专家声明无应当回避的情形")
    for member in members:
        room = await member.get(f"/api/evaluations/{session}/room")
        if room["state"] != "declaring":
            break
        await member.post(f"/api/evaluations/{session}/leader", {"number": 1})
    world.say("推选组长")


async def review(world: World, session: str, members: list[Member]) -> None:
    """Everybody finds every bid compliant; the leader closes the review."""
    for member in members:
        for bid in (await member.get(f"/api/evaluations/{session}/room"))["bids"]:
            opinion = {"bid_id": bid["bid_id"], "compliant": True, "reason": ""}
            await member.post(f"/api/evaluations/{session}/compliance", opinion)
    leader = await leader_of(session, members)
    await leader.post(f"/api/evaluations/{session}/close-review")
    world.say("符合性审查完成")


async def score(world: World, session: str, members: list[Member]) -> None:
    """Everybody marks and locks without seeing another's marks."""
    for seat, member in enumerate(members):
        room = await member.get(f"/api/evaluations/{session}/room")
        marks = [_mark(bid, criterion, seat) for bid in room["bids"] for criterion in room["criteria"]]
        await member.post(f"/api/evaluations/{session}/scores", {"marks": marks})
        await member.post(f"/api/evaluations/{session}/lock")
    world.say("五名专家独立评分并锁定")


async def report(world: World, session: str, members: list[Member]) -> None:
    """The leader issues the report, everybody signs, the staff ends the session."""
    leader = await leader_of(session, members)
    await leader.post(f"/api/evaluations/{session}/report")
    for member in members:
        await member.post(f"/api/evaluations/{session}/sign", {"password": PASSWORD})
    world.say("评标报告出具，全体签字")
    staff = await world.member("staff")
    state = (await staff.get(f"/api/evaluations/{session}/control"))["state"]
    if state != "signed":
        await staff.post(f"/api/evaluations/{session}/control/finish")
    world.say("评审结束，结果移交采购人")


async def determine(world: World, tender: Tender) -> None:
    """The tenderer confirms the first in rank."""
    tenderer = await world.member(tender.tenderer)
    told = await tenderer.get(f"/api/projects/{tender.no}/lots/{tender.lot_no}/determination")
    first = next(row for row in told["bids"] if row["rank"] == 1)
    await tenderer.post(f"/api/projects/{tender.no}/lots/{tender.lot_no}/determination/{first['bidder_id']}")
    world.say(f"采购人确定中标供应商：{first['bidder_name']}，得分 {first['total']}")


async def announce(world: World, tender: Tender) -> None:
    """The result notice is published by its job."""
    await reach(world, tender, "awarded")
    world.say("中标结果公告发布，专家姓名、得分与排序公开")


async def leader_of(session: str, members: list[Member]) -> Member:
    """The member whose room says so."""
    for member in members:
        if (await member.get(f"/api/evaluations/{session}/room"))["is_leader"]:
            return member
    raise LookupError("the session has no leader")


def _mark(bid: dict[str, Any], criterion: dict[str, Any], seat: int) -> dict[str, str]:
    """Objective criteria alike for all members; subjective ones differ a little from seat to seat."""
    quality = Decimal(QUALITY.get(bid["bidder_name"], 78)) / 100
    if criterion["kind"] == "subjective":
        quality += Decimal(seat - 2) / 100
    points = (Decimal(criterion["max_points"]) * quality / _HALF).quantize(Decimal(1), ROUND_HALF_UP) * _HALF
    return {"bid_id": bid["bid_id"], "criterion_id": criterion["id"], "points": str(points), "note": ""}
