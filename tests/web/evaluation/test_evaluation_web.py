"""The evaluation over HTTP: who gets in, what the pages show, and the same steps as JSON."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

import httpx
from becoming import Browser, seen
from docx import Document
from evaluation_cast import (
    PASSWORD,
    Room,
    constitute,
    drawn_lot,
    full_marks,
    locked_room,
    mark_and_lock,
    open_room,
    reported_room,
    review,
    scoring_room,
    session_of,
    signed_room,
)

from bidding_room.queries import opened_bids
from evaluation.operations.publish_result import publish_result
from evaluation.operations.save_scores import Mark
from evaluation.score_file import score_bytes
from evaluation.states import SessionState
from evaluation.tables import LowPriceFinding
from storage.clock import platform_now

# Seconds of an instant look like marks.
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+")


async def test_an_expert_of_another_session_gets_404_everywhere(browser: Browser):
    room, other = await scoring_room(), await open_room()
    bid = (await opened_bids(room.lot_id))[0]
    client = await browser.become(other.experts[0])
    base = f"/evaluations/{room.session_id}"
    for path in (
        base,
        f"{base}/lock",
        f"{base}/presence",
        f"{base}/report.docx",
        f"{base}/files/{bid.files[0].id}",
        f"/api{base}/room",
        f"/api{base}/table",
        f"/api{base}/low-prices",
        f"/api{base}/report",
    ):
        assert (await client.get(path)).status_code == 404, path
    for path in ("enter", "declare", "lock", "close-review", "report"):
        assert (await client.post(f"{base}/{path}")).status_code == 404, path
        assert (await client.post(f"/api{base}/{path}")).status_code == 404, path
    own = await seen(client, "/desk/evaluations")
    assert str(other.session_id) in own
    assert str(room.session_id) not in own


async def test_staff_and_bidders_do_not_enter_the_room(browser: Browser):
    room = await scoring_room()
    client = await browser.become(room.bidding.tenderer.actor)  # who does not sit here for the purchaser
    assert (await client.get(f"/evaluations/{room.session_id}")).status_code == 404
    for actor in (room.staff, room.bidding.bidders[0].actor):
        client = await browser.become(actor)
        assert (await client.get(f"/evaluations/{room.session_id}")).status_code == 403
        assert (await client.get(f"/api/evaluations/{room.session_id}/table")).status_code == 403
    client = await browser.become(room.bidding.bidders[0].actor)
    assert (await client.get(f"/evaluations/{room.session_id}/control")).status_code == 403


async def test_strangers_are_asked_to_sign_in(client: httpx.AsyncClient):
    answer = await client.get("/desk/evaluations")
    assert answer.status_code == 303
    assert (await client.get("/api/evaluations/mine")).status_code == 401


async def test_a_session_from_the_staffs_button_to_scoring(browser: Browser):
    bidding, cast, lot_id, people = await drawn_lot()
    client = await browser.become(bidding.host.actor)
    assert "开始评审" in await seen(client, "/evaluations")
    begun = await client.post("/evaluations", data={"lot_id": str(lot_id)})
    assert begun.status_code == 303
    control_page = begun.headers["location"]
    session_id = control_page.split("/")[2]
    assert "等待签到" in await seen(client, control_page)
    again = await client.post("/evaluations", data={"lot_id": str(lot_id)})
    assert again.status_code == 409
    assert "已经开始" in again.text
    by_number = {}
    for person in people:
        client = await browser.become(person)
        answer = await client.get(f"/api/evaluations/{session_id}/room")
        if answer.status_code == 200:
            by_number[answer.json()["number"]] = person
    room = Room(
        bidding=bidding,
        draw=cast,
        lot_id=lot_id,
        session_id=(await session_id_of(session_id)),
        experts=tuple(by_number[number] for number in range(1, 6)),
    )
    client = await browser.become(room.leader)
    base = f"/evaluations/{session_id}"
    assert "签到进入评审室" in await seen(client, base)
    assert (await client.post(f"{base}/enter")).status_code == 303
    assert "等待其他成员签到" in await seen(client, base)
    await constitute(room)
    page = await seen(client, base)
    assert "符合性审查" in page
    assert "结束符合性审查" in page
    bid = (await opened_bids(lot_id))[0]
    refused = await client.post(
        f"{base}/compliance", data={"bid_id": str(bid.bid_id), "compliant": "no", "reason": ""}
    )
    assert refused.status_code == 422
    assert "请写明理由" in refused.text
    await review(room)
    page = await seen(client, base)
    assert "已评 <strong data-marked-text>0</strong>/" in page


async def session_id_of(text: str):
    from uuid import UUID

    return UUID(text)


async def test_marks_are_saved_without_scripts_and_a_bad_one_keeps_what_was_typed(browser: Browser):
    room = await scoring_room()
    client = await browser.become(room.leader)
    bid = (await opened_bids(room.lot_id))[0]
    marks = [m for m in await full_marks(room) if m.bid_id == bid.bid_id]
    data = rows(marks)
    url = f"/evaluations/{room.session_id}/scores?bid={bid.bid_id}"
    saved = await client.post(url, data=data)
    assert saved.status_code == 303
    page = await seen(client, saved.headers["location"])
    assert f"已评 {len(marks)}/{len(marks)}" in page
    first, second, note = "marks-0-points", "marks-1-points", "marks-0-note"
    refused = await client.post(url, data={**data, first: "999"})
    assert refused.status_code == 422
    assert 'value="999"' in refused.text
    assert "评分应在0至" in refused.text
    refused = await client.post(url, data={**data, first: "999", second: "一", note: "\u202e好"})
    for name in (first, second, note):
        [field] = re.findall(rf'<input [^>]*name="{name}"[^>]*>', refused.text)
        assert 'aria-invalid="true"' in field
        assert f"e-{name}" in field
        [told] = re.findall(rf'<span class="field-error" id="e-{name}"([^>]*)>([^<]+)', refused.text)
        assert "hidden" not in told[0]
        assert f'<a href="#f-{name}">' in refused.text
    assert refused.text.count('aria-invalid="true"') == 3
    other = (await opened_bids(room.lot_id))[1]
    elsewhere = f"/evaluations/{room.session_id}/scores?bid={other.bid_id}"
    refused = await client.post(elsewhere, data={**data, first: "999"})
    assert refused.status_code == 422
    assert 'value="999"' not in refused.text, "what was typed about one bid stands in no other's form"


def rows(marks: Sequence[Mark]) -> dict[str, str]:
    """As the form sends them."""
    return {
        f"marks-{place}-{name}": text
        for place, mark in enumerate(marks)
        for name, text in (
            ("bid_id", str(mark.bid_id)),
            ("criterion_id", str(mark.criterion_id)),
            ("points", mark.points),
        )
    }


async def test_a_half_marked_bid_is_saved_and_a_mark_can_be_taken_back(browser: Browser):
    room = await scoring_room()
    client = await browser.become(room.leader)
    here = f"/api/evaluations/{room.session_id}"
    first, second, *_ = await full_marks(room)

    async def marked(*points: str) -> int:
        marks = [
            {"bid_id": str(mark.bid_id), "criterion_id": str(mark.criterion_id), "points": given}
            for mark, given in zip((first, second), points, strict=True)
        ]
        answer = await client.post(f"{here}/scores", json={"marks": marks})
        assert answer.status_code == 200, answer.text
        return int((await client.get(f"{here}/room")).json()["marked"])

    assert await marked(first.points, "") == 1
    assert await marked("", second.points) == 1
    assert await marked("", "") == 0


async def test_marks_are_saved_as_json_and_locked_on_a_page_that_names_the_consequence(browser: Browser):
    room = await scoring_room()
    client = await browser.become(room.leader)
    base = f"/evaluations/{room.session_id}"
    assert "全部评完后才能锁定" in await seen(client, f"{base}/lock")
    body = {
        "marks": [
            {"bid_id": str(m.bid_id), "criterion_id": str(m.criterion_id), "points": m.points}
            for m in await full_marks(room)
        ]
    }
    doubled = await client.post(f"/api{base}/scores", json={"marks": [*body["marks"], body["marks"][0]]})
    assert doubled.status_code == 422
    assert doubled.json()["errors"][f"marks-{len(body['marks'])}"]["code"] == "item-doubled"
    once = rows((await full_marks(room))[:1])
    again = {name.replace("-0-", "-1-"): text.upper() for name, text in once.items()}
    respelled = await client.post(f"{base}/scores", data=once | again)
    assert respelled.status_code == 422
    assert "同一项重复出现" in respelled.text
    saved = await client.post(f"/api{base}/scores", json=body)
    assert saved.status_code == 200, saved.text
    told = (await client.get(f"/api{base}/room")).json()
    assert told["marked"] == told["to_mark"] == len(body["marks"])
    assert "不能再修改" in await seen(client, f"{base}/lock")
    assert (await client.post(f"/api{base}/lock")).status_code == 200
    twice = await client.post(f"/api{base}/lock")
    assert (twice.status_code, twice.json()["code"]) == (409, "scores-locked")
    assert (await client.post(f"/api{base}/scores", json=body)).json()["code"] == "scores-locked"
    early = await client.get(f"/api{base}/table")
    assert (early.status_code, early.json()["code"]) == (409, "scores-not-locked")
    assert "您的评分已锁定" in await seen(client, base)


async def test_documents_are_decrypted_by_range_for_members_only_after_the_declaration(browser: Browser):
    room = await scoring_room()
    client = await browser.become(room.leader)
    file = (await opened_bids(room.lot_id))[0].files[0]
    url = f"/evaluations/{room.session_id}/files/{file.id}"
    whole = await client.get(url)
    assert whole.status_code == 200
    assert len(whole.content) == file.size
    assert whole.headers["content-disposition"].startswith("inline")
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert whole.headers["content-type"] == "application/pdf"
    for other in (await opened_bids(room.lot_id))[0].files[1:]:
        answer = await client.get(f"/evaluations/{room.session_id}/files/{other.id}")
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["content-type"] == "application/octet-stream"
    part = await client.get(url, headers={"range": "bytes=10-19"})
    assert part.status_code == 206
    assert part.content == whole.content[10:20]
    assert part.headers["content-range"] == f"bytes 10-19/{file.size}"
    tail = await client.get(url, headers={"range": "bytes=-5"})
    assert tail.content == whole.content[-5:]
    beyond = await client.get(url, headers={"range": f"bytes={file.size}-"})
    assert beyond.status_code == 416
    kept = await client.get(url, params={"download": "1"})
    assert kept.headers["content-disposition"].startswith("attachment")
    early = await open_room()
    client = await browser.become(early.leader)
    file = (await opened_bids(early.lot_id))[0].files[0]
    refused = await client.get(f"/evaluations/{early.session_id}/files/{file.id}")
    assert refused.status_code == 409


async def test_the_table_is_shown_to_the_committee_once_all_have_locked(browser: Browser):
    room = await locked_room()
    client = await browser.become(room.experts[3])
    page = await seen(client, f"/evaluations/{room.session_id}")
    assert "得分与排序" in page
    assert "评委5" in page
    assert not any(expert.name in page for expert in room.experts if expert is not room.experts[3])
    table = (await client.get(f"/api/evaluations/{room.session_id}/table")).json()
    assert len(table["results"]) == 3


async def test_the_report_is_signed_with_the_password_and_read_by_those_concerned(browser: Browser):
    room = await reported_room()
    base = f"/evaluations/{room.session_id}"
    client = await browser.become(room.leader)
    signing = await seen(client, base)
    assert '<td data-label="评审价格（元）"' in signing
    wrong = await client.post(f"{base}/sign", data={"password": "not-the-password"})
    assert wrong.status_code == 422
    assert "密码不正确" in wrong.text
    unsaid = {"password": PASSWORD, "dissent": "第二名的售后服务方案评分依据不足，不同意排序"}
    for refused in (
        await client.post(f"{base}/sign", data=unsaid),
        await client.post(f"/api{base}/sign", json=unsaid),
    ):
        assert refused.status_code == 422
        assert "请勾选“我有不同意见”" in refused.text
    for number, expert in enumerate(room.experts, start=1):
        client = await browser.become(expert)
        data = {"password": PASSWORD}
        if number == 2:
            data |= {"dissents": "on", "dissent": "第二名的售后服务方案评分依据不足，不同意排序"}
        assert (await client.post(f"{base}/sign", data=data)).status_code == 303
    assert (await session_of(room)).state == SessionState.SIGNED
    client = await browser.become(room.bidding.tenderer.actor)
    answer = await client.get(f"/evaluations/lots/{room.lot_id}/report.docx")
    assert answer.status_code == 200
    text = "\n".join(p.text for p in Document(io.BytesIO(answer.content)).paragraphs)
    assert "签署不同意见：第二名的售后服务方案评分依据不足" in text
    client = await browser.become(room.bidding.bidders[0].actor)
    assert (await client.get(f"/evaluations/lots/{room.lot_id}/report.docx")).status_code == 403


async def test_the_public_result_waits_for_the_award_and_can_be_recomputed(client: httpx.AsyncClient):
    room = await signed_room()
    paths = (f"/evaluations/{room.lot_id}/result", f"/api/evaluations/{room.lot_id}/result.json")
    for path in paths:
        assert (await client.get(path)).status_code == 404
    await publish_result(lot_id=room.lot_id, now=await platform_now())
    page = await seen(client, paths[0])
    for bid in await opened_bids(room.lot_id):
        assert bid.bidder_name in page
    assert room.leader.name in page
    assert "tianping score" in page
    assert "table-winner" not in page, "the first in rank is not the winner by that alone"
    assert score_bytes((await client.get(paths[1])).content).equal


async def test_the_control_room_names_who_is_late_and_no_score(browser: Browser):
    room = await scoring_room()
    await mark_and_lock(room, number=2)
    for actor in (room.staff, room.bidding.supervisor.actor):
        client = await browser.become(actor)
        page = await seen(client, f"/evaluations/{room.session_id}/control")
        assert "等待锁定评分：评委1、评委3、评委4、评委5" in page
        body = (await client.get(f"/api/evaluations/{room.session_id}/control")).text
        told = INSTANT.sub("", page + body)
        for mark in await full_marks(room, number=2):
            assert mark.points not in told
    fragment = await client.get(f"/evaluations/{room.session_id}/control/presence?at=reviewing")
    assert "data-live-reload" in fragment.text


def sent(door: str, fields: dict[str, object]) -> dict[str, Any]:
    """The same fields as JSON or as a form."""
    return {"json": fields} if door else {"data": fields}


async def test_staff_record_a_refused_signature_with_what_happened(browser: Browser):
    room = await reported_room()
    client = await browser.become(room.staff)
    here = f"/evaluations/{room.session_id}/control/silence"
    refused = await client.post(here, data={"number": "5", "reason": ""})
    assert refused.status_code == 422
    [told] = re.findall(r'<textarea[^>]*name="reason"[^>]*>', refused.text)
    assert 'aria-invalid="true"' in told
    refused = await client.post(f"/api{here}", json={"number": 5})
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["reason"])
    assert (await client.post(here, data={"number": "5", "reason": "无故离场"})).status_code == 303
    again = await client.post(f"/api{here}", json={"number": 5, "reason": "无故离场"})
    assert (again.status_code, again.json()["code"]) == (409, "already-signed")


async def test_a_supplier_explains_its_own_price_and_nobody_elses(browser: Browser):
    room = await open_room()
    await constitute(room)
    bid = (await opened_bids(room.lot_id))[1]
    client = await browser.become(room.leader)
    raised = await client.post(
        f"/evaluations/{room.session_id}/low-prices",
        data={"bid_id": str(bid.bid_id), "reason": "明显低于市场价格"},
    )
    assert raised.status_code == 303
    upcoming = await LowPriceFinding.objects().get(LowPriceFinding.session == room.session_id)
    owner = next(h for h in room.bidding.bidders if h.actor.organisation_id == bid.bidder_id)
    client = await browser.become(owner.actor)
    for door in ("", "/api"):
        unasked = await client.post(
            f"{door}/evaluations/prices/{upcoming.id}", **sent(door, {"text": "不待询问，先行说明"})
        )
        assert unasked.status_code == 404, "nobody was asked yet"
    client = await browser.become(room.leader)
    await review(room)
    assert (await session_of(room)).state == SessionState.REVIEWING
    finding = await LowPriceFinding.objects().get(LowPriceFinding.session == room.session_id)
    assert finding is not None
    page = await seen(client, f"/evaluations/{room.session_id}")
    assert "书面说明截止" in page
    early = await client.post(
        f"/evaluations/{room.session_id}/low-prices/opinion",
        data={"finding_id": str(finding.id), "accepts": "no", "reason": "不能证明"},
    )
    assert early.status_code == 409
    other = next(h for h in room.bidding.bidders if h.actor.organisation_id != bid.bidder_id)
    client = await browser.become(other.actor)
    url = f"/evaluations/prices/{finding.id}"
    assert (await client.get(url)).status_code == 404
    assert (await client.post(url, data={"text": "我来说明"})).status_code == 404
    client = await browser.become(owner.actor)
    assert str(finding.id) in await seen(client, "/evaluations/prices")
    answered = await client.post(url, data={"text": "批量采购，附采购合同与成本构成"})
    assert answered.status_code == 303
    assert "书面说明已提交" in await seen(client, url)
    for number, expert in enumerate(room.experts, start=1):
        client = await browser.become(expert)
        given = await client.post(
            f"/evaluations/{room.session_id}/low-prices/opinion",
            data={
                "finding_id": str(finding.id),
                "accepts": "no" if number < 3 else "yes",
                "reason": "成本构成合理" if number > 2 else "证明材料不足",
            },
        )
        assert given.status_code == 303, given.text
    assert (await session_of(room)).state == SessionState.SCORING
