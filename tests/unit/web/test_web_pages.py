"""The template engine, fragments for live regions, and what a bug looks like from outside."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar, Request, Response, get, post
from litestar.response import Template
from litestar.template import TemplateConfig
from litestar.testing import TestClient
from msgspec import Struct
from structlog.testing import capture_logs

from core.errors import Invalid
from web.forms import read_form, refuse
from web.pages import Site, fragment, page, template_engine
from web.problems import exception_handlers

WEB = Path(__file__).parents[3] / "web" / "templates"


class Piece(Struct, frozen=True):
    count: int


class Typed(Struct, frozen=True):
    values: dict[str, str]


@pytest.fixture
def client(tmp_path: Path) -> TestClient[Litestar]:
    (tmp_path / "piece.html").write_text("<p>{{ count }}</p>", encoding="utf-8")
    (tmp_path / "blank.html").write_text("<p>{{ nobody_gave_this }}</p>", encoding="utf-8")
    (tmp_path / "form.html").write_text(
        '{% import "web/components.html" as ui with context %}'
        '{% call ui.form("/x") %}{{ ui.field("name", "名称", required=True) }}{{ ui.money_field("sum") }}{% endcall %}',
        encoding="utf-8",
    )
    (tmp_path / "twins.html").write_text(
        '{% import "web/components.html" as ui with context %}{{ ui.summary() }}{% for one in ("甲", "乙") %}'
        '{% call ui.form("/twins", about={"bid": one}) %}{{ ui.text_area("reason", "理由") }}'
        '{{ ui.file_field("paper", "文件") }}{% endcall %}{% endfor %}',
        encoding="utf-8",
    )
    (tmp_path / "steps.html").write_text(
        '{% import "web/components.html" as ui with context %}'
        '{{ ui.steps([("甲", "done", None), ("乙", "missed", "已截止"),'
        ' ("丙", "now", None), ("丁", "coming", None)]) }}',
        encoding="utf-8",
    )
    counted = {"count": 1}

    @get("/piece", sync_to_thread=False)
    def piece(request: Request[Any, Any, Any]) -> Response[bytes]:
        return fragment(request, "test/piece.html", Piece(**counted))

    @get("/blank", sync_to_thread=False)
    def blank(request: Request[Any, Any, Any]) -> Template:
        return page(request, "test/blank.html")

    @get("/steps", sync_to_thread=False)
    def steps(request: Request[Any, Any, Any]) -> Template:
        return page(request, "test/steps.html")

    @get("/form", sync_to_thread=False)
    def form(request: Request[Any, Any, Any]) -> Template:
        return page(request, "test/form.html", Typed(values={"name": '"><b>', "sum": "12"}))

    @post("/twins")
    async def twins(request: Request[Any, Any, Any]) -> Template:
        error = Invalid(code="too-short", message="请写明具体事实", field="reason")
        refuse(request, values=await read_form(request), error=error)
        return page(request, "test/twins.html")

    @get("/api/broken", sync_to_thread=False)
    def broken() -> None:
        raise ZeroDivisionError("a secret in the message")

    engine = template_engine(
        folders={"test": tmp_path, "web": WEB}, tools={"asset": lambda name: f"/static/{name}"}
    )
    engine.engine.globals["site"] = Site(name="天平", training=False, nav=(), paths=frozenset())
    return TestClient(
        Litestar(
            [piece, blank, steps, form, twins, broken],
            template_config=TemplateConfig(instance=engine),
            exception_handlers=exception_handlers(),
            openapi_config=None,
        ),
        raise_server_exceptions=False,
    )


def test_a_fragment_is_sent_once_and_then_only_when_it_changed(client: TestClient[Litestar]) -> None:
    first = client.get("/piece")
    assert first.text == "<p>1</p>"
    assert client.get("/piece", headers={"if-none-match": first.headers["etag"]}).status_code == 304
    assert client.get("/piece", headers={"if-none-match": '"other"'}).status_code == 200


def test_a_variable_nobody_gave_is_a_bug_not_a_blank(client: TestClient[Litestar]) -> None:
    answer = client.get("/blank", headers={"accept": "text/html"})
    assert answer.status_code == 500
    assert "系统出现故障" in answer.text


def test_what_was_typed_is_escaped_and_money_stands_in_capitals(client: TestClient[Litestar]) -> None:
    text = client.get("/form").text
    assert 'value="&#34;&gt;&lt;b&gt;"' in text
    assert "壹拾贰元整" in text


def test_of_two_forms_to_one_address_only_the_one_about_what_was_sent_holds_what_was_typed(
    client: TestClient[Litestar],
) -> None:
    for about, place in (("甲", 0), ("乙", 1), ("丙", None)):
        sent = {"bid": about, "reason": "只写给它的理由"}
        answer = client.post("/twins", data=sent, files={"paper": ("a.pdf", b"%PDF")})
        assert answer.text.count("请写明具体事实") >= 1
        forms = answer.text.split("<form")[1:]
        holding = [number for number, form in enumerate(forms) if "只写给它的理由" in form]
        chosen = [number for number, form in enumerate(forms) if "没有随页面返回，请重新选择" in form]
        assert holding == chosen == ([] if place is None else [place])


def test_a_bug_gives_an_incident_id_and_nothing_of_its_inside(client: TestClient[Litestar]) -> None:
    with capture_logs() as logs:
        problem = client.get("/api/broken").json()
    assert (problem["status"], problem["code"]) == (500, "incident")
    assert "secret" not in str(problem)
    assert logs[0]["incident"] == problem["incident"]
    assert isinstance(logs[0]["exc_info"], ZeroDivisionError)


def test_each_step_says_how_it_stands_a_missed_one_too(client: TestClient[Litestar]) -> None:
    shown = client.get("/steps").text
    said = re.findall(
        r'<li class="step-(\w+)"( aria-current="step")?><span>(.)<span class="only-heard">(.*?)</span>', shown
    )
    assert said == [
        ("done", "", "甲", "（已完成）"),
        ("missed", "", "乙", "（已错过）"),
        ("now", ' aria-current="step"', "丙", "（当前）"),
        ("coming", "", "丁", "（未开始）"),
    ]
