"""One government-procurement open tender by 综合评分法, from the draft to the published award, over HTTP.

Told in the order of the law; every step is done by the person it belongs to. The platform is the real one, with
its worker; only the clock is moved.
"""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from litestar import Litestar
from onlookers import onlookers, readable_paths, word_text
from scoring_anew import ranking
from story import COMPANY, OFFERS, Story, refusal, times

from app.demo import committee, evaluating, tender
from app.demo.accounts import PASSWORD
from app.demo.world import at_hour
from bidding_room.client import RequestRefused
from core.canonical import canonical_bytes
from core.clock import BEIJING
from storage import merkle
from trading.rules import official_calendar

LOWERED = Decimal("389900.50")
PRICES = OFFERS | {"shanhe": LOWERED}
NAME = "国土信息化执法系统技术服务"
# Sessions in which nothing of the bids may show: everybody but the bidders themselves.
ONLOOKERS = ("admin", "agency", "tenderer", "staff", "acceptance", "supervisor", "baofengxue", "expert03")


async def test_step_00_the_agency_drafts_a_project_from_a_real_notice(story: Story) -> None:
    await tender.draft(story.world, story.tender)
    found = await story.workspace()
    points = [Decimal(criterion["max_points"]) for criterion in found["draft"]["schemes"][0]["criteria"]]
    assert found["lot"]["state"] == "draft"
    assert found["lot"]["project_name"] == NAME
    assert sum(points) + Decimal(found["draft"]["schemes"][0]["price_points"]) == 100
    assert len(found["draft"]["seats"]) == 3


async def test_step_01_a_deadline_after_nineteen_days_is_refused_and_changes_nothing(story: Story) -> None:
    agency = await story.world.member("agency")
    publish_at = await story.world.now() + timedelta(minutes=5)
    too_soon = times(
        publish_at=publish_at, bids_due_at=publish_at + timedelta(days=19), reason="网上开标，节假日照常办理"
    )
    before = await story.workspace(), await story.read("/api/log/head")
    problem = await refusal(agency.post(f"/api/projects/{story.tender.no}/times", too_soon))
    assert (problem["status"], problem["code"]) == (422, "deadline-too-soon")
    assert problem["article"] == "《政府采购法》第三十五条"
    assert (await story.workspace(), await story.read("/api/log/head")) == before


async def test_step_02_a_deadline_on_a_day_off_is_pointed_out_and_needs_a_reason(story: Story) -> None:
    agency = await story.world.member("agency")
    publish_at = await story.world.now() + timedelta(minutes=5)
    day_off = at_hour(publish_at.astimezone(BEIJING) + timedelta(days=22), 9)
    while official_calendar().is_working_day(day_off.date()):
        day_off += timedelta(days=1)
    path = f"/api/projects/{story.tender.no}/times"
    problem = await refusal(agency.post(path, times(publish_at=publish_at, bids_due_at=day_off)))
    assert (problem["code"], problem["article"]) == (
        "day-off-unacknowledged",
        "《中华人民共和国民法典》第二百零三条",
    )
    reason = "网上开标，节假日照常办理"
    await agency.post(path, times(publish_at=publish_at, bids_due_at=day_off, reason=reason))
    found = await agency.get(f"/api/projects/{story.tender.no}/checks")
    assert "deadline-on-day-off" in [remark["code"] for remark in found["remarks"]]


async def test_step_03_the_drafter_cannot_accept_and_another_person_does(story: Story) -> None:
    await tender.set_times(
        story.world, story.tender, publish_at=await story.world.now() + timedelta(minutes=5)
    )
    await tender.submit(story.world, story.tender)
    agency = await story.world.member("agency")
    problem = await refusal(agency.post(f"/api/projects/{story.tender.no}/accept"))
    assert problem["status"] == 403
    assert (await story.workspace())["lot"]["state"] == "submitted"
    await tender.accept(story.world, story.tender)
    assert (await story.workspace())["lot"]["state"] == "accepted"


async def test_step_04_the_notice_is_published_once_at_its_time(story: Story) -> None:
    assert (await story.public.get(f"/projects/{story.tender.no}")).status_code == 404
    await tender.publish(story.world, story.tender)
    published = await story.logged("trading:notice:publish")
    assert len(published) == 1
    assert published[0]["actor"] == "system"
    assert len(await story.notices("procurement_notice")) == 1


