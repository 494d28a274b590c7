"""Before the opening: the whole database and the whole store, read by somebody who has both."""

from __future__ import annotations

import json
import os
import secrets
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
from bidding_cast import (
    begin,
    hand_in,
    lot_taking_bids,
    lot_with_bids,
    make_bidding_cast,
    pass_deadline,
    ready_frozen,
    ready_taking_bids,
    ready_with_bids,
    release,
    submit,
    uploaded,
)

from bidding_room.queries.manifests import manifest_of
from bidding_room.queries.openings import opening_view, openings_between
from bidding_room.tables import Bid
from sealing.labels import Envelope
from storage import audit
from storage.clock import platform_now
from storage.objects import store

# Where a bidder is at home, bid or no bid: the registers, and the log of registering.
_REGISTERS = frozenset(
    {"identity_organisation", "identity_person", "identity_key_box", "identity_role_grant"}
)


async def test_neither_database_nor_store_holds_a_word_of_a_bid_or_a_key_to_it() -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    hand, mark = cast.bidders[0], secrets.token_hex(6)
    price, period = "391234.56", f"签订后{mark}日内"
    files = {envelope: ((f"{envelope.value}-{mark}.pdf", mark.encode() * 9),) for envelope in Envelope}
    draft, signed = await uploaded(hand, lot_id, price=price, period=period, files=files)
    await submit(hand.actor, draft.bid, signed)
    tables, objects = await every_table(), await every_object()
    for secret in (mark.encode(), price.encode(), period.encode(), *await sealed_key_material(draft.bid)):
        assert not [name for name, text in tables.items() if holds(text, secret)], secret
        assert not [key for key, data in objects.items() if secret in data or secret in key.encode()], secret


async def test_the_price_can_be_found_once_the_bids_are_open_so_the_search_is_a_real_one() -> None:
    cast = await make_bidding_cast()
    lot_id = await lot_with_bids(cast, prices=("391777.77", "2.00", "3.00"))
    assert not holds((await every_table())["bidding_room_opened_bid"], b"391777.77")
    await pass_deadline(lot_id)
    await begin(cast, lot_id)
    for ordinal in (1, 2):
        await release(cast, lot_id, ordinal=ordinal)
    assert holds((await every_table())["bidding_room_opened_bid"], b"391777.77")


async def test_no_row_outside_the_registers_names_a_bidder() -> None:
    cast, _ = await ready_with_bids()
    names = [
        text
        for hand in cast.bidders
        for text in (
            str(hand.actor.organisation_id),
            str(hand.actor.person_id),
            hand.actor.organisation_name or "?",
        )
    ]
    keys = [hand.keys.signing_public for hand in cast.bidders]
    for table, text in (await every_table()).items():
        if table in _REGISTERS:
            continue
        assert not [name for name in names if holds(text, name.encode())], table
        assert not [key for key in keys if holds(text, key)], table


async def test_a_handle_says_nothing_across_lots() -> None:
    cast, first = await ready_taking_bids()
    lots = [first, await lot_taking_bids(cast)]
    for lot_id in lots:
        await hand_in(cast.bidders[0], lot_id)
    rows = await Bid.select(Bid.bidder_handle).where(Bid.lot.is_in(lots))
    assert len({row["bidder_handle"] for row in rows}) == 2


@pytest.mark.parametrize("bidders", [0, 3])
async def test_the_public_view_of_an_opening_is_the_same_with_and_without_bids(bidders: int) -> None:
    _, lot_id = await (ready_with_bids() if bidders else ready_taking_bids())
    now = await platform_now()
    view = await opening_view(lot_id)
    assert (view.state, view.lines, view.bids_in_set, view.set_root) == (None, (), None, None)
    assert view.next_for_host(await platform_now()).act == "wait"
    listed = await openings_between(since=now, until=now + timedelta(days=2))
    assert lot_id in [line.lot_id for line in listed]
    assert all(not hasattr(line, "bids") for line in listed)


async def test_between_freeze_and_opening_the_view_still_tells_no_number() -> None:
    _, lot_id = await ready_frozen()
    view = await opening_view(lot_id)
    assert (view.state, view.lines, view.bids_in_set) == ("waiting", (), None)
    assert view.set_root is not None


async def test_the_public_log_tells_nothing_of_who_has_bid() -> None:
    _cast, lot_id = await ready_with_bids()
    await audit.caught_up()
    connection = await asyncpg.connect(os.environ["OWNER_DATABASE_URL"])
    try:
        rows = await connection.fetch(
            "SELECT convert_from(payload, 'UTF8') AS payload FROM storage_audit_entry WHERE public"
        )
        withheld = await connection.fetch(
            "SELECT tag FROM storage_audit_entry WHERE tag LIKE 'bids:%' AND public"
        )
    finally:
        await connection.close()
    about = [json.loads(row["payload"]) for row in rows if str(lot_id) in row["payload"]]
    assert all(not entry["tag"].startswith("bids:") for entry in about)
    assert all(row["tag"] in ("bids:freeze", "bids:too-few") for row in withheld)


async def sealed_key_material(bid_id: UUID) -> list[bytes]:
    """Even the sealed shares and the sealed recovery key are at rest only inside the wrapped manifest."""
    row = await Bid.objects().where(Bid.id == bid_id).first()
    assert row is not None
    manifest = manifest_of(row)
    found = []
    for envelope in Envelope:
        sealed = manifest.envelope(envelope)
        found += [bytes.fromhex(sealed.recovery), *(bytes.fromhex(share.sealed) for share in sealed.shares)]
    return found


async def every_table() -> dict[str, bytes]:
    """Every row of every table as text, bytea as hexadecimal."""
    connection = await asyncpg.connect(os.environ["OWNER_DATABASE_URL"])
    try:
        names = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = {}
        for name in [row["tablename"] for row in names]:
            rows = await connection.fetch(f'SELECT t::text AS line FROM "{name}" t')
            found[name] = "\n".join(row["line"] for row in rows).encode()
        return found
    finally:
        await connection.close()


async def every_object() -> dict[str, bytes]:
    return {key: await store().get(key) for key in await store().keys("")}


def holds(text: bytes, secret: bytes) -> bool:
    """As written, as hexadecimal (bytea), or as hexadecimal of hexadecimal (payloads kept as bytes)."""
    return secret in text or secret.hex().encode() in text or secret.hex().encode().hex().encode() in text
