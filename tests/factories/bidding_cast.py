"""Lots taking bids, with real keys in real hands, and bids sealed for them."""

from __future__ import annotations

import io
import os
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import asyncpg
import httpx
from factories import trading_cast
from factories.pdf import PLAIN_PDF
from ready import Stage, ready

from app.roles import ROLE_PERMISSIONS
from bidding_room.operations.begin_bid import NewDraft, begin_bid
from bidding_room.operations.begin_opening import Beginning, begin_opening
from bidding_room.operations.finish_opening import finish_opening
from bidding_room.operations.freeze_bids import freeze_bids
from bidding_room.operations.recover_bid import OwnKeys, recover_bid
from bidding_room.operations.release_shares import OfferedShare, Release, ReleaseOutcome, release_shares
from bidding_room.operations.submit_bid import Submission, UploadedFile, submit_bid
from bidding_room.operations.upload_files import NewFile, PartNumbers, presign_parts, register_file
from bidding_room.operations.withdraw_bid import Withdrawal, withdraw_bid
from bidding_room.queries.own import OwnBid, my_bids, my_sealed_bid
from bidding_room.queries.sealed import sealed_for_officer
from bidding_room.queries.sealed_with import Draft
from identity.actor import Actor, system_actor
from identity.passwords import hash_password
from identity.roles import Role
from identity.sessions import use_role_permissions
from identity.tables import KeyBox, Person
from sealing.envelopes import open_share, recover_key
from sealing.keybox import PrivateKeys, generate_keys, wrap_keys
from sealing.labels import Envelope
from sealing.manifest import Client, SignedManifest, parse_manifest
from sealing.receipts import sign_withdrawal
from sealing.sealer import BidSealer
from sealing.stream import chunk_count
from storage.clock import platform_now
from storage.database import execute

PASSWORD = "a-long-password-2026"
SYSTEM = system_actor(permissions=frozenset())
CLIENT = Client(code="0" * 64, name="tianping-test", version="1")
PRICES = ("391000.00", "385000.50", "389999.99")
TLS = ssl.create_default_context()  # reading the machine's certificates takes a while
FILES: Mapping[Envelope, tuple[tuple[str, bytes], ...]] = {
    Envelope.QUALIFICATION: (("营业执照.pdf", PLAIN_PDF),),
    Envelope.TECHNICAL: (("技术方案.docx", b"solution " * 70),),
    Envelope.PRICE: (("分项报价表.xlsx", b"prices " * 30),),
}


@dataclass(frozen=True, kw_only=True)
class Hand:
    """A person with their keys in their own hand."""

    actor: Actor
    keys: PrivateKeys


@dataclass(frozen=True, kw_only=True)
class BiddingCast:
    """The people of one lot. `officers` sit on its panel in this order (ordinals 1, 2, 3)."""

    agency: Hand
    tenderer: Hand
    host: Hand
    supervisor: Hand
    bidders: tuple[Hand, ...]

    @property
    def officers(self) -> tuple[Hand, Hand, Hand]:
        return (self.host, self.tenderer, self.supervisor)


SignedIn = Callable[[Hand], Awaitable[httpx.AsyncClient]]


async def make_hand(role: Role, *, passphrase: str | None = None) -> Hand:
    """A person of this role with the permissions the role has, and a key box whose keys the test holds.

    Only a box made with a passphrase can be opened in a browser; stretching it takes a while.
    """
    trading_cast.PERMISSIONS.setdefault(role, frozenset())
    actor = await trading_cast.make_person(role, with_keys=False)
    keys = generate_keys(random=os.urandom)
    assert actor.person_id
    await KeyBox(
        person=actor.person_id,
        signing_public=keys.signing_public,
        sealing_public=keys.sealing_public,
        wrapped=wrap_keys(keys, passphrase=passphrase, random=os.urandom) if passphrase else {},
    ).save()
    return Hand(actor=replace(actor, permissions=ROLE_PERMISSIONS[role]), keys=keys)