async def test_step_05_anybody_finds_reads_and_downloads_the_notice(story: Story) -> None:
    (notice,) = await story.notices("procurement_notice")
    listed = await story.read(f"/api/notices?text={NAME}")
    page = await story.public.get(f"/notices/{notice['no']}")
    document = await story.public.get(f"/notices/{notice['no']}/document.docx")
    assert notice["no"] in [row["no"] for row in listed["items"]]
    assert NAME in page.text
    assert NAME in word_text(document.content)
    assert "395,000.00" in word_text(document.content)


async def test_step_06_three_bidders_submit_and_hold_receipts_that_verify_offline(
    story: Story, application: Litestar
) -> None:
    await look_before_the_first_bid(story, application)
    for bidder, price in OFFERS.items():
        answer = story.verifier.receipt(canonical_bytes(await story.hand_in(bidder, price)).decode())
        assert answer.holds, answer.text
        assert "已接收密封文件" in answer.text
    altered = canonical_bytes(story.tender.receipts["weidu"]).decode().replace("submitted", "withdrawn")
    assert not story.verifier.receipt(altered).holds


async def test_step_07_one_bidder_replaces_its_bid(story: Story) -> None:
    receipt = await story.hand_in("shanhe", LOWERED)
    answer = story.verifier.receipt(canonical_bytes(receipt).decode())
    shanhe = await story.world.member("shanhe")
    own = await shanhe.get(f"/api/lots/{story.tender.lot_id}/my-bids")
    assert answer.holds
    assert "已接收替换的密封文件（第2次）" in answer.text
    assert [bid["state"] for bid in own] == ["submitted", "replaced"]


async def test_step_08_to_everybody_else_the_site_looks_as_before_the_first_bid(story: Story) -> None:
    assert story.onlookers is not None
    assert story.before_bids is not None
    now = await story.onlookers.look()
    assert now.failures() == []
    assert now.changed_since(story.before_bids) == []


async def test_step_09_the_public_log_has_grown_by_entries_that_tell_nothing(story: Story) -> None:
    new = await story.read(f"/api/log/entries?from={story.log_size_before_bids}&count=500")
    assert len(new["entries"]) >= 4
    assert [entry["payload"] for entry in new["entries"]] == [None] * len(new["entries"])


async def test_step_10_after_the_deadline_a_bid_is_refused_in_writing(story: Story) -> None:
    await tender.close(story.world, story.tender)
    with pytest.raises(RequestRefused) as late:
        await story.hand_in("baofengxue", Decimal("380000.00"))
    assert (late.value.problem["status"], late.value.problem["code"]) == (409, "bids-closed")
    answer = story.verifier.receipt(str(late.value.problem["facts"]["refusal"]))
    assert answer.holds
    assert "未予接收（bids-closed）" in answer.text


async def test_step_11_before_the_opening_nobody_learns_who_or_how_many(story: Story) -> None:
    assert story.onlookers is not None
    look = await story.onlookers.look()
    told = await story.opening()
    assert look.failures() == []
    assert story.newly_told(look, await story.identities(OFFERS)) == set()
    counted = look.telling(("3家", "3 家", "3份", "3 份", "4家", "4 家", "4份", "4 份"))
    assert {path for _, path, _ in counted} <= {"/rules", "/api/rules"}, "the law says how many must bid"
    assert (told["lot_state"], told["bids"], told["opened"]) == ("closed", None, [])


async def test_step_12_officers_get_no_sealed_share_before_the_host_begins(story: Story) -> None:
    supervisor = await story.world.member("supervisor")
    path = f"/api/openings/{story.tender.lot_id}/my-sealed-shares"
    assert (await refusal(supervisor.get(path)))["code"] == "opening-not-running"
    problem = await refusal(supervisor.post(f"/api/openings/{story.tender.lot_id}/begin"))
    assert problem["status"] == 403
    await (await story.world.member("staff")).post(f"/api/openings/{story.tender.lot_id}/begin")
    told = await story.opening()
    assert (told["lot_state"], told["bids"], told["opened"]) == ("opening", 3, [])


async def test_step_13_one_officer_alone_opens_nothing(story: Story) -> None:
    outcome = await story.release("staff", ordinal=1)
    assert outcome == {"verified": 9, "refused": 0, "opened": 0, "unreadable": 0, "unneeded": 0}
    assert (await story.opening())["opened"] == []


