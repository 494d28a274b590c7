"""Trading's pages over HTTP: an agency drafts, the centre accepts, the public reads."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta
from html import unescape

import httpx
import pytest
from docx import Document
from factories import trading_cast
from trading_pages_cast import begun, fire, lot_at, sign_in, submitted, times

from core.clock import BEIJING
from trading.states import LotState
from trading.tables import Project


async def test_every_step_of_drafting_shows_its_form(
    client: httpx.AsyncClient, cast: trading_cast.Cast
) -> None:
    await sign_in(client, cast.agency)
    assert "义务教育学校食堂设备采购" in (await client.get("/desk/projects/new")).text
    base = await begun(client, cast)
    for step, words in (
        ("basics", "食堂设备采购"),
        ("lots/1/scheme", "技术参数响应"),
        ("panel", "开标小组"),
        ("times", "《政府采购法》第三十五条"),
        ("preview", "还不能预览"),
        ("", "逐条核对"),
    ):
        shown = await client.get(f"{base}/{step}".rstrip("/"))
        assert shown.status_code == 200, shown.text
        assert words in shown.text


async def test_nineteen_days_are_refused_with_the_article_and_what_was_typed_stays(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    await sign_in(client, cast.agency)
    base = await begun(client, cast)
    wanted = times(now, bidding_days=19)
    answer = await client.post(f"{base}/times", data=wanted)
    assert answer.status_code == 422
    assert "不得少于20日" in answer.text
    assert "《政府采购法》第三十五条" in answer.text
    assert wanted["bids_due_at"] in answer.text
    assert (await lot_at(base)).bids_due_at is None


async def test_a_deadline_on_a_day_off_is_pointed_out_and_kept_with_a_reason(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    await sign_in(client, cast.agency)
    base = await begun(client, cast)
    days = next(
        n for n in range(21, 29) if (now + timedelta(days=n, minutes=30)).astimezone(BEIJING).weekday() == 6
    )
    refused = await client.post(f"{base}/times", data=times(now, bidding_days=days, reason=""))
    assert refused.status_code == 422
    assert "请写明理由" in refused.text
    kept = await client.post(f"{base}/times", data=times(now, bidding_days=days, reason="采购人要求"))
    assert kept.status_code == 303


async def test_a_low_price_weight_and_a_wrong_sum_are_told_together(
    client: httpx.AsyncClient, cast: trading_cast.Cast
) -> None:
    await sign_in(client, cast.agency)
    base = await begun(client, cast)
    answer = await client.post(
        f"{base}/lots/1/scheme",
        data={
            "price_points": "29",
            "criteria-0-name": "技术",
            "criteria-0-kind": "objective",
            "criteria-0-max_points": "70",
            "criteria-0-guide": "逐项评分",
            "criteria-1-name": "",
            "criteria-1-kind": "subjective",
            "criteria-1-max_points": "",
            "criteria-1-guide": "",
        },
    )
    assert answer.status_code == 422
    assert "不得低于30%" in answer.text
    assert "现为99分" in answer.text
    assert 'value="29"' in answer.text
    assert "data-points-total>99.00</strong>" in answer.text


async def test_every_fault_of_a_scheme_stands_beside_its_field(
    client: httpx.AsyncClient, cast: trading_cast.Cast
) -> None:
    """Rows left empty in between are closed up, so that the row named is the row shown."""
    await sign_in(client, cast.agency)
    base = await begun(client, cast)
    rows = {
        0: ("技术", "40", "逐项评分"),
        2: ("业绩", "20", ""),
        4: ("业绩", "11", "逐项"),
        5: ("方案", "", ""),
    }
    typed = {
        f"criteria-{row}-{name}": text
        for row, texts in rows.items()
        for name, text in zip(("name", "max_points", "guide"), texts, strict=True)
    }
    answer = await client.post(
        f"{base}/lots/1/scheme", data={"price_points": "30", **typed, "criteria-1-kind": "objective"}
    )
    assert beside(answer.text) == {"criteria-3-max_points"}
    whole = {**typed, "criteria-5-name": ""}
    answer = await client.post(
        f"{base}/lots/1/scheme", data={"price_points": "30", **whole, "criteria-1-kind": "objective"}
    )
    assert beside(answer.text) == {"criteria", "criteria-1-guide", "criteria-2-name"}
    assert answer.text.count("未写评分标准") == 2, "in the summary, and beside the field"
    assert 'href="#f-scheme-criteria-1-guide"' in answer.text


async def test_a_panel_that_is_refused_says_so_among_its_seats(
    client: httpx.AsyncClient, cast: trading_cast.Cast
) -> None:
    await sign_in(client, cast.agency)
    base = await begun(client, cast)
    seat = f"host:{cast.host.person_id}"
    answer = await client.post(f"{base}/panel", data={"officers": [seat, seat, seat]})
    assert answer.status_code == 422
    assert beside(answer.text) == {"officers"}


def beside(text: str) -> set[str]:
    """The fields with a refusal of their own, by name."""
    return {name.removeprefix("scheme-") for name in re.findall(r'class="field-error" id="e-([^"]+)"', text)}


async def test_a_lawful_scheme_is_saved_without_its_empty_rows(
    client: httpx.AsyncClient, cast: trading_cast.Cast
) -> None:
    await sign_in(client, cast.agency)
    base = await begun(client, cast)
    answer = await client.post(
        f"{base}/lots/1/scheme",
        data={
            "price_points": "30",
            "criteria-0-name": "技术",
            "criteria-0-kind": "objective",
            "criteria-0-max_points": "70",
            "criteria-0-guide": "逐项评分",
            "criteria-5-name": "",
        },
    )
    assert answer.status_code == 303, answer.text
    shown = (await client.get(f"{base}/lots/1/scheme")).text
    assert "技术参数响应" not in shown


async def test_a_stranger_agency_finds_no_project(client: httpx.AsyncClient, cast: trading_cast.Cast) -> None:
    await sign_in(client, cast.agency)
    base = await begun(client, cast)
    await sign_in(client, cast.tenderer)
    assert (await client.get(base)).status_code == 404
    await sign_in(client, cast.bidders[0])
    assert (await client.get(base)).status_code == 403


async def test_the_centre_sees_the_checklist_and_accepts(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    base = await submitted(client, cast, now)
    no = base.rpartition("/")[2]
    await sign_in(client, cast.host)
    assert no in (await client.get("/desk/acceptance")).text
    shown = (await client.get(f"/desk/acceptance/{no}")).text
    assert "《政府采购法实施条例》第三十一条" in shown
    assert "公开招标公告" in shown
    assert (await client.post(f"/desk/acceptance/{no}/accept")).status_code == 303
    lot = await lot_at(base)
    assert lot.state == LotState.ACCEPTED
    again = await client.post(f"/desk/acceptance/{no}/accept")
    assert again.status_code == 409


async def test_a_project_goes_back_with_its_reason(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    base = await submitted(client, cast, now)
    no = base.rpartition("/")[2]
    await sign_in(client, cast.host)
    assert (await client.post(f"/desk/acceptance/{no}/return", data={"reason": ""})).status_code == 422
    as_file = await client.post(f"/desk/acceptance/{no}/return", files={"reason": ("需求不清", b"\xff\xfe")})
    assert as_file.status_code == 422
    assert "此项不能上传文件" in as_file.text
    assert (
        await client.post(f"/desk/acceptance/{no}/return", data={"reason": "需求不清"})
    ).status_code == 303
    await sign_in(client, cast.agency)
    for page in (base, f"{base}/basics", f"{base}/times", "/desk/projects", "/desk"):
        text = (await client.get(page)).text
        assert "需求不清" in text, page
        assert "已退回" in text or "退回，请修改后重新提交" in text, page


async def test_an_accepted_project_goes_back_until_it_is_announced(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    base = await submitted(client, cast, now)
    no = base.rpartition("/")[2]
    await sign_in(client, cast.host)
    assert (await client.post(f"/desk/acceptance/{no}/accept")).status_code == 303
    assert f'href="/desk/acceptance/{no}">退回</a>' in (await client.get(base)).text
    assert "原定的公告不再发布" in (await client.get(f"/desk/acceptance/{no}")).text
    sent_back = await client.post(f"/desk/acceptance/{no}/return", data={"reason": "预算金额有误"})
    assert sent_back.status_code == 303
    await sign_in(client, cast.agency)
    assert "预算金额有误" in (await client.get("/desk")).text


async def test_a_signed_in_persons_form_carries_its_fields_as_fields(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    await sign_in(client, cast.agency)
    text = (await client.get("/desk/projects/new")).text
    assert '<input type="hidden" name="_csrf_token" value="' in text
    assert "&lt;input" not in text


async def test_a_submitted_project_is_read_and_not_edited(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    base = await submitted(client, cast, now)
    for step in ("basics", "lots/1/scheme", "panel", "times"):
        text = (await client.get(f"{base}/{step}")).text
        assert '<fieldset class="locked" disabled>' in text, step
        assert "内容只供查看" in text, step


async def test_the_region_is_told_by_name_and_an_unknown_one_refused(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    base = await submitted(client, cast, now)
    text = (await client.get(base)).text
    assert "湖北省恩施土家族苗族自治州咸丰县" in text
    wanted = {"tenderer_id": str(cast.tenderer.organisation_id), "region": "999999"}
    refused = await client.post("/desk/projects/new", data=wanted)
    assert refused.status_code == 422
    assert "没有这个行政区划代码" in refused.text


async def test_a_published_notice_is_read_and_downloaded_by_strangers(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    lot, notice = await trading_cast.accepted(cast, now=now)
    assert (await client.get(f"/notices/{notice.no}/document.docx")).status_code == 404
    await fire(lot.id, "procurement_notice", "trading.publish_notice", now)
    document = await client.get(f"/notices/{notice.no}/document.docx")
    assert document.status_code == 200
    read = Document(io.BytesIO(document.content))
    headings = [p.text for p in read.paragraphs if p.style.name == "Heading 1"]
    assert headings[1:4] == ["一、项目基本情况", "二、申请人的资格要求", "三、获取招标文件"]


async def test_the_desk_lists_by_state(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    base = await submitted(client, cast, now)
    no = base.rpartition("/")[2]
    assert no in (await client.get("/desk/projects?state=submitted")).text
    empty = (await client.get("/desk/projects?state=awarded")).text
    assert "没有“已公告结果”的项目" in empty
    project = await Project.objects().where(Project.no == no).first()
    assert project is not None
    assert project.submitted_by == cast.agency.person_id


async def test_a_warning_is_kept_with_a_reason_on_the_last_step(
    client: httpx.AsyncClient, cast: trading_cast.Cast
) -> None:
    await sign_in(client, cast.agency)
    base = await begun(client, cast)
    lot = await lot_at(base)
    basics = {
        "name": "设备采购",
        "category": "goods",
        "region": "422826",
        "lots-0-lot_id": str(lot.id),
        "lots-0-budget": "100000",
        "payment_days": "45",
        "sme_reserved": "on",
        "intention_exempt": "急需",
        "bid_validity_days": "90",
    }
    assert (await client.post(f"{base}/basics", data=basics)).status_code == 303
    shown = unescape((await client.get(f"{base}/preview")).text)
    assert "TG29" in shown
    assert "可说明理由" in shown
    typed = {"reasons-0-rule": "TG29", "reasons-0-reason": "合同另有书面约定"}
    assert (await client.post(f"{base}/preview/reasons", data=typed)).status_code == 303
    assert "已说明理由：合同另有书面约定" in unescape((await client.get(f"{base}/preview")).text)
    refused = await client.post(f"{base}/preview/reasons", data=typed | {"reasons-0-rule": "G01"})
    assert refused.status_code == 422
    assert "现在没有这一条提示" in unescape(refused.text)
    assert "合同另有书面约定" in refused.text


@pytest.mark.parametrize(
    "strange", ["zzz", "version", "scheme", "criteria-0-zz", "criteria--1-name", "price_points-0-x"]
)
async def test_a_form_refuses_by_name_what_is_no_field_of_it_as_json_does(
    client: httpx.AsyncClient, cast: trading_cast.Cast, strange: str
) -> None:
    await sign_in(client, cast.agency)
    base = await begun(client, cast)
    answer = await client.post(f"{base}/lots/1/scheme", data={"price_points": "100", strange: "1"})
    assert answer.status_code == 422
    assert "没有这个字段" in answer.text
