"""Trading's pages over HTTP: an agency drafts, the centre accepts, the public reads, the tenderer determines."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta
from uuid import UUID

import httpx
import pytest
from docx import Document
from factories import trading_cast

from app.roles import ROLE_PERMISSIONS
from core.clock import BEIJING
from identity.actor import Actor
from identity.passwords import hash_password
from identity.sessions import use_role_permissions
from identity.tables import Person
from trading.jobs import TIMERS
from trading.queries import lot_view
from trading.queries.letters import letters_about
from trading.states import LotState
from trading.tables import Lot, Notice, Project

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def role_permissions() -> None:
    use_role_permissions(ROLE_PERMISSIONS)


@pytest.fixture(scope="module")
async def password_hash() -> str:
    return await hash_password(PASSWORD)


@pytest.fixture
async def cast(database: None, password_hash: str) -> trading_cast.Cast:
    made = await trading_cast.make_cast()
    people = [made.agency, made.tenderer, made.host, made.supervisor, *made.bidders]
    await Person.update({Person.password_hash: password_hash}).where(
        Person.id.is_in([actor.person_id for actor in people])
    )
    return made


async def sign_in(client: httpx.AsyncClient, actor: Actor) -> None:
    person = await Person.objects().where(Person.id == actor.person_id).first()
    assert person is not None
    if "session" in client.cookies:
        await client.post("/sign-out")
    answer = await client.post("/sign-in", data={"sign_in_name": person.sign_in_name, "password": PASSWORD})
    assert answer.status_code == 303, answer.text


def typed(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%dT%H:%M}"


def times(now: datetime, *, bidding_days: int = 21, reason: str = "测试需要") -> dict[str, str]:
    publish_at = now + timedelta(minutes=30)
    return {
        "publish_at": typed(publish_at),
        "documents_until": typed(publish_at + timedelta(days=21)),
        "bids_due_at": typed(publish_at + timedelta(days=bidding_days)),
        "opening_place": "第一开标室",
        "day_off_reason": reason,
    }


async def begun(client: httpx.AsyncClient, cast: trading_cast.Cast) -> str:
    """A project begun on the page from a template; its address."""
    answer = await client.post(
        "/desk/projects/new",
        data={
            "template_id": "school-kitchen-equipment",
            "tenderer_id": str(cast.tenderer.organisation_id),
            "region": "422826",
        },
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removesuffix("/basics")


async def lot_at(base: str) -> Lot:
    lot = await Lot.objects().where(Lot.project.no == base.rpartition("/")[2]).first()
    assert lot is not None
    return lot


def panel(cast: trading_cast.Cast) -> dict[str, str]:
    return {f"seat_{n}": f"{duty.value}:{person}" for n, (duty, person) in enumerate(cast.seats, start=1)}


async def submitted(client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime) -> str:
    await sign_in(client, cast.agency)
    base = await begun(client, cast)
    assert (await client.post(f"{base}/panel", data=panel(cast))).status_code == 303
    assert (await client.post(f"{base}/times", data=times(now))).status_code == 303
    answer = await client.post(f"{base}/submission")
    assert answer.status_code == 303, answer.text
    return base


async def fire(lot_id: UUID, kind: str, timer: str, now: datetime) -> None:
    notice = await Notice.objects().where((Notice.lot == lot_id) & (Notice.kind == kind)).first()
    assert notice is not None
    await TIMERS[timer](subject_id=notice.id, now=max(now, notice.publish_at))


async def test_every_step_of_drafting_shows_its_form(
    client: httpx.AsyncClient, cast: trading_cast.Cast
) -> None:
    await sign_in(client, cast.agency)
    assert "义务教育学校食堂设备采购" in (await client.get("/desk/projects/new")).text
    base = await begun(client, cast)
    for step, words in (
        ("basics", "食堂设备采购"),
        ("scheme", "技术参数响应"),
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
        f"{base}/scheme",
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
        f"{base}/scheme", data={"price_points": "30", **typed, "criteria-1-kind": "objective"}
    )
    assert beside(answer.text) == {"criteria-3-max_points"}
    whole = {**typed, "criteria-5-name": ""}
    answer = await client.post(
        f"{base}/scheme", data={"price_points": "30", **whole, "criteria-1-kind": "objective"}
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
    answer = await client.post(f"{base}/panel", data={"seat_1": seat, "seat_2": seat, "seat_3": seat})
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
        f"{base}/scheme",
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
    shown = (await client.get(f"{base}/scheme")).text
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
    assert (
        await client.post(f"/desk/acceptance/{no}/return", data={"reason": "需求不清"})
    ).status_code == 303
    await sign_in(client, cast.agency)
    for page in (base, f"{base}/basics", f"{base}/times", "/desk/projects", "/desk"):
        text = (await client.get(page)).text
        assert "需求不清" in text, page
        assert "已退回" in text or "退回，请修改后重新提交" in text, page


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
    for step in ("basics", "scheme", "panel", "times"):
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


async def test_from_publication_to_the_award_letter(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    lot = await trading_cast.evaluated(cast, now=now)
    no = (await lot_view(lot.id)).project_no
    await sign_in(client, cast.tenderer)
    report = await client.get(f"/desk/projects/{no}/determination")
    assert report.status_code == 200, report.text
    assert cast.bidders[0].organisation_name in report.text
    skipped = await client.post(
        f"/desk/projects/{no}/determination/{cast.bidders[1].organisation_id}", data={"publish_at": ""}
    )
    assert skipped.status_code == 422
    assert "《政府采购法实施条例》第四十三条" in skipped.text
    done = await client.post(
        f"/desk/projects/{no}/determination/{cast.bidders[0].organisation_id}", data={"publish_at": ""}
    )
    assert done.status_code == 303, done.text
    assert (await client.get(f"/desk/projects/{no}/award-letter.docx")).status_code == 404
    await fire(lot.id, "award_notice", "trading.publish_award", now)
    letter = await client.get(f"/desk/projects/{no}/award-letter.docx")
    text = "\n".join(p.text for p in Document(io.BytesIO(letter.content)).paragraphs)
    assert f"{cast.bidders[0].organisation_name}：" in text
    await sign_in(client, cast.bidders[1])
    assert (await client.get(f"/desk/projects/{no}/award-letter.docx")).status_code == 404
    await sign_in(client, cast.bidders[0])
    assert (await client.get(f"/desk/projects/{no}/award-letter.docx")).status_code == 200
    letter_page = await client.get(f"/letters/{(await letters_about(no))[0].no}")
    assert f'<a href="/notices/{no}-02">{no}-02</a>' in letter_page.text
    life = (await client.get(f"/api/lives/{no}")).json()
    assert [bid["rank"] for bid in life["bids"]] == [1, 2, 3]


async def test_a_candidate_who_cannot_win_is_passed_over_on_the_page_with_a_file(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    lot = await trading_cast.evaluated(cast, now=now)
    no = (await lot_view(lot.id)).project_no
    base = f"/desk/projects/{no}/determination"
    await sign_in(client, cast.agency)
    read = await client.get(base)
    assert f"/evaluations/lots/{lot.id}/report.docx" in read.text
    assert "认定不能中标" not in read.text
    await sign_in(client, cast.tenderer)
    first, second = (str(cast.bidders[n].organisation_id) for n in (0, 1))
    said = {"ground": "declined", "statement": "x"}
    refused = await client.post(f"{base}/passings-over/{first}", data=said)
    assert refused.status_code == 422
    assert "请写明具体事实" in refused.text
    said["statement"] = "该供应商于开标后提交加盖公章的放弃声明"
    scan = b"%PDF-1.7\n" + bytes(1_500_000)
    done = await client.post(
        f"{base}/passings-over/{first}", data=said, files={"evidence": ("../放弃声明.exe", scan, "text/html")}
    )
    assert done.status_code == 303, done.text
    page = (await client.get(base)).text
    assert "放弃声明.pdf" in page
    file = await client.get(f"{base}/passings-over/{first}/evidence")
    assert (file.content, file.headers["content-type"]) == (scan, "application/pdf")
    assert file.headers["content-disposition"].startswith("attachment")
    assert (await client.post(f"{base}/{first}", data={"publish_at": ""})).status_code == 422
    short = await client.post(f"{base}/passings-over/{first}/undo", data={"reason": "误选"})
    assert short.status_code == 422
    assert "请写明具体事实" in short.text
    reason = "误选候选人，放弃声明不是该单位出具"
    assert (
        await client.post(f"{base}/passings-over/{first}/undo", data={"reason": reason})
    ).status_code == 303
    assert reason in (await client.get(base)).text
    again = await client.post(
        f"{base}/passings-over/{first}",
        data=said,
        files={"evidence": ("放弃声明.pdf", scan, "application/pdf")},
    )
    assert again.status_code == 303, again.text
    assert (await client.post(f"{base}/{second}", data={"publish_at": ""})).status_code == 303
    await sign_in(client, cast.bidders[1])
    assert (await client.get(f"{base}/passings-over/{first}/evidence")).status_code == 403


async def test_what_was_typed_against_one_candidate_never_stands_in_the_form_about_another(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    lot = await trading_cast.evaluated(cast, now=now)
    base = f"/desk/projects/{(await lot_view(lot.id)).project_no}/determination"
    await sign_in(client, cast.tenderer)
    first, second = (cast.bidders[n] for n in (0, 1))
    facts = "该供应商于开标后提交加盖公章的放弃声明，原件存档"
    said, scan = (
        {"ground": "declined", "statement": facts},
        ("放弃声明.pdf", b"%PDF-1.7\n", "application/pdf"),
    )
    about_first = f"{base}/passings-over/{first.organisation_id}"
    short = {"ground": "declined", "statement": "x"}
    with_paper = await client.post(about_first, data=short, files={"evidence": scan})
    assert (with_paper.status_code, with_paper.text.count("没有随页面返回，请重新选择")) == (422, 1)
    without_paper = await client.post(about_first, data=said)
    assert without_paper.status_code == 422
    assert "没有随页面返回" not in without_paper.text
    assert facts in without_paper.text
    assert (await client.post(about_first, data=said, files={"evidence": scan})).status_code == 303
    late = {"ground": "declined", "statement": "另一窗口写给排序第一的事实"}
    for stale in (
        await client.post(about_first, data=late),
        await client.post(about_first, data=late, files={"evidence": scan}),
        await client.post(f"{base}/{first.organisation_id}", data={"late_reason": late["statement"]}),
    ):
        assert stale.status_code == 422
        assert f"该候选人已经认定不能中标，现应确定{second.organisation_name}" in stale.text
        assert late["statement"] not in stale.text
    assert str(second.organisation_id) in (await client.get(base)).text


async def test_a_procurement_nobody_can_win_is_ended_on_the_page(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    lot = await trading_cast.evaluated(cast, now=now)
    no = (await lot_view(lot.id)).project_no
    base = f"/desk/projects/{no}/determination"
    await sign_in(client, cast.agency)
    assert "/determination/ending" not in (await client.get(base)).text
    await sign_in(client, cast.tenderer)
    assert 'value="nobody-left"' not in (await client.get(base)).text
    facts = "主管部门批准取消本次采购任务，项目不再实施"
    paper = {"evidence": ("批复.pdf", b"%PDF-1.7\n", "application/pdf")}
    refused = await client.post(f"{base}/ending", data={"ground": "nobody-left", "statement": facts})
    assert refused.status_code == 409
    ended = await client.post(
        f"{base}/ending", data={"ground": "task-cancelled", "statement": facts}, files=paper
    )
    assert ended.status_code == 303, ended.text
    page = (await client.get(base)).text
    assert facts in page
    assert "确定后不能更改" not in page
    file = await client.get(f"{base}/ending/evidence")
    assert (file.content, file.headers["content-type"]) == (b"%PDF-1.7\n", "application/pdf")
    assert base in (await client.get(f"/desk/projects/{no}")).text
    await fire(lot.id, "termination_notice", "trading.publish_notice", now)
    await sign_in(client, cast.bidders[2])
    letters = (await client.get("/letters")).text
    assert "废标通知书" in letters
    letter = await client.get(f"/letters/{(await letters_about(no))[2].no}")
    assert f'<a href="/notices/{no}-02">{no}-02</a>' in letter.text


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