async def test_step_14_a_wrong_share_is_refused_and_put_down_to_its_officer(story: Story) -> None:
    assert await story.release_wrong_shares("supervisor", ordinal=3) == {
        "verified": 0,
        "refused": 9,
        "opened": 0,
        "unreadable": 0,
        "unneeded": 0,
    }
    supervisor = await story.world.member("supervisor")
    refused = await story.logged("opening:refuse-share")
    assert [entry["actor"] for entry in refused] == [f"person:{supervisor.me['person_id']}"]
    assert [(entry["facts"]["officer"], entry["facts"]["refused"]) for entry in refused] == [(3, 9)]


async def test_step_15_with_the_second_of_three_officers_the_prices_are_read_out(story: Story) -> None:
    outcome = await story.release("supervisor", ordinal=3)
    assert outcome == {"verified": 9, "refused": 9, "opened": 3, "unreadable": 0, "unneeded": 0}
    told = await story.opening()
    page = await story.public.get(f"/openings/{story.tender.lot_id}")
    assert {line["bidder"]: Decimal(line["price"]) for line in told["opened"]} == {
        COMPANY[bidder].name: price for bidder, price in PRICES.items()
    }
    assert "389,900.50" in page.text


async def test_step_16_the_opening_record_is_issued_as_word(story: Story) -> None:
    await (await story.world.member("staff")).post(f"/api/openings/{story.tender.lot_id}/finish")
    record = await story.public.get(f"/openings/{story.tender.lot_id}/record.docx")
    text = word_text(record.content)
    assert NAME in text
    for bidder in PRICES:
        assert COMPANY[bidder].name in text
    assert "389,900.50" in text
    assert "392,400.00" not in text


async def test_step_17_experts_with_ties_to_a_bidder_are_left_out_of_the_draw(story: Story) -> None:
    await committee.draw(story.world, story.tender)
    told = await story.read(f"/api/lots/{story.tender.lot_id}/draw")
    assert {line["reason"]: line["count"] for line in told["exclusions"]} == {
        "bidder-tie": 1,
        "bidder-relative": 1,
    }
    assert len(told["candidates"]) == 28
    for name in ("expert03", "expert08"):
        called = await (await story.world.member(name)).get("/api/invitations")
        assert [one for one in called if one["state"] == "invited"] == []


async def test_step_18_five_experts_come_and_the_draw_verifies(story: Story) -> None:
    story.experts = await committee.answer(story.world, story.tender)
    draw = await story.read(f"/api/lots/{story.tender.lot_id}/draw")
    record = await story.public.get(f"/api/draws/{draw['id']}/record")
    answer = story.verifier.draw(record.content)
    assert len({expert.sign_in_name for expert in story.experts}) == 5
    assert answer.holds, answer.text
    assert not story.verifier.draw(record.content.replace(draw["seed"].encode(), b"0" * 40)).holds


async def test_step_19_the_experts_names_stay_hidden(story: Story) -> None:
    assert story.onlookers is not None
    look = await story.onlookers.look()
    names = [expert.me["name"] for expert in story.experts]
    people = [expert.me["person_id"] for expert in story.experts]
    assert look.failures() == []
    assert story.newly_told(look, [*names, *people]) == set()


async def test_step_20_each_expert_sees_this_session_and_nobody_else_does(story: Story) -> None:
    story.session = await evaluating.open_session(story.world, story.tender)
    await evaluating.constitute(story.world, story.session, story.experts)
    room = f"/api/evaluations/{story.session}/room"
    for expert in story.experts:
        of_this_lot = [
            one["id"]
            for one in await expert.get("/api/evaluations/mine")
            if one["lot"] and one["lot"]["id"] == story.tender.lot_id
        ]
        assert of_this_lot == [story.session]
        assert len((await expert.get(room))["bids"]) == 3
    for name in ("expert03", "staff", "tenderer", "supervisor", "admin", "shanhe"):
        assert (await refusal((await story.world.member(name)).get(room)))["status"] in (403, 404)
    outsider = await story.world.member("expert03")
    assert story.session not in [one["id"] for one in await outsider.get("/api/evaluations/mine")]


