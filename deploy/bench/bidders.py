"""Many bidders at once, made beside the platform: their organisations, keys and sealed bids.

Works on the platform's own database and store, as a registration of thousands by hand would be no measurement.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from io import BytesIO
from uuid import UUID, uuid4

import httpx

from app.roles import ROLE_PERMISSIONS
from bidding_room.operations.begin_bid import NewDraft, begin_bid
from bidding_room.operations.submit_bid import Submission, submit_bid
from bidding_room.operations.upload_files import NewFile, PartNumbers, presign_parts, register_file
from bidding_room.queries.sealed_with import Draft
from identity.actor import Actor
from identity.domain import check_name
from identity.roles import Role
from identity.tables import KeyBox, Organisation, Person
from sealing.keybox import PrivateKeys, generate_keys
from sealing.labels import Envelope
from sealing.manifest import Client
from sealing.sealer import BidSealer
from storage.clock import platform_now

AT_ONCE = 4
CLIENT = Client(code="0" * 64, name="bench", version="1")
PAPER = b"x" * 4096


async def hand_in_many(lot_id: UUID, *, count: int) -> None:
    """`count` bids of one file an envelope."""
    turns = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(timeout=60) as http:

        async def one(number: int) -> None:
            async with turns:
                actor, keys = await _bidder(number)
                await _hand_in(http, actor, keys, lot_id, price=f"{380000 + number}.00")

        await asyncio.gather(*(one(number) for number in range(count)))


async def _bidder(number: int) -> tuple[Actor, PrivateKeys]:
    mark = secrets.token_hex(4)
    employer = Organisation(
        id=uuid4(),
        name=f"压测投标人{mark}有限公司",
        name_key=check_name(f"压测投标人{mark}有限公司"),
        uscc=f"91510100{secrets.token_hex(5).upper()}",
        address="",
        phone="",
    )
    await employer.save()
    person = Person(
        id=uuid4(), name=f"投标人{number}", sign_in_name=f"bench-{mark}", organisation=employer.id, phone="",
        password_hash="$argon2id$none",
    )  # fmt: skip
    await person.save()
    keys = generate_keys(random=os.urandom)
    await KeyBox(
        person=person.id, signing_public=keys.signing_public, sealing_public=keys.sealing_public, wrapped="{}"
    ).save()
    actor = Actor(
        person_id=person.id,
        name=person.name,
        organisation_id=employer.id,
        organisation_name=employer.name,
        roles=frozenset({Role.BIDDER.value}),
        permissions=ROLE_PERMISSIONS[Role.BIDDER],
    )
    return actor, keys


async def _hand_in(
    http: httpx.AsyncClient, actor: Actor, keys: PrivateKeys, lot_id: UUID, *, price: str
) -> None:
    draft = await begin_bid(actor=actor, lot_id=lot_id, word=NewDraft())
    sealer = BidSealer(
        lot=str(lot_id),
        bid=str(draft.bid),
        sequence=draft.sequence,
        panel=draft.panel,
        bidder=draft.bidder,
        client=CLIENT,
        random=os.urandom,
    )
    for envelope in Envelope:
        await _upload(http, actor, draft, sealer, envelope)
    signed = sealer.finish(form={"price": price, "period": "30日"}, signing_seed=keys.signing)
    word = Submission(manifest=signed.data, signature=signed.signature, files=[])
    await submit_bid(actor=actor, bid_id=draft.bid, word=word)


async def _upload(
    http: httpx.AsyncClient, actor: Actor, draft: Draft, sealer: BidSealer, envelope: Envelope
) -> None:
    file = uuid4()
    new = NewFile(file=file, envelope=envelope, size=len(PAPER), chunks=1)
    await register_file(actor=actor, bid_id=draft.bid, word=new)
    told = await presign_parts(
        actor=actor,
        bid_id=draft.bid,
        sealed_id=file,
        word=PartNumbers(numbers=[1]),
        now=await platform_now(),
    )
    for chunk in sealer.seal_file(
        BytesIO(PAPER), file=str(file), envelope=envelope, name="文件.txt", media_type="text/plain"
    ):
        (await http.put(told.urls[1], content=chunk.data)).raise_for_status()
