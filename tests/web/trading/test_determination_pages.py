"""From publication to the award on the pages: determining, passing over, undoing, ending."""

from __future__ import annotations

import io
from datetime import datetime

import httpx
from docx import Document
from factories import trading_cast
from trading_pages_cast import fire, sign_in

from trading.notices.queries.letters import letters_about
from trading.projects.queries import lot_view


async def test_from_publication_to_the_award_letter(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    lot = await trading_cast.evaluated(cast, now=now)
    no = (await lot_view(lot.id)).project_no
    await sign_in(client, cast.tenderer)
    report = await client.get(f"/desk/projects/{no}/lots/1/determination")
    assert report.status_code == 200, report.text
    assert cast.bidders[0].organisation_name in report.text
    skipped = await client.post(
        f"/desk/projects/{no}/lots/1/determination/{cast.bidders[1].organisation_id}", data={"publish_at": ""}
    )
    assert skipped.status_code == 422
    assert "《政府采购法实施条例》第四十三条" in skipped.text
    done = await client.post(
        f"/desk/projects/{no}/lots/1/determination/{cast.bidders[0].organisation_id}", data={"publish_at": ""}
    )
    assert done.status_code == 303, done.text
    assert (await client.get(f"/desk/projects/{no}/lots/1/award-letter.docx")).status_code == 404
    await fire(lot.id, "award_notice", "trading.publish_award", now)
    letter = await client.get(f"/desk/projects/{no}/lots/1/award-letter.docx")
    text = "\n".join(p.text for p in Document(io.BytesIO(letter.content)).paragraphs)
    assert f"{cast.bidders[0].organisation_name}：" in text
    await sign_in(client, cast.bidders[1])
    assert (await client.get(f"/desk/projects/{no}/lots/1/award-letter.docx")).status_code == 404
    await sign_in(client, cast.bidders[0])
    assert (await client.get(f"/desk/projects/{no}/lots/1/award-letter.docx")).status_code == 200
    letter_page = await client.get(f"/letters/{(await letters_about(no))[0].no}")
    assert f'<a href="/notices/{no}-02">{no}-02</a>' in letter_page.text
    life = (await client.get(f"/api/lives/{no}")).json()
    assert [bid["rank"] for bid in life["bids"]] == [1, 2, 3]


async def test_a_candidate_who_cannot_win_is_passed_over_on_the_page_with_a_file(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    lot = await trading_cast.evaluated(cast, now=now)
    no = (await lot_view(lot.id)).project_no
    base = f"/desk/projects/{no}/lots/1/determination"
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
        files={"evidence": ("放弃声明" * 60 + ".pdf", scan, "application/pdf")},
    )
    assert again.status_code == 303, again.text
    assert (await client.post(f"{base}/{second}", data={"publish_at": ""})).status_code == 303
    await sign_in(client, cast.bidders[1])
    assert (await client.get(f"{base}/passings-over/{first}/evidence")).status_code == 403


async def test_what_was_typed_against_one_candidate_never_stands_in_the_form_about_another(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    lot = await trading_cast.evaluated(cast, now=now)
    base = f"/desk/projects/{(await lot_view(lot.id)).project_no}/lots/1/determination"
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
    stray = await client.post(about_first, data={"ground": "declined"}, files={"statement": scan})
    assert stray.status_code == 422
    assert "此项不能上传文件" in stray.text
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
    base = f"/desk/projects/{no}/lots/1/determination"
    await sign_in(client, cast.agency)
    assert "/determination/ending" not in (await client.get(base)).text
    await sign_in(client, cast.tenderer)
    running = (await client.get(base)).text
    assert 'value="nobody-left"' not in running
    terms = ("确定中标供应商的期限", "视同确定排序在先")
    assert all(term in running for term in terms)
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
    assert not [term for term in terms if term in page]
    assert "采购已终止，不再确定中标供应商" in page
    file = await client.get(f"{base}/ending/evidence")
    assert (file.content, file.headers["content-type"]) == (b"%PDF-1.7\n", "application/pdf")
    assert base in (await client.get(f"/desk/projects/{no}")).text
    await fire(lot.id, "termination_notice", "trading.publish_notice", now)
    await sign_in(client, cast.bidders[2])
    letters = (await client.get("/letters")).text
    assert "废标通知书" in letters
    letter = await client.get(f"/letters/{(await letters_about(no))[2].no}")
    assert f'<a href="/notices/{no}-02">{no}-02</a>' in letter.text
