"""Every answer says its character set at most once."""

from __future__ import annotations

import httpx
import pytest


@pytest.mark.parametrize(
    "path",
    ["/", "/log", "/healthz", "/static/logo.svg", "/static/live.js", "/nowhere", "/api/log/head", "/verify"],
)
async def test_a_content_type_names_one_charset(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.headers.get("content-type", "").count("charset") <= 1
