"""Nothing anybody sends is a failure of the platform: every route of the application, odd values, every role.

The routes are the application's own, so a new one is walked as soon as it exists. A 500 names the request.
"""

from __future__ import annotations

import importlib
import inspect
import re
from dataclasses import replace
from random import Random
from typing import Any
from urllib.parse import quote

import bidding_cast
import evaluation_cast
import httpx
import odd_values
import pytest
from bidding_cast import make_hand
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from odd_values import Known, Odd

from app.roles import ROLE_PERMISSIONS
from identity.actor import Actor
from identity.passwords import hash_password
from identity.roles import Role
from identity.sessions import use_role_permissions
from identity.tables import Person
from storage.database import fetch
from trading.tables import Notice, Project

SEED = 20261129
ROUNDS = 1
PASSWORD = "a-long-password-2026"
ENDS_THE_SESSION = {("POST", "/sign-out"), ("DELETE", "/api/session")}
MOVES_THE_CLOCK = (
    "/training",
    "/api/training",
)  # walked by strangers only: time would run away from the others
STEP = re.compile(r"\{(\w+)(?::(\w+))?\}")


async def ask(app: Litestar, request: Odd, *, address: str) -> tuple[int, bytes]:
    """What the application answers, without a client that would tidy the request up."""
    told: list[dict[str, Any]] = []
    waiting = [{"type": "http.request", "body": request.body, "more_body": False}]

    async def receive() -> Any:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        told.append(message)

    names = {name for name, _ in request.headers}
    headers = [(b"host", b"localhost:8000")] if b"host" not in names else []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.path,
        "raw_path": quote(request.path, errors="replace").encode(),
        "query_string": request.query,
        "root_path": "",
        "headers": [*headers, *request.headers],
        "client": (address, 1),
        "server": ("localhost", 8000),
    }
    await app(scope, receive, send)  # type: ignore[arg-type]
    start = next(message for message in told if message["type"] == "http.response.start")
    return start["status"], b"".join(message.get("body", b"") for message in told)


def routes(app: Litestar) -> list[tuple[str, str, HTTPRouteHandler]]:
    return sorted(
        (
            (method, route.path, handler)
            for route in app.routes
            for handler in getattr(route, "route_handlers", [])
            if isinstance(handler, HTTPRouteHandler) and handler.handler_name != "options_handler"
            for method in sorted(handler.http_methods)
        ),
        key=lambda one: one[:2],
    )


def form_of(handler: HTTPRouteHandler) -> Any:
    """The struct that the handler hands to `parse_form`, where it does so itself."""
    found = re.search(r"parse_form\(values, ([\w.]+)\)", inspect.getsource(handler.fn))
    if found is None:
        return None
    value: Any = importlib.import_module(handler.fn.__module__)
    for part in found[1].split("."):
        value = getattr(value, part)
    return value


class Walk:
    """One visitor's requests to one application."""

    def __init__(self, known: Known, numbers: tuple[str, ...]) -> None:
        self.rng, self.known, self.numbers = Random(SEED), known, numbers

    def request(self, method: str, path: str, handler: HTTPRouteHandler) -> Odd:
        rng = self.rng
        made = Odd(method=method, path=self._path(path))
        if rng.random() < 0.5:
            names = [*handler.parsed_fn_signature.parameters, "page", "size", "q", "next", "state", "said"]
            made = replace(made, query=odd_values.query_of(names, rng))
        if method in ("POST", "PUT", "PATCH"):
            kind, body = self._body(handler)
            made = replace(made, body=body, headers=((b"content-type", kind),))
        if rng.random() < 0.2:
            made = replace(made, headers=(*made.headers, rng.choice(odd_values.HEADERS)))
        return made

    def _path(self, path: str) -> str:
        is_odd = self.rng.random() < 0.2

        def part(found: re.Match[str]) -> str:
            if is_odd:
                return self.rng.choice(odd_values.PATHS)
            if found[2] == "uuid":
                return odd_values.known_id(found[1], self.rng, self.known)
            return self.rng.choice(self.numbers if found[1] == "no" else ("1", "2027"))

        return STEP.sub(part, path)

    def _body(self, handler: HTTPRouteHandler) -> tuple[bytes, bytes]:
        rng, declared = self.rng, handler.parsed_fn_signature.parameters.get("data")
        if rng.random() < 0.15:
            return rng.choice(odd_values.KINDS), rng.choice(odd_values.BODIES)
        if declared is not None:
            value = odd_values.sample(declared.annotation, rng, self.known)
            return b"application/json", odd_values.as_json(odd_values.spoilt(value, rng))
        form = form_of(handler)
        value = odd_values.sample(form, rng, self.known) if form else {"text": "a", "q": "b"}
        return b"application/x-www-form-urlencoded", odd_values.as_form(odd_values.spoilt(value, rng))


