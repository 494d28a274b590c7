"""The bytes of a bid: what was announced arrives, once, in time and unaltered."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from bidding_cast import hand_in, ready_taking_bids, set_deadline, submit, uploaded
from factories.bidding_cast import my_standing_bid

from bidding_room.domain import limits
from bidding_room.operations.begin_bid import NewDraft, begin_bid
from bidding_room.operations.remove_unneeded_bytes import drop_overfull
from bidding_room.operations.upload_files import NewFile, PartNumbers, presign_parts, register_file
from bidding_room.operations.verify_stored_bytes import verify_stored_bytes
from bidding_room.tables import File
from core.errors import Conflict, Invalid
from sealing.labels import Envelope
from storage.clock import platform_now
from storage.objects import store


async def test_a_bid_whose_bytes_did_not_all_arrive_is_refused() -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    draft, signed = await uploaded(cast.bidders[0], lot_id)
    file = await File.objects().where(File.bid == draft.bid).first()
    assert file is not None
    await store().abort_multipart(file.object_key, file.upload_id)
    with pytest.raises(Invalid, match="file-incomplete"):
        await submit(cast.bidders[0].actor, draft.bid, signed)


async def test_parts_joined_by_a_try_whose_process_died_are_recognised() -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    draft, signed = await uploaded(cast.bidders[0], lot_id)
    for file in await File.objects().where(File.bid == draft.bid):
        parts = await store().list_parts(file.object_key, file.upload_id)
        await store().complete_multipart(file.object_key, file.upload_id, parts)
    await submit(cast.bidders[0].actor, draft.bid, signed)
    assert await my_standing_bid(actor=cast.bidders[0].actor, lot_id=lot_id) is not None


async def test_a_part_other_than_the_one_the_client_saw_stored_is_refused() -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    draft, signed = await uploaded(cast.bidders[0], lot_id)
    file = await File.objects().where(File.bid == draft.bid).first()
    assert file is not None
    etags = {file.sealed_id: ["0" * 32]}
    with pytest.raises(Invalid, match="file-incomplete"):
        await submit(cast.bidders[0].actor, draft.bid, signed, etags=etags)


async def test_a_part_sent_again_and_again_is_dropped_and_its_address_leads_nowhere() -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    hand, file = cast.bidders[0], uuid4()
    draft = await begin_bid(actor=hand.actor, lot_id=lot_id, word=NewDraft())
    new = NewFile(file=file, envelope=Envelope.PRICE, size=10, chunks=1)
    await register_file(actor=hand.actor, bid_id=draft.bid, word=new)
    ask = {"actor": hand.actor, "bid_id": draft.bid, "sealed_id": file, "word": PartNumbers(numbers=[1])}
    url = (await presign_parts(**ask, now=await platform_now())).urls[1]
    async with httpx.AsyncClient() as http:
        assert (await http.put(url, content=bytes(60 * 1024))).status_code == 403
        for _ in range(3):
            assert (await http.put(url, content=bytes(26))).status_code == 200
        await drop_overfull(now=await platform_now())
        assert (await http.put(url, content=bytes(26))).status_code == 404
    with pytest.raises(Conflict, match="upload-overfull"):
        await presign_parts(**ask, now=await platform_now())


async def test_an_address_for_a_part_is_good_for_no_longer_than_bids_are_taken() -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    hand, file = cast.bidders[0], uuid4()
    draft = await begin_bid(actor=hand.actor, lot_id=lot_id, word=NewDraft())
    new = NewFile(file=file, envelope=Envelope.PRICE, size=10, chunks=1)
    await register_file(actor=hand.actor, bid_id=draft.bid, word=new)
    ask = {"actor": hand.actor, "bid_id": draft.bid, "sealed_id": file, "word": PartNumbers(numbers=[1])}
    await set_deadline(lot_id, await platform_now() + timedelta(hours=2))
    assert "X-Amz-Expires=3600&" in (await presign_parts(**ask, now=await platform_now())).urls[1]
    due = await platform_now() + timedelta(seconds=2)
    await set_deadline(lot_id, due)
    url = (await presign_parts(**ask, now=await platform_now())).urls[1]
    assert "X-Amz-Expires=1&" in url
    await asyncio.sleep((due - await platform_now()).total_seconds() + 0.1)
    async with httpx.AsyncClient() as http:
        assert (await http.put(url, content=bytes(26))).status_code == 403


async def test_a_bidder_cannot_announce_more_than_its_quota(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BIDDER_BYTES", 1000)
    cast, lot_id = await ready_taking_bids(bidders=2)
    for hand, times in ((cast.bidders[0], 2), (cast.bidders[1], 1)):
        for turn in range(times):
            draft = await begin_bid(actor=hand.actor, lot_id=lot_id, word=NewDraft())
            new = NewFile(file=uuid4(), envelope=Envelope.PRICE, size=600, chunks=1)
            if turn == 0:
                await register_file(actor=hand.actor, bid_id=draft.bid, word=new)
            else:
                with pytest.raises(Conflict, match="quota-exceeded"):
                    await register_file(actor=hand.actor, bid_id=draft.bid, word=new)


async def test_stored_bytes_are_read_back_and_an_altered_one_is_noticed() -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    await hand_in(cast.bidders[0], lot_id)
    own = await my_standing_bid(actor=cast.bidders[0].actor, lot_id=lot_id)
    assert own is not None
    assert await verify_stored_bytes(bid_id=own.id) is True
    file = await File.objects().where(File.bid == own.id).first()
    assert file is not None
    await store().put(file.object_key, bytes(len(await store().get(file.object_key))))
    assert await verify_stored_bytes(bid_id=own.id) is False
    again = await my_standing_bid(actor=cast.bidders[0].actor, lot_id=lot_id)
    assert again is not None
    assert again.bytes_intact is False