async def give_password(hand: Hand) -> str:
    """Lets somebody of the cast sign in; gives the sign-in name."""
    use_role_permissions(ROLE_PERMISSIONS)
    hashed = await hash_password(PASSWORD)
    await Person.update({Person.password_hash: hashed}, force=True).where(Person.id == hand.actor.person_id)
    row = await Person.select(Person.sign_in_name).where(Person.id == hand.actor.person_id).first()
    assert row is not None
    return str(row["sign_in_name"])


async def make_bidding_cast(*, bidders: int = 3, passphrase: str | None = None) -> BiddingCast:
    return BiddingCast(
        agency=await make_hand(Role.AGENCY),
        tenderer=await make_hand(Role.TENDERER, passphrase=passphrase),
        host=await make_hand(Role.CENTRE_STAFF, passphrase=passphrase),
        supervisor=await make_hand(Role.SUPERVISOR, passphrase=passphrase),
        bidders=tuple([await make_hand(Role.BIDDER, passphrase=passphrase) for _ in range(bidders)]),
    )


async def lot_taking_bids(cast: BiddingCast, *, due_in: timedelta = timedelta(hours=1)) -> UUID:
    """A lot whose notice is out; its deadline is then set `due_in` from now, as no real one could be."""
    people = trading_cast.Cast(
        agency=cast.agency.actor,
        tenderer=cast.tenderer.actor,
        host=cast.host.actor,
        supervisor=cast.supervisor.actor,
        bidders=tuple(hand.actor for hand in cast.bidders),
    )
    lot, _ = await trading_cast.bidding(people, now=await platform_now())
    await set_deadline(lot.id, await platform_now() + due_in)
    return lot.id


async def set_deduction(lot_id: UUID, percent: str) -> None:
    """A published notice that deducts for small firms; the templates are all reserved for them."""
    await _with_guards_down(
        "UPDATE trading_lot SET scheme = jsonb_set(scheme, '{small_firm_percent}', to_jsonb($2::text)) WHERE id = $1",
        lot_id,
        percent,
    )


async def set_middle_time(lot_id: UUID, at: datetime) -> None:
    """When documents end, or a listing begins."""
    await _with_guards_down("UPDATE trading_lot SET documents_until = $2 WHERE id = $1", lot_id, at)


async def take_criteria_out(lot_id: UUID) -> None:
    """A published notice whose committee scores nothing; the templates all score."""
    await _with_guards_down("DELETE FROM trading_criterion WHERE lot = $1", lot_id, table="trading_criterion")


async def set_deadline(lot_id: UUID, at: datetime) -> None:
    """What no one may do to a published notice; the schema's owner does it with the guards down."""
    await _with_guards_down(
        "UPDATE trading_lot SET publish_at = $2::timestamptz - interval '20 days',"
        " documents_until = $2::timestamptz - interval '1 day', bids_due_at = $2 WHERE id = $1",
        lot_id,
        at,
    )


async def _with_guards_down(statement: str, *values: object, table: str = "trading_lot") -> None:
    connection = await asyncpg.connect(os.environ["OWNER_DATABASE_URL"])
    try:
        async with connection.transaction():
            await connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            await connection.execute(statement, *values)
            await connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    finally:
        await connection.close()


async def uploaded(
    hand: Hand,
    lot_id: UUID,
    *,
    price: str = "380000.00",
    period: str = "合同签订后30日内",
    files: Mapping[Envelope, Sequence[tuple[str, bytes]]] = FILES,
    enterprise: str | None = None,
) -> tuple[Draft, SignedManifest]:
    """A draft whose files are sealed and in the store; not handed in yet."""
    draft = await begin_bid(actor=hand.actor, lot_id=lot_id, word=NewDraft())
    sealer = BidSealer(
        lot=str(lot_id),
        bid=str(draft.bid),
        sequence=draft.sequence,
        panel=draft.panel,
        bidder=draft.bidder,
        client=CLIENT,
        random=os.urandom,
    )
    for envelope, contents in files.items():
        for name, data in contents:
            await _upload(hand, draft, sealer, envelope=envelope, name=name, data=data)
    form = {"price": price, "period": period} | ({"enterprise": enterprise} if enterprise else {})
    return draft, sealer.finish(form=form, signing_seed=hand.keys.signing)


