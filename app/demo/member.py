"""One signed-in person, speaking HTTP to the platform as a browser or a program would."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

import httpx

from app.demo.accounts import PASSWORD


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
        await self.post("/api/session", {"sign_in_name": self.sign_in_name, "password": self._password})
        self.me = await self.get("/api/session")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.aclose()

    async def get(self, path: str) -> Any:
        """The JSON at `path`; raises `Refused`."""
        return _told(await self.http.get(path))

    async def post(self, path: str, body: object | None = None) -> Any:
        """What the platform answers to `body`; raises `Refused`."""
        return _told(await self.http.post(path, json=body if body is not None else {}, headers=self._token()))

    async def put(self, path: str, body: object) -> Any:
        """As `post`, with PUT."""
        return _told(await self.http.put(path, json=body, headers=self._token()))

    def _token(self) -> dict[str, str]:
        return {"x-csrftoken": self.http.cookies.get("csrftoken") or ""}


def _told(response: httpx.Response) -> Any:
    is_json = "json" in response.headers.get("content-type", "")
    if response.is_error:
        raise Refused(
            response.json() if is_json else {"status": response.status_code, "detail": response.text[:200]}
        )
    return response.json() if is_json and response.content else None
