"""A page that refuses says 错误 first in its title, where a screen reader and a list of tabs begin."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

PROJECT = Path(__file__).parents[3]


def title_of(answer: httpx.Response) -> str:
    [title] = re.findall(r"<title>(.*?)</title>", answer.text)
    return title


@pytest.mark.parametrize(
    "path", ["/no-such-page", "/notices/none", "/projects/none", "/log/entries/999999999"]
)
async def test_a_page_that_is_not_there_says_so_in_its_title(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 404
    assert title_of(answer).startswith("错误：")


async def test_a_refused_form_says_so_in_its_title(client: httpx.AsyncClient) -> None:
    for path, typed in (
        ("/verify", {"text": ""}),
        ("/sign-in", {"sign_in_name": "nobody", "password": "wrong"}),
    ):
        answer = await client.post(path, data=typed)
        assert answer.status_code >= 400
        assert title_of(answer).startswith("错误：")


def test_no_script_says_it_a_second_time() -> None:
    """The server says 错误 in the title already; a script that wrote titles once made it 有误：错误：."""
    scripts = [*(PROJECT / "web/static").glob("*.js"), *(PROJECT / "web/browser").rglob("*.js")]
    assert scripts
    assert [str(path) for path in scripts if "document.title" in path.read_text()] == []


async def test_a_filter_that_cannot_be_read_says_so_in_its_title(client: httpx.AsyncClient) -> None:
    assert title_of(await client.get("/notices", params={"since": "昨天"})).startswith("错误：")


async def test_a_page_that_refuses_nothing_does_not(client: httpx.AsyncClient) -> None:
    for path in ("/", "/notices", "/log", "/verify", "/openings", "/sign-in"):
        assert not title_of(await client.get(path)).startswith("错误")