async def test_step_21_experts_read_the_opened_documents_and_others_do_not(story: Story) -> None:
    expert, outsider = story.experts[0], await story.world.member("expert03")
    for bid in (await expert.get(f"/api/evaluations/{story.session}/room"))["bids"]:
        bidder = next(key for key in PRICES if COMPANY[key].name == bid["bidder_name"])
        for file in bid["files"]:
            path = f"/evaluations/{story.session}/files/{file['id']}"
            assert (await expert.http.get(path)).content == story.papers[bidder][file["envelope"]]
            part = await expert.http.get(path, headers={"range": "bytes=10-19"})
            assert part.content == story.papers[bidder][file["envelope"]][10:20]
            assert (await outsider.http.get(path)).status_code == 404


async def test_step_22_marks_are_locked_before_anybody_sees_anothers(story: Story) -> None:
    await evaluating.review(story.world, story.session, story.experts)
    base = f"/api/evaluations/{story.session}"
    for seat, expert in enumerate(story.experts):
        room = await expert.get(f"{base}/room")
        assert [bid["marks"] for bid in room["bids"]] == [[], [], []]
        assert (await refusal(expert.get(f"{base}/table")))["code"] == "scores-not-locked"
        await expert.post(f"{base}/scores", {"marks": story.mark_all(room, seat=seat)})
        await expert.post(f"{base}/lock")
        again = {"marks": story.mark_all(room, seat=seat)}
        assert (await refusal(expert.post(f"{base}/scores", again)))["status"] == 409


async def test_step_23_nobody_can_mark_for_another(story: Story) -> None:
    room = await story.experts[0].get(f"/api/evaluations/{story.session}/room")
    for name in ("expert03", "staff", "tenderer"):
        other = await story.world.member(name)
        bid, criterion = room["bids"][0]["bid_id"], room["criteria"][0]["id"]
        foreign = {"marks": [{"bid_id": bid, "criterion_id": criterion, "points": "1", "note": ""}]}
        problem = await refusal(other.post(f"/api/evaluations/{story.session}/scores", foreign))
        assert problem["status"] in (403, 404)


async def test_step_24_the_ranking_is_right_to_two_decimals(story: Story) -> None:
    table = await story.experts[0].get(f"/api/evaluations/{story.session}/table")
    scheme = (await story.workspace())["draft"]["schemes"][0]
    names = {bid["bid_id"]: bid["bidder_name"] for bid in table["bids"].values()}
    story.ranking = ranking(
        prices={COMPANY[bidder].name: price for bidder, price in PRICES.items()},
        marks=story.marks,
        price_points=Decimal(scheme["price_points"]),
    )
    assert [
        (names[row["bid"]], Decimal(row["price_score"]), Decimal(row["total"]), row["rank"])
        for row in table["results"]
    ] == [(row.bidder, row.price_score, row.total, rank) for rank, row in enumerate(story.ranking, start=1)]


async def test_step_25_the_report_is_issued_and_all_five_sign(story: Story) -> None:
    base = f"/api/evaluations/{story.session}"
    leader = await evaluating.leader_of(story.session, story.experts)
    await leader.post(f"{base}/report")
    wrong = {"password": PASSWORD + "?"}
    assert (await refusal(leader.post(f"{base}/sign", wrong)))["code"] == "password-wrong"
    for expert in story.experts:
        assert (await story.workspace())["lot"]["state"] == "evaluating"
        await expert.post(f"{base}/sign", {"password": PASSWORD})
    assert (await story.workspace())["lot"]["state"] == "evaluated"


async def test_step_26_the_tenderer_reads_the_signed_report_and_bidders_do_not(story: Story) -> None:
    path = f"/evaluations/lots/{story.tender.lot_id}/report.docx"
    text = word_text((await (await story.world.member("tenderer")).http.get(path)).content)
    for expert in story.experts:
        assert expert.me["name"] in text
    for row in story.ranking:
        assert f"{row.total:.2f}" in text
    assert (await (await story.world.member("siqian")).http.get(path)).status_code == 403


async def test_step_27_only_the_tenderer_determines_the_winner(story: Story) -> None:
    path = f"/api/projects/{story.tender.no}/lots/1/determination"
    tenderer = await story.world.member("tenderer")
    told = await tenderer.get(path)
    first = next(row for row in told["bids"] if row["rank"] == 1)
    assert (first["bidder_name"], Decimal(first["total"])) == (
        story.ranking[0].bidder,
        story.ranking[0].total,
    )
    agency = await story.world.member("agency")
    assert (await refusal(agency.post(f"{path}/{first['bidder_id']}")))["status"] == 403
    await tenderer.post(f"{path}/{first['bidder_id']}")


