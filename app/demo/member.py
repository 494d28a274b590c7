"""One signed-in person, speaking HTTP to the platform as a browser or a program would."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

import httpx

from app.demo.accounts import PASSWORD

MOST_KNOCKS = 5


class Refused(Exception):
    """The platform answered with a problem document; `problem` is that document."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(f"{problem.get('status')} {problem.get('code')}: {problem.get('detail')}")
        self.problem = problem


class Member:
    """A person's session with the platform. Use as an async context manager."""

    def __init__(self, *, base_url: str, sign_in_name: str, password: str = PASSWORD) -> None:
        self.sign_in_name = sign_in_name
        self._password = password
        self.me: dict[str, Any] = {}
        self.http = httpx.AsyncClient(base_url=base_url, timeout=60, headers={"accept": "application/json"})

    async def __aenter__(self) -> Self:
        await self.http.get("/api/session")  # brings the CSRF cookie
        await self._sign_in()
        self.me = await self.get("/api/session")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.aclose()

    async def _sign_in(self) -> None:
        """Comes again when asked to: everybody of the demo knocks from one address."""
        held = {"sign_in_name": self.sign_in_name, "password": self._password}
        for _ in range(MOST_KNOCKS):
            answer = await self.http.post("/api/session", json=held, headers=self._token())
            if answer.status_code != HTTPStatus.TOO_MANY_REQUESTS:
                break
            await asyncio.sleep(int(answer.headers.get("retry-after", "1")))
        _told(answer)

    async def get(self, path: str) -> Any:
        """The JSON at `path`; raises `Refused`."""
        return _told(await self.http.get(path))

    async def post(self, path: str, body: object | None = None) -> Any:
        """What the platform answers to `body`; raises `Refused`."""
        return _told(await self.http.post(path, json=body if body is not None else {}, headers=self._token()))

    def _token(self) -> dict[str, str]:
        return {"x-csrftoken": self.http.cookies.get("csrftoken") or ""}


def _told(response: httpx.Response) -> Any:
    is_json = "json" in response.headers.get("content-type", "")
    if response.is_error:
        raise Refused(
            response.json() if is_json else {"status": response.status_code, "detail": response.text[:200]}
        )
    return response.json() if is_json and response.content else None