async def _upload(
    hand: Hand, draft: Draft, sealer: BidSealer, *, envelope: Envelope, name: str, data: bytes
) -> None:
    file = uuid4()
    new = NewFile(file=file, envelope=envelope, size=len(data), chunks=chunk_count(len(data)))
    await register_file(actor=hand.actor, bid_id=draft.bid, word=new)
    async with httpx.AsyncClient(verify=TLS) as http:
        for chunk in sealer.seal_file(
            io.BytesIO(data), file=str(file), envelope=envelope, name=name, media_type="application/pdf"
        ):
            told = await presign_parts(
                actor=hand.actor,
                bid_id=draft.bid,
                sealed_id=file,
                word=PartNumbers(numbers=[chunk.number]),
                now=await platform_now(),
            )
            answer = await http.put(told.urls[chunk.number], content=chunk.data)
            answer.raise_for_status()


async def hand_in(
    hand: Hand, lot_id: UUID, *, price: str = "380000.00", enterprise: str | None = None
) -> bytes:
    """Seal, upload and hand in; returns the receipt."""
    draft, signed = await uploaded(hand, lot_id, price=price, enterprise=enterprise)
    return await submit(hand.actor, draft.bid, signed)


async def submit(
    actor: Actor, bid_id: UUID, signed: SignedManifest, *, etags: Mapping[UUID, Sequence[str]] | None = None
) -> bytes:
    """Hand in what is sealed and uploaded; returns the receipt."""
    files = [UploadedFile(file=file, etags=list(tags)) for file, tags in (etags or {}).items()]
    word = Submission(manifest=signed.data, signature=signed.signature, files=files)
    return bytes(await submit_bid(actor=actor, bid_id=bid_id, word=word))


async def lot_with_bids(cast: BiddingCast, *, prices: Sequence[str] = PRICES) -> UUID:
    """A lot for which the cast's bidders have handed in, before its deadline."""
    lot_id = await lot_taking_bids(cast)
    for hand, price in zip(cast.bidders, prices, strict=False):
        await hand_in(hand, lot_id, price=price)
    return lot_id


async def frozen_lot(cast: BiddingCast) -> UUID:
    """The same, with the deadline passed and the set frozen."""
    lot_id = await lot_with_bids(cast)
    await pass_deadline(lot_id)
    return lot_id


async def pass_deadline(lot_id: UUID) -> None:
    now = await platform_now()
    await set_deadline(lot_id, now - timedelta(microseconds=1))
    await freeze_bids(actor=SYSTEM, lot_id=lot_id, now=now)


async def begun_lot(cast: BiddingCast) -> UUID:
    """The same, with the opening begun by the host."""
    lot_id = await frozen_lot(cast)
    await begin(cast, lot_id)
    return lot_id


async def begin(cast: BiddingCast, lot_id: UUID, *, late_reason: str = "") -> None:
    """The host declares the opening begun."""
    word = Beginning(late_reason=late_reason)
    await begin_opening(actor=cast.host.actor, lot_id=lot_id, word=word, now=await platform_now())


async def finish(cast: BiddingCast, lot_id: UUID) -> None:
    """The host ends the opening."""
    await finish_opening(actor=cast.host.actor, lot_id=lot_id, now=await platform_now())


async def own_shares(hand: Hand, lot_id: UUID, *, ordinal: int) -> list[OfferedShare]:
    """An officer's shares of every bid, opened with the officer's own key."""
    shares = []
    for sealed in (await sealed_for_officer(actor=hand.actor, lot_id=lot_id)).bids:
        manifest = parse_manifest(sealed.manifest)
        for envelope in Envelope:
            share = open_share(manifest, envelope, officer=ordinal, sealing_private=hand.keys.sealing)
            shares.append(OfferedShare(bid=sealed.bid_id, envelope=envelope, share=share))
    return shares


async def release(cast: BiddingCast, lot_id: UUID, *, ordinal: int) -> ReleaseOutcome:
    """The officer of this ordinal releases."""
    hand = cast.officers[ordinal - 1]
    shares = await own_shares(hand, lot_id, ordinal=ordinal)
    return await give(hand, lot_id, shares)


