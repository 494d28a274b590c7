"""What a watcher of an opening costs: a hall of people polls, and the pool has twelve connections."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from bidding_cast import (
    SignedIn,
    ready_begun,
    ready_frozen,
    ready_with_bids,
    release,
)
from traffic import Counting

MOST_STATEMENTS = 6


async def test_a_poll_of_the_opening_takes_few_statements_and_one_connection(
    client: httpx.AsyncClient, signed_in: SignedIn, counting: Counting
) -> None:
    cast, lot_id = await ready_begun()
    await release(cast, lot_id, ordinal=1)
    await release(cast, lot_id, ordinal=2)
    host = await signed_in(cast.host)
    for browser, path in ((client, f"/openings/{lot_id}/live"), (host, f"/openings/{lot_id}/host/live")):
        await browser.get(path)
        with counting() as traffic:
            assert (await browser.get(path)).status_code == 200
        assert len(traffic.statements) <= MOST_STATEMENTS, traffic.statements
        assert traffic.connections == 1
        print(path, len(traffic.statements))  # noqa: T201 — the figure, for who runs it with -s


async def test_a_poll_is_answered_with_nothing_while_nothing_changes(client: httpx.AsyncClient) -> None:
    """Thousands of bids and a hall of people: a text that changes by the second would send everything each time."""
    _, lot_id = await ready_begun()
    path, statuses, tag = f"/openings/{lot_id}/live", [], ""
    for _ in range(3):  # at most one of them meets a new minute
        answer = await client.get(path, headers={"if-none-match": tag})
        statuses.append(answer.status_code)
        tag = answer.headers["etag"]
        await asyncio.sleep(1.01)
    assert 304 in statuses, statuses


@pytest.mark.parametrize(
    "path", ["/openings/{lot}", "/lots/{lot}/bid", "/desk/bids", "/", "/notices", "/log"]
)
async def test_a_request_takes_one_connection_whatever_it_reads(
    signed_in: SignedIn, counting: Counting, path: str
) -> None:
    cast, lot_id = await ready_with_bids()
    http = await signed_in(cast.bidders[0])
    with counting() as traffic:
        assert (await http.get(path.format(lot=lot_id))).status_code == 200
    assert traffic.connections == 1, traffic.statements


async def test_a_request_that_writes_takes_one_connection_too(
    signed_in: SignedIn, counting: Counting
) -> None:
    cast, lot_id = await ready_frozen()
    host = await signed_in(cast.host)
    with counting() as traffic:
        assert (await host.post(f"/api/openings/{lot_id}/begin", json={})).status_code == 200
    assert traffic.connections == 1
