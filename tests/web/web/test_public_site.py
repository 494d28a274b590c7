"""What anybody reads without signing in."""

from __future__ import annotations

import httpx
import pytest


@pytest.mark.parametrize("path", ["/", "/notices", "/components"])
async def test_public_pages_answer_strangers(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200
    assert '<html lang="zh-CN">' in answer.text
    assert 'class="skip"' in answer.text


async def test_an_empty_list_says_why_it_is_empty(client: httpx.AsyncClient) -> None:
    answer = await client.get("/notices", params={"q": "绝无此项目"})
    assert "没有符合条件的公告" in answer.text
    assert "关键词“绝无此项目”" in answer.text


async def test_what_was_typed_into_the_filters_stays(client: httpx.AsyncClient) -> None:
    answer = await client.get(
        "/notices", params={"q": '"><script>x', "kind": "award_notice", "since": "昨天"}
    )
    assert answer.status_code == 200
    assert "<script>x" not in answer.text
    assert 'value="award_notice" selected' in answer.text
    assert "日期格式应为" in answer.text


async def test_a_page_far_beyond_the_end_is_empty_not_an_error(client: httpx.AsyncClient) -> None:
    assert (await client.get("/notices", params={"page": "99999999999999"})).status_code == 200


async def test_an_unknown_project_is_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.get("/projects/none")).status_code == 404
