"""So many requests a minute from one address, then 429 with what to do."""

from __future__ import annotations

from litestar import Litestar, post
from litestar.testing import TestClient

from web.limits import limited
from web.problems import exception_handlers


def test_the_third_knock_of_two_allowed_is_refused() -> None:
    @post("/api/knock", middleware=[limited("knock", per_minute=2)], sync_to_thread=False)
    def knock() -> None:
        """Nothing."""

    @post("/api/other", middleware=[limited("other", per_minute=2)], sync_to_thread=False)
    def other() -> None:
        """Nothing."""

    application = Litestar([knock, other], exception_handlers=exception_handlers(), openapi_config=None)
    with TestClient(application) as client:
        assert [client.post("/api/knock").status_code for _ in range(3)] == [201, 201, 429]
        assert client.post("/api/knock").json()["code"] == "too-many-requests"
        assert client.post("/api/other").status_code == 201