async def test_step_28_the_award_notice_is_published_exactly_once(story: Story) -> None:
    await evaluating.announce(story.world, story.tender)
    assert len(await story.notices("award_notice")) == 1
    assert len(await story.logged("trading:award:publish")) == 1
    tenderer, siqian = await story.world.member("tenderer"), await story.world.member("siqian")
    another = siqian.me["organisation_id"]
    problem = await refusal(tenderer.post(f"/api/projects/{story.tender.no}/lots/1/determination/{another}"))
    assert problem["status"] == 409


async def test_step_29_everybody_sees_bidders_scores_ranking_and_experts(story: Story) -> None:
    life = await story.read(f"/api/lives/{story.tender.no}")
    assert [(row["bidder_name"], Decimal(row["total"])) for row in life["bids"]] == [
        (row.bidder, row.total) for row in story.ranking
    ]
    assert sorted(life["committee_names"]) == sorted(expert.me["name"] for expert in story.experts)
    (notice,) = await story.notices("award_notice")
    for path in (f"/projects/{story.tender.no}", await story.result_page(), f"/notices/{notice['no']}"):
        text = (await story.public.get(path)).text
        for row in story.ranking:
            assert row.bidder in text, path
            assert f"{row.total:.2f}" in text, path


async def test_step_30_the_award_is_proved_to_be_in_the_signed_log(story: Story) -> None:
    (entry,) = await story.logged("trading:award:publish")
    place = await story.place_of(entry)
    told = await story.read(f"/api/log/inclusion?seq={place}")
    assert json.loads(told["payload"]) == entry
    assert merkle.verify_inclusion(
        leaf=merkle.leaf_hash(told["payload"].encode()),
        index=place,
        size=told["head"]["size"],
        proof=[bytes.fromhex(step) for step in told["proof"]],
        root=bytes.fromhex(told["head"]["root"]),
    )
    (notice,) = await story.notices("award_notice")
    page = await story.public.get(f"/notices/{notice['no']}")
    assert f"/log/entries/{place}" in page.text
    assert told["leaf_hash"] in page.text


async def test_step_31_the_published_result_can_be_computed_again_by_anybody(story: Story) -> None:
    result = (await story.public.get(f"/api/evaluations/{story.tender.lot_id}/result.json")).content
    log = (await story.public.get("/api/log/export")).content
    answer = story.verifier.score(result, log=log)
    assert answer.holds, answer.text
    assert f"第1名 {story.ranking[0].bidder} 评审得分 {story.ranking[0].total}" in answer.text
    total = f'"total":"{story.ranking[0].total}"'.encode()
    better = f'"total":"{story.ranking[0].total + 1}"'.encode()
    assert total in result
    assert not story.verifier.score(result.replace(total, better, 1), log=log).holds


async def test_step_32_the_log_verifies_and_an_altered_entry_is_named(story: Story) -> None:
    export = (await story.public.get("/api/log/export")).content
    answer = story.verifier.log(export)
    assert answer.holds, answer.text
    (entry,) = await story.logged("trading:award:publish")
    place = await story.place_of(entry)
    winner = story.ranking[0].bidder
    lines = export.split(b"\n")
    at = next(number for number, line in enumerate(lines) if b'"seq":%d,' % place in line)
    altered = lines[at].replace(winner.encode(), story.ranking[1].bidder.encode())
    assert altered != lines[at]
    lines[at] = altered
    denial = story.verifier.log(b"\n".join(lines))
    assert not denial.holds
    assert f"altered entry {place} " in denial.text


async def look_before_the_first_bid(story: Story, application: Litestar) -> None:
    """What the bidders and everybody else could see before; the bidders have signed in by then."""
    (notice,) = await story.notices("procurement_notice")
    paths = readable_paths(
        application, lot_id=story.tender.lot_id, project_no=story.tender.no, notice_no=notice["no"]
    )
    story.onlookers = await onlookers(story.world, ONLOOKERS, paths=paths)
    for bidder in OFFERS:
        await story.world.member(bidder)
    story.before_bids = await story.onlookers.look()
    story.log_size_before_bids = (await story.read("/api/log/head"))["size"]