@pytest.fixture
async def visitors(
    client: httpx.AsyncClient, fresh_database: str, monkeypatch: pytest.MonkeyPatch
) -> dict[str, tuple[bytes, bytes]]:
    """A room in the middle of its scoring and a lot taking bids; who is who, with cookie and token."""
    monkeypatch.setenv("OWNER_DATABASE_URL", fresh_database)
    use_role_permissions(ROLE_PERMISSIONS)
    room = await evaluation_cast.scoring_room()
    await bidding_cast.lot_taking_bids(await bidding_cast.make_bidding_cast(bidders=1))
    cast = room.bidding
    people: dict[str, Actor] = {
        Role.BIDDER: cast.bidders[0].actor,
        Role.AGENCY: cast.agency.actor,
        Role.TENDERER: cast.tenderer.actor,
        Role.CENTRE_STAFF: cast.host.actor,
        Role.SUPERVISOR: cast.supervisor.actor,
        Role.EXPERT: room.leader,
        Role.ADMINISTRATOR: (await make_hand(Role.ADMINISTRATOR)).actor,
    }
    hashed = await hash_password(PASSWORD)
    entered = {"stranger": (b"", b"")}
    for name, actor in people.items():
        await Person.update({Person.password_hash: hashed}, force=True).where(Person.id == actor.person_id)
        row = await Person.select(Person.sign_in_name).where(Person.id == actor.person_id).first()
        client.cookies.delete("session") if "session" in client.cookies else None
        form = {"sign_in_name": row["sign_in_name"], "password": PASSWORD}  # type: ignore[index]
        answer = await client.post("/sign-in", data=form)
        assert answer.status_code == 303, answer.text
        cookie = "; ".join(f"{key}={value}" for key, value in client.cookies.items())
        entered[name] = (cookie.encode(), client.cookies["csrftoken"].encode())
    return entered


async def known_ids() -> Known:
    """Identifiers of what there is, by the last word of the table's name: `lot`, `session`, `seat` …"""
    tables = await fetch(
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = 'id' AND data_type = 'uuid' ORDER BY table_name"
    )
    found: Known = {}
    for table in (row["table_name"] for row in tables):
        rows = await fetch(f'SELECT id FROM "{table}" ORDER BY id LIMIT 3')
        found[table.rpartition("_")[2]] = tuple(str(row["id"]) for row in rows)
    return {name: ids for name, ids in found.items() if ids}


async def test_no_route_fails_whatever_anybody_sends(
    application: Litestar, visitors: dict[str, tuple[bytes, bytes]]
) -> None:
    numbers = [str(row["no"]) for table in (Project, Notice) for row in await table.select(table.no).limit(5)]
    walk = Walk(await known_ids(), tuple(numbers))
    failed, asked = [], 0
    for method, path, handler in routes(application):
        for name, (cookie, token) in visitors.items():
            if name != "stranger" and (
                (method, path) in ENDS_THE_SESSION or path.startswith(MOVES_THE_CLOCK)
            ):
                continue
            for _ in range(ROUNDS):
                request = walk.request(method, path, handler)
                kept = () if any(key == b"cookie" for key, _ in request.headers) else ((b"cookie", cookie),)
                if not any(key == b"x-csrftoken" for key, _ in request.headers):
                    kept += ((b"x-csrftoken", token),)
                request = replace(request, headers=(*kept, *request.headers))
                asked += 1
                address = f"10.0.{asked // 250}.{asked % 250}"
                try:
                    status, body = await ask(application, request, address=address)
                except Exception as error:  # noqa: BLE001 - told with the others
                    status, body = 599, repr(error).encode()
                if status >= 500 and not (status == 503 and path == "/readyz"):
                    failed.append((name, status, told(request), body[:300]))
    assert not failed, "\n".join(map(str, failed))


def told(request: Odd) -> str:
    shown = replace(request, body=request.body[:200], path=request.path[:120], query=request.query[:200])
    return repr(replace(shown, headers=tuple(pair for pair in shown.headers if pair[0] != b"cookie")))[:900]


async def test_every_page_that_is_read_is_there_for_probes_too(application: Litestar, database: None) -> None:
    for path in (
        "/",
        "/notices",
        "/sign-in",
        "/healthz",
        "/readyz",
        "/api/session",
        "/static/tokens.css",
        "/none",
    ):
        got, _ = await ask(application, Odd(method="GET", path=path), address="10.1.0.1")
        headed, body = await ask(application, Odd(method="HEAD", path=path), address="10.1.0.1")
        assert (headed, body) == (got, b""), path


@pytest.mark.parametrize("header", odd_values.HEADERS, ids=repr)
async def test_no_header_is_a_failure(
    application: Litestar, database: None, header: tuple[bytes, bytes]
) -> None:
    for method, path in (("GET", "/"), ("POST", "/sign-in"), ("POST", "/api/session")):
        body = b"a=1" if path == "/sign-in" else b"{}"
        kind = b"application/x-www-form-urlencoded" if path == "/sign-in" else b"application/json"
        request = Odd(method=method, path=path, body=body, headers=((b"content-type", kind), header))
        status, _ = await ask(application, request, address="10.2.0.1")
        assert status < 500, (path, header)
