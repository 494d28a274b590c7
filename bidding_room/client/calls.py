"""One call of the JSON API, and what to do when the line breaks."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import httpx

T = TypeVar("T")

TRIES = 6


class RequestRefused(Exception):
    """The platform said no: the problem document (RFC 9457). `problem["facts"]["refusal"]` of a late bid is
    the signed refusal."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(f"{problem.get('code')}: {problem.get('detail')}")
        self.problem = problem


async def call(
    http: httpx.AsyncClient, method: str, path: str, *, json: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """One JSON call with the CSRF header; safe to repeat, as every call of this API is."""

    async def once() -> httpx.Response:
        headers = {"x-csrftoken": http.cookies.get("csrftoken") or "", "accept": "application/json"}
        return await http.request(method, path, json=json, headers=headers)

    answer = await with_patience(once)
    body: dict[str, Any] = answer.json() if answer.content else {}
    if answer.is_error:
        raise RequestRefused(body)
    return body


async def with_patience(act: Callable[[], Awaitable[T]]) -> T:
    """Again after 0.5, 1, 2, 4, 8 seconds when the line breaks: as long as the platform takes to be started anew."""
    for attempt in range(1, TRIES):
        try:
            return await act()
        except (httpx.TransportError, httpx.HTTPStatusError):
            await asyncio.sleep(0.25 * 2**attempt)
    return await act()


def to_base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")
