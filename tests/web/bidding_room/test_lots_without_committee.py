"""Where the price decides nobody is drawn and nobody scores: every door of a draw and of an evaluation says so.

The doors are the application's own, so a new one is asked as soon as it exists; no door of a lot is a failure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from factories.bidding_cast import BiddingCast, SignedIn, make_bidding_cast
from factories.lives import awarded, drafted, opened, read_out, taking_offers
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from test_land_listing_pages import TYPED

from evaluation.operations.rank_offers import rank_offers
from storage.clock import platform_now

REASON = "所抽取的人员与本项目无关，改由他人办理"
#: What an act is told, by the end of its address.
WORDS: dict[str, dict[str, Any]] = {
    "open": {"size": 5, "evaluation_starts_at": "2027-01-20T09:30:00+08:00", "place": "第一评标室"},
    "freeze": {},
    "draw": {},
    "void": {"reason": REASON},
    "replace": {"cause": "absent", "note": REASON},
}
PRICES = ("60000000.00", "70000000.00", "80000000.00")
KEYS = {"{number:int}": "1", "{receipt_id:uuid}": str(uuid4()), "{bid_id:uuid}": str(uuid4())}


def doors(app: Litestar) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    """Method, path and handler of whatever is reached with a lot."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler) and "{lot_id:uuid}" in route.path:
                yield from ((method, route.path, handler) for method in handler.http_methods - {"OPTIONS"})


def judges(path: str) -> bool:
    """Whether the door is one of a committee's."""
    return any(
        part in path
        for part in ("/draw-console/", "/draws/", "/evaluations/", "/api/lots/{lot_id:uuid}/draw")
    )


def main_of(answer: httpx.Response) -> str:
    return answer.text.partition("<main")[2].partition("</main>")[0]


@pytest.fixture
async def people() -> BiddingCast:
    return await make_bidding_cast()


async def ask(client: httpx.AsyncClient, method: str, path: str, lot_id: UUID) -> httpx.Response:
    address = path.replace("{lot_id:uuid}", str(lot_id))
    for key, value in KEYS.items():
        address = address.replace(key, value)
    if method == "GET":
        return await client.get(address)
    word = WORDS[path.rpartition("/")[2]] if judges(path) else {}
    return await client.post(address, **({"json": word} if path.startswith("/api") else {"data": word}))


async def test_every_door_of_a_committee_says_that_there_is_none(
    people: BiddingCast, signed_in: SignedIn, application: Litestar
) -> None:
    lot_id = await drafted(people, "land_listing", TYPED, spans=(21, 11))
    clients = [await signed_in(one) for one in (people.host, people.bidders[0])]
    found = sorted(doors(application), key=lambda one: one[:2])
    assert sum(judges(path) for _, path, _ in found) >= 15

    links = [f"/{room}/{lot_id}" for room in ("draw-console", "draws", "evaluations")]

    async def walk() -> None:
        for method, path, _ in found:
            answers = [await ask(client, method, path, lot_id) for client in clients]
            assert all(answer.status_code < 500 for answer in answers), (method, path)
            assert not any(link in main_of(answer) for answer in answers for link in links), (method, path)
            if judges(path):
                staff = answers[0]
                assert staff.status_code == 404, (method, path, staff.text)
                assert "出让项目不设专家评审" in staff.text, (method, path)
                assert "评标" not in main_of(staff), (method, path)
                if path.startswith("/api"):
                    assert staff.json()["code"] == "no-committee", (method, path)

    await taking_offers(people, lot_id)
    await walk()
    await read_out(people, lot_id, prices=PRICES)
    await walk()
    await rank_offers(lot_id=lot_id, now=await platform_now())
    await awarded(people, lot_id)
    await walk()


async def test_no_session_is_opened_and_no_list_offers_one(people: BiddingCast, signed_in: SignedIn) -> None:
    lot_id = await drafted(people, "land_listing", TYPED, spans=(21, 11))
    await taking_offers(people, lot_id)
    await opened(people, lot_id, prices=PRICES)
    staff = await signed_in(people.host)
    refused = await staff.post("/api/evaluations", json={"lot_id": str(lot_id)})
    assert (refused.status_code, refused.json()["code"]) == (404, "no-committee")
    shown = await staff.post("/evaluations", data={"lot_id": str(lot_id)})
    assert shown.status_code == 404
    assert "出让项目不设专家评审：报价应由高到低排列" in shown.text
    for address in ("/draw-console", "/evaluations", "/desk"):
        page = await staff.get(address)
        assert page.status_code == 200
        assert TYPED.name not in main_of(page), address
