"""A procurement of two lots, drafted on the pages and announced as one: the first fails at its deadline for lack of
bidders, the second is awarded. Over HTTP, on the real platform with its worker; only the clock is moved.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import lxml.html
import pytest
from story import COMPANY, OFFERS, Story

from app.demo import committee, evaluating, tender
from app.demo.calendar import enter_coming_years
from app.demo.member import Member
from app.demo.tender import Tender
from core.clock import BEIJING

NAME = "国土信息化执法系统技术服务"
SECOND = "硬件维护"


async def shown(member: Member, path: str) -> lxml.html.HtmlElement:
    """The page as a browser without scripts has it, wherever the platform leads."""
    answer = await member.http.get(path, headers={"accept": "text/html"}, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return lxml.html.fromstring(answer.text)


async def send(member: Member, path: str, **changes: Any) -> str:
    """The form that `path` leads to, sent with these fields changed; where the platform leads then."""
    answer = await member.http.get(path, headers={"accept": "text/html"}, follow_redirects=True)
    (form,) = [one for one in lxml.html.fromstring(answer.text).forms if one.get("id") or _is_wide(one)]
    fields = dict(form.form_values()) | changes
    return await post(member, form.get("action"), fields)


def _is_wide(form: lxml.html.FormElement) -> bool:
    return "form" in (form.get("class") or "").split() and form.get("method") == "post"


async def post(member: Member, path: str, fields: dict[str, Any]) -> str:
    token = {"x-csrftoken": member.http.cookies.get("csrftoken") or "", "accept": "text/html"}
    answer = await member.http.post(path, data=fields, headers=token)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


@pytest.fixture(scope="module")
def lots(story: Story) -> tuple[Tender, Tender]:
    """Both lots as their drivers know them."""
    return story.tender, replace(story.tender, lot_no=2)


def typed(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%dT%H:%M}"


async def test_step_0_the_agency_drafts_two_lots_on_the_pages(
    story: Story, lots: tuple[Tender, Tender]
) -> None:
    await enter_coming_years(story.world)
    agency, tenderer = await story.world.member("agency"), await story.world.member("tenderer")
    begun = {
        "template_id": story.tender.template,
        "tenderer_id": tenderer.me["organisation_id"],
        "region": "510116",
        "kind": "procurement",
    }
    at = await post(agency, "/desk/projects/new", begun)
    no = at.split("/")[3]
    further = {"lots-1-name": SECOND, "lots-1-budget": "400000", "lots-1-ceiling_price": "396000"}
    at = await send(agency, at, **{"lots-0-name": "软件", **further})
    assert "（第2包）" in (await shown(agency, at)).text_content()
    at = await send(agency, at)
    assert at == f"/desk/projects/{no}/scheme?after=1"
    second = await shown(agency, at)
    assert f"{NAME}（第2包 {SECOND}）" in second.text_content()
    rows = [("维护方案", "40"), ("人员", "30"), ("业绩", "20")]
    first = dict(second.forms[-1].form_values())
    scheme = {  # what the second lot has from the first goes
        name: ""
        for name in first
        if name.startswith("criteria-") and name.endswith(("-name", "-max_points", "-guide"))
    }
    scheme |= {
        f"criteria-{row}-{field}": value
        for row, (name, points) in enumerate(rows)
        for field, value in {
            "name": name,
            "max_points": points,
            "guide": "逐项评分",
            "kind": "subjective",
        }.items()
    }
    at = await send(agency, at, price_points="10", **scheme)
    assert at == f"/desk/projects/{no}/scheme?after=2"
    duties = (("host", "staff"), ("agency", "agency"), ("supervisor", "supervisor"))
    officers = [f"{duty}:{(await story.world.member(name)).me['person_id']}" for duty, name in duties]
    assert await send(agency, at, officers=officers) == f"/desk/projects/{no}/times"
    told = await agency.get(f"/api/projects/{no}")
    for one, lot in zip(lots, told["lots"], strict=True):
        one.no, one.lot_id = no, lot["id"]


async def test_step_1_it_is_handed_in_and_accepted_as_one(story: Story, lots: tuple[Tender, Tender]) -> None:
    agency, no = await story.world.member("agency"), story.tender.no
    publish_at = await story.world.now() + timedelta(minutes=5)
    await tender.set_times(story.world, story.tender, publish_at=publish_at)
    lots[1].bids_due_at = story.tender.bids_due_at
    documents = (await shown(agency, f"/desk/projects/{no}/documents")).text_content()
    for said in ("第1包评审标准", "第2包评审标准", SECOND, "维护方案", "第2包为396,000.00元"):
        assert said in documents
    clause = {"clauses-0-title": "付款", "clauses-0-text": "向{{采购人}}开具发票后付款。", "revision": "1"}
    assert await post(agency, f"/desk/projects/{no}/documents/5", clause) == f"/desk/projects/{no}/documents"
    preview = (await shown(agency, f"/desk/projects/{no}/preview")).text_content()
    for said in ("第1包", "第2包", SECOND, "400,000.00", "396,000.00", "维护方案"):
        assert said in preview
    assert (
        await post(agency, f"/desk/projects/{no}/preview/submission", {})
        == f"/desk/projects/{no}?said=submitted"
    )
    queue = (await shown(await story.world.member("acceptance"), "/desk/acceptance")).text_content()
    assert queue.count(no) == 1
    await post(await story.world.member("acceptance"), f"/desk/acceptance/{no}/accept", {})
    states = [lot["state"] for lot in (await agency.get(f"/api/projects/{no}"))["lots"]]
    assert states == ["accepted", "accepted"]


async def test_step_2_one_announcement_opens_both(story: Story, lots: tuple[Tender, Tender]) -> None:
    await tender.publish(story.world, story.tender)
    await tender.reach(story.world, lots[1], "bidding")
    life = await story.read(f"/api/lives/{story.tender.no}")
    assert [notice["no"] for notice in life["notices"]] == [f"{story.tender.no}-01"]
    assert [lot["state_title"] for lot in life["lots"]] == ["投标中", "投标中"]
    page = (await story.public.get(f"/projects/{story.tender.no}")).text
    for lot in ("001", "002"):
        assert f"{story.tender.no}-{lot}" in page
    assert f'href="/projects/{story.tender.no}/lots/2"' in page
    notice = (await story.public.get(f"/notices/{story.tender.no}-01")).text
    assert SECOND in notice
    at = f"/projects/{story.tender.no}/documents"
    for page in (notice, (await story.public.get(f"/projects/{story.tender.no}")).text):
        assert f'href="{at}"' in page
    assert (await story.public.get(at)).status_code == 403
    documents = (await shown(await story.world.member("shanhe"), at)).text_content()
    for said in ("开具发票后付款", "第2包评审标准", SECOND):
        assert said in documents
    assert "{{" not in documents
    assert "参加投标" not in notice, "which lot it would be for is chosen on the page of the lots"


async def test_step_3_one_bids_for_both_and_two_for_the_second(
    story: Story, lots: tuple[Tender, Tender]
) -> None:
    await tender.bid(story.world, lots[0], bidder="shanhe", price=Decimal("390000.00"))
    for bidder, price in OFFERS.items():
        await tender.bid(story.world, lots[1], bidder=bidder, price=price)
    desk = (await shown(await story.world.member("shanhe"), "/desk/bids")).xpath("//a/@href")
    assert {f"/lots/{lot.lot_id}/bid" for lot in lots} <= set(desk)


async def test_step_4_the_first_fails_at_its_deadline_and_the_second_goes_on(
    story: Story, lots: tuple[Tender, Tender]
) -> None:
    assert story.tender.bids_due_at is not None
    await story.world.move_to(story.tender.bids_due_at + timedelta(seconds=1))
    await tender.reach(story.world, lots[0], "failed")
    await tender.reach(story.world, lots[1], "closed")

    async def look() -> Any:
        notices = (await story.read(f"/api/lives/{story.tender.no}"))["notices"]
        return notices[1:] or None

    (ended,) = await story.world.until("the notice of the first lot", look)
    assert ended["title"] == f"{NAME}（第1包 软件）废标公告"
    assert ended["no"] == f"{story.tender.no}-02"
    await tender.open_bids(story.world, lots[1])
    agency = await story.world.member("agency")
    assert "（第1包 软件）" in (await shown(agency, "/desk")).text_content()


async def test_step_5_the_second_is_drawn_evaluated_and_determined(
    story: Story, lots: tuple[Tender, Tender]
) -> None:
    await committee.draw(story.world, lots[1])
    experts = await committee.answer(story.world, lots[1])
    session = await evaluating.open_session(story.world, lots[1])
    await evaluating.constitute(story.world, session, experts)
    await evaluating.review(story.world, session, experts)
    await evaluating.score(story.world, session, experts)
    await evaluating.report(story.world, session, experts)
    tenderer, at = await story.world.member("tenderer"), f"/desk/projects/{story.tender.no}"
    desk = (await shown(tenderer, "/desk")).xpath("//a/@href")
    assert f"{at}/lots/2/determination" in desk
    assert f"{at}/lots/2/determination" in (await shown(tenderer, at)).xpath("//a/@href")
    await evaluating.determine(story.world, lots[1])
    await evaluating.announce(story.world, lots[1])


async def test_step_6_everybody_is_told_which_lot(story: Story, lots: tuple[Tender, Tender]) -> None:
    no = story.tender.no
    life = await story.read(f"/api/lives/{no}")
    assert [row["no"] for row in life["notices"]] == [f"{no}-01", f"{no}-02", f"{no}-03"]
    assert life["notices"][2]["title"] == f"{NAME}（第2包 {SECOND}）中标结果公告"
    assert [lot["state_title"] for lot in life["lots"]] == ["已废标", "已公告结果"]
    winner = life["lots"][1]["award"]["winner_name"]
    assert winner in {COMPANY[bidder].name for bidder in OFFERS}
    assert life["lots"][0]["award"] is None
    of_second = await story.read(f"/api/lives/{no}/lots/2")
    assert [row["no"] for row in of_second["notices"]] == [f"{no}-01", f"{no}-03"]
    assert len(of_second["bids"]) == len(OFFERS)
    for path in (f"/projects/{no}", f"/projects/{no}/lots/1", f"/projects/{no}/lots/2"):
        answer = await story.public.get(path)
        assert answer.status_code == 200, path
        assert (winner in answer.text) == (not path.endswith("/1")), path
    assert (await story.public.get(f"/projects/{no}/lots/3")).status_code == 404
    letters = (await shown(await story.world.member("shanhe"), "/letters")).text_content()
    for said in (f"{NAME}（第1包 软件）", f"{NAME}（第2包 {SECOND}）"):
        assert said in letters
    agency = await story.world.member("agency")
    listed = await agency.get("/api/projects")
    (row,) = [one for one in listed["items"] if one["project_no"] == no]
    assert {one["state"]: one["lots"] for one in row["standing"]} == {"failed": 1, "awarded": 1}
    former = await agency.http.get(f"/desk/projects/{no}/determination", headers={"accept": "text/html"})
    assert former.headers["location"] == f"/desk/projects/{no}"
    assert (await agency.http.get(f"/desk/projects/{no}/lots/2/award-letter.docx")).status_code == 200
    assert (await agency.http.get(f"/desk/projects/{no}/lots/1/award-letter.docx")).status_code == 404


async def test_step_7_a_program_divides_a_project_as_the_demo_does(story: Story) -> None:
    one = Tender(
        template="school-kitchen-equipment",
        offers={},
        tenderer="xianfeng",
        region="422826",
        further=(("冷藏设备", Decimal("86000.00")),),
    )
    await tender.draft(story.world, one)
    await tender.set_times(story.world, one, publish_at=await story.world.now() + timedelta(minutes=5))
    await tender.submit(story.world, one)
    told = await (await story.world.member("agency")).get(f"/api/projects/{one.no}")
    assert [(lot["lot_name"], lot["state"]) for lot in told["lots"]][1:] == [("冷藏设备", "submitted")]
    first, second = [
        [(row["name"], row["max_points"]) for row in scheme["criteria"]]
        for scheme in told["draft"]["schemes"]
    ]
    assert first == second != []
