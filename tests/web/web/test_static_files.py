"""Static files: asked again with an ETag, kept for ever under their version, nothing outside their folder."""

from __future__ import annotations

import re

import httpx
import pytest


async def test_an_unversioned_file_is_asked_again_and_mostly_not_sent(client: httpx.AsyncClient) -> None:
    first = await client.get("/static/pages.js")
    assert first.headers["cache-control"] == "no-cache"
    assert first.headers["content-type"].startswith("text/javascript")
    again = await client.get("/static/pages.js", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_page_names_versions_that_may_be_kept_for_ever(client: httpx.AsyncClient) -> None:
    page = (await client.get("/")).text
    address = re.search(r'href="(/static/components\.css\?v=\w+)"', page)
    assert address is not None
    assert "immutable" in (await client.get(address[1])).headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    ["/static/../pages.py", "/static/%2e%2e/pages.py", "/static/none.css", "/static/../../app/settings.py"],
)
async def test_nothing_outside_the_folder_is_served(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404