async def give(hand: Hand, lot_id: UUID, shares: Sequence[OfferedShare]) -> ReleaseOutcome:
    """This person releases these shares."""
    word = Release(shares=list(shares))
    return await release_shares(actor=hand.actor, lot_id=lot_id, word=word, now=await platform_now())


async def recover(cast: BiddingCast, lot_id: UUID, place: int) -> None:
    """The bidder at this place opens the own bid with the own key."""
    hand = cast.bidders[place]
    own = await my_sealed_bid(actor=hand.actor, lot_id=lot_id)
    manifest = parse_manifest(own.manifest)
    keys = {one: recover_key(manifest, one, sealing_private=hand.keys.sealing) for one in Envelope}
    await recover_bid(actor=hand.actor, lot_id=lot_id, word=OwnKeys(keys=keys), now=await platform_now())


async def my_standing_bid(*, actor: Actor, lot_id: UUID) -> OwnBid | None:
    """The bid that stands for the actor, if one does."""
    return next((bid for bid in await my_bids(actor=actor, lot_id=lot_id) if bid.stands), None)


async def withdraw(hand: Hand, lot_id: UUID) -> None:
    """The bidder takes the standing bid back."""
    own = await my_standing_bid(actor=hand.actor, lot_id=lot_id)
    assert own is not None
    assert own.root is not None
    signature = sign_withdrawal(
        lot=str(lot_id), bid=str(own.id), root=own.root, signing_seed=hand.keys.signing
    )
    await withdraw_bid(actor=hand.actor, lot_id=lot_id, word=Withdrawal(signature=signature))


async def end_window(lot_id: UUID) -> None:
    """The time for using keys is over."""
    await execute("UPDATE bidding_room_opening SET decrypt_until = begun_at WHERE lot = $1", lot_id)


async def ready_taking_bids(*, bidders: int = 3) -> tuple[BiddingCast, UUID]:
    """A cast with so many bidders and a lot taking bids, in a copy of the test's own; see `tests/ready.py`."""
    return await ready(TAKING_BIDS[bidders])


async def ready_with_bids() -> tuple[BiddingCast, UUID]:
    """The same with three bids handed in."""
    return await ready(WITH_BIDS)


async def ready_with_four_bids() -> tuple[BiddingCast, UUID]:
    """Four bidders who have handed in, at 1.00, 2.00, 3.00 and 4.00."""
    return await ready(WITH_FOUR_BIDS)


async def ready_frozen() -> tuple[BiddingCast, UUID]:
    """The same with the deadline passed and the set frozen."""
    return await ready(FROZEN)


async def ready_begun() -> tuple[BiddingCast, UUID]:
    """The same with the opening begun by the host."""
    return await ready(BEGUN)


async def _taking_bids(bidders: int) -> tuple[BiddingCast, UUID]:
    cast = await make_bidding_cast(bidders=bidders)
    return cast, await lot_taking_bids(cast)


async def _with_four_bids() -> tuple[BiddingCast, UUID]:
    cast = await make_bidding_cast(bidders=4)
    return cast, await lot_with_bids(cast, prices=("1.00", "2.00", "3.00", "4.00"))


async def _hand_in_all(before: tuple[BiddingCast, UUID]) -> tuple[BiddingCast, UUID]:
    cast, lot_id = before
    for hand, price in zip(cast.bidders, PRICES, strict=True):
        await hand_in(hand, lot_id, price=price)
    return cast, lot_id


async def _freeze(before: tuple[BiddingCast, UUID]) -> tuple[BiddingCast, UUID]:
    await pass_deadline(before[1])
    return before


async def _begin(before: tuple[BiddingCast, UUID]) -> tuple[BiddingCast, UUID]:
    cast, lot_id = before
    await begin(cast, lot_id)
    return before


TAKING_BIDS = {
    number: Stage(name=f"taking_bids_{number}", make=partial(_taking_bids, number)) for number in (1, 2, 3)
}
WITH_BIDS = Stage(name="with_bids", make=_hand_in_all, before=TAKING_BIDS[3])
WITH_FOUR_BIDS = Stage(name="with_four_bids", make=_with_four_bids)
FROZEN = Stage(name="frozen", make=_freeze, before=WITH_BIDS)
BEGUN = Stage(name="begun", make=_begin, before=FROZEN)
