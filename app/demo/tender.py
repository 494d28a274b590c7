"""One tender of the demo, from draft to opened bids; each function is one step by its own people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from app.demo.accounts import PASSPHRASE
from app.demo.member import Member
from app.demo.papers import bid_papers
from app.demo.world import ONE_DAY, World, at_hour
from bidding_room.client import BidClient, OfficerClient, RequestRefused
from core.clock import BEIJING

BIDDING_DAYS = 21


@dataclass(kw_only=True)
class Tender:
    """A tender under way, as its driver knows it: a project, and the lot of it that is bid for.

    `further` are lots beside the template's, by name and budget.
    """

    template: str
    offers: dict[str, Decimal]
    tenderer: str = "tenderer"
    region: str = "510116"
    further: tuple[tuple[str, Decimal], ...] = ()
    no: str = ""
    lot_no: int = 1
    lot_id: str = ""
    publish_at: datetime | None = None
    bids_due_at: datetime | None = None
    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)


async def draft(world: World, tender: Tender) -> None:
    """The agency drafts from a template: panel of three bodies, and further lots."""
    agency, tenderer = await world.member("agency"), await world.member(tender.tenderer)
    made = await agency.post(
        "/api/projects",
        {
            "template_id": tender.template,
            "tenderer_id": tenderer.me["organisation_id"],
            "region": tender.region,
        },
    )
    tender.no, tender.lot_id = made["no"], made["lot_id"]
    officers = [
        {"duty": duty, "person_id": (await world.member(name)).me["person_id"]}
        for duty, name in (("host", "staff"), ("agency", "agency"), ("supervisor", "supervisor"))
    ]
    await agency.post(f"/api/projects/{tender.no}/panel", {"officers": officers})
    if tender.further:
        await _divide(agency, tender)
    world.say(f"代理机构编制项目 {tender.no}")


async def _divide(agency: Member, tender: Tender) -> None:
    """Further lots, each scored as the first is."""
    address = f"/api/projects/{tender.no}"
    draft = (await agency.get(address))["draft"]
    basics = draft["basics"]
    (first,), particulars = basics.pop("lots"), basics.pop("particulars")
    del first["no"]
    lots = [first, *({"name": name, "budget": str(budget)} for name, budget in tender.further)]
    await agency.post(f"{address}/basics", {**basics, **particulars, "lots": lots})
    (scheme,) = draft["schemes"]
    kept = ("name", "kind", "max_points", "guide")
    scheme["criteria"] = [{name: one[name] for name in kept} for one in scheme["criteria"]]
    for lot_no in range(2, len(lots) + 1):
        await agency.post(f"{address}/lots/{lot_no}/scheme", scheme)


async def set_times(world: World, tender: Tender, *, publish_at: datetime) -> None:
    """The lawful times after `publish_at`: documents for two weeks, bids due at nine on a weekday after that."""
    tender.publish_at = publish_at
    tender.bids_due_at = at_hour((publish_at + (BIDDING_DAYS + 1) * ONE_DAY).astimezone(BEIJING), 9)
    while tender.bids_due_at.weekday() >= 5:
        tender.bids_due_at += ONE_DAY
    body = {
        "publish_at": publish_at.isoformat(),
        "documents_until": (at_hour(publish_at.astimezone(BEIJING), 17) + 14 * ONE_DAY).isoformat(),
        "bids_due_at": tender.bids_due_at.isoformat(),
        "opening_place": "天府公共资源交易中心第一开标室",
        "day_off_reason": "网上开标，节假日照常办理",
    }
    await (await world.member("agency")).post(f"/api/projects/{tender.no}/times", body)


async def submit(world: World, tender: Tender) -> None:
    """The agency hands the project in."""
    await (await world.member("agency")).post(f"/api/projects/{tender.no}/submission")
    world.say("代理机构提交受理")


async def accept(world: World, tender: Tender) -> None:
    """The trading centre accepts; the panel's keys are frozen with it."""
    await (await world.member("acceptance")).post(f"/api/projects/{tender.no}/accept")
    world.say("交易中心受理，开标小组公钥固定并写入审计日志")


async def publish(world: World, tender: Tender) -> None:
    """The notice is published by its job at its time."""
    assert tender.publish_at is not None
    await world.move_to(tender.publish_at + timedelta(seconds=1))
    await reach(world, tender, "bidding")
    world.say("采购公告按时发布，开始投标")


async def reach(world: World, tender: Tender, state: str) -> None:
    """Wait until the lot is in `state`, as a job brings it there."""
    staff = await world.member("staff")

    async def look() -> bool | None:
        found = await staff.get(f"/api/projects/{tender.no}")
        return True if found["lots"][tender.lot_no - 1]["state"] == state else None

    await world.until(f"{tender.no} → {state}", look)


async def bid(world: World, tender: Tender, *, bidder: str, price: Decimal) -> None:
    """One bidder seals on its own machine and submits."""
    member = await world.member(bidder)
    receipt = await BidClient(member.http).seal_and_submit(
        tender.lot_id,
        form={"price": str(price), "period": "自合同签订之日起一年", "warranty": "一年"},
        files=bid_papers(bidder=member.me["organisation"], tender=tender.no, made_at=await world.now()),
        key_box=(await member.get("/api/key-boxes/mine"))["wrapped"],
        passphrase=PASSPHRASE,
    )
    tender.receipts[bidder] = receipt
    world.say(f"{member.me['organisation']} 密封并提交投标文件，取得回执")


async def bid_too_late(world: World, tender: Tender, *, bidder: str) -> None:
    """A bidder comes after the deadline and gets a signed refusal."""
    try:
        await bid(world, tender, bidder=bidder, price=Decimal("380000.00"))
    except RequestRefused as refusal:
        world.say(f"{bidder} 逾期投标，被拒收：{refusal}")
    else:
        raise AssertionError("a late bid was accepted")


async def close(world: World, tender: Tender) -> None:
    """The deadline passes; the set of bids is frozen by its job."""
    assert tender.bids_due_at is not None
    await world.move_to(tender.bids_due_at + timedelta(seconds=1))
    await reach(world, tender, "closed")
    world.say("投标截止，投标集合封存并写入审计日志")


async def open_bids(world: World, tender: Tender) -> None:
    """The host begins, two of three officers release, the host finishes."""
    staff = await world.member("staff")
    await staff.post(f"/api/openings/{tender.lot_id}/begin")
    world.say("主持人宣布开标")
    for officer in ("staff", "supervisor"):
        member = await world.member(officer)
        await OfficerClient(member.http).release(
            tender.lot_id,
            key_box=(await member.get("/api/key-boxes/mine"))["wrapped"],
            passphrase=PASSPHRASE,
        )
        world.say(f"开标小组成员 {member.me['name']} 释放份额")
    told = await staff.get(f"/api/openings/{tender.lot_id}")
    for line in told["opened"]:
        world.say(f"　{line['bidder']}　报价 {line['price']} 元")
    await staff.post(f"/api/openings/{tender.lot_id}/finish")
    world.say("开标结束，开标记录已出具")
