"""A draft is its agency's alone: at every address others are answered as if there were no such project or lot."""

from __future__ import annotations

import re
from uuid import UUID

import httpx
import pytest
from factories import trading_cast
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from trading_pages_cast import begun, lot_at, sign_in

from core.ids import new_id

KEY = re.compile(r"\{(\w+)(?::\w+)?\}")
UNKNOWN = "422826-2026-99999"


def addresses(app: Litestar) -> list[tuple[str, str]]:
    """Every method and address that is keyed by a project's number or a lot's id."""
    return sorted(
        {
            (method, path)
            for route in app.routes
            for handler in getattr(route, "route_handlers", [])
            if isinstance(handler, HTTPRouteHandler)
            for path in [route.path]
            for method in handler.http_methods & {"GET", "POST"}
            if {"lot_id"} & set(KEY.findall(path))
            or re.search(r"projects/\{no|acceptance/\{no|lives/\{no", path)
        }
    )


def at(path: str, no: str, lot_id: UUID) -> str:
    known = {"no": no, "lot_id": str(lot_id), "lot_no": "1"}
    return KEY.sub(lambda key: known.get(key[1], "00000000-0000-0000-0000-000000000000"), path)


async def answer(client: httpx.AsyncClient, method: str, path: str) -> tuple[int, str]:
    sent = {"json": {}} if method == "POST" and path.startswith("/api/") else {}
    told = await client.request(method, path, headers={"accept": "application/json"}, **sent)
    if told.headers.get("content-type", "").startswith("application/problem+json"):
        return told.status_code, told.json()["code"]
    return told.status_code, ""


@pytest.mark.parametrize("who", ["nobody", "tenderer", "host", "supervisor", "bidder"])
async def test_others_are_answered_as_if_there_were_none(
    client: httpx.AsyncClient, application: Litestar, cast: trading_cast.Cast, who: str
) -> None:
    await sign_in(client, cast.agency)
    base = await begun(client, cast)
    no, lot = base.rpartition("/")[2], await lot_at(base)
    await client.post("/sign-out")
    if who != "nobody":
        await sign_in(client, cast.bidders[0] if who == "bidder" else getattr(cast, who))
    told = []
    for method, path in addresses(application):
        draft = await answer(client, method, at(path, no, lot.id))
        none = await answer(client, method, at(path, UNKNOWN, new_id()))
        if draft != none:
            told.append(f"{method} {path}: {draft}, unknown {none}")
    assert not told, "\n".join(told)
