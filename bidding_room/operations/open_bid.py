"""From content keys to an opened bid: read the form, keep the keys wrapped, list the documents.

The documents stay sealed in the store; opening takes as long for a gigabyte as for a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from bidding_room.audit_tags import AuditTag
from bidding_room.domain.attribution import Attribution, Failure, attribute, consequence_of
from bidding_room.domain.opening_form import OpeningForm
from bidding_room.domain.opening_form import read_form as read_opening_form
from bidding_room.queries.manifests import manifest_of
from bidding_room.sealing.contents import Entry, open_contents, open_form
from bidding_room.sealing.errors import SealError
from bidding_room.sealing.labels import Envelope
from bidding_room.sealing.manifest import Manifest
from bidding_room.states import BID_STATES, BidEvent, BidState, OpenedBy
from bidding_room.tables import Bid, EnvelopeKey, File, HeldShare, OpenedBid, OpenedFile
from bidding_room.wrapping import wrap_content_key
from core.canonical import Json
from core.errors import Invalid
from storage import audit

Keys = Mapping[Envelope, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenBid:
    """A bid of the frozen set with its parsed manifest and its place in the order of arrival, from 1."""

    row: Bid
    manifest: Manifest
    position: int


async def frozen_bids(lot_id: UUID) -> tuple[FrozenBid, ...]:
    """The whole frozen set in order of arrival, opened ones included; rows locked."""
    rows = (
        await Bid.objects()
        .where(
            (Bid.lot == lot_id)
            & Bid.state.is_in([BidState.FROZEN.value, BidState.OPENED.value, BidState.UNOPENED.value])
        )
        .order_by(Bid.submitted_at)
        .order_by(Bid.id)
        .lock_rows("UPDATE")
    )
    return tuple(
        FrozenBid(row=row, manifest=manifest_of(row), position=position)
        for position, row in enumerate(rows, start=1)
    )


def try_form(manifest: Manifest, keys: Keys) -> tuple[dict[str, Json], OpeningForm] | None:
    """The opening form, or None when the bidder sealed something that is not one."""
    try:
        form = open_form(manifest, content_key=keys[Envelope.PRICE])
        return form, read_opening_form(form)
    except (SealError, Invalid):
        return None


async def store_opened(
    bid: FrozenBid,
    *,
    keys: Keys,
    form: tuple[dict[str, Json], OpeningForm],
    opened_by: OpenedBy,
    now: datetime,
) -> None:
    """Move the bid, keep its keys wrapped, list its documents. The log is told by `remember_opened`."""
    row, (said, read) = bid.row, form
    row.state = BID_STATES.after(row.state, BidEvent.OPEN).value
    await row.save([Bid.state])
    for envelope, key in keys.items():
        await EnvelopeKey(
            id=uuid4(),
            bid=row.id,
            envelope=envelope.value,
            key_wrapped=wrap_content_key(key, bid_id=row.id, envelope=envelope.value),
            opened_by=opened_by.value,
            opened_at=now,
        ).save()
    await _list_files(bid, keys)
    await OpenedBid(
        id=uuid4(),
        bid=row.id,
        lot=row.lot,
        bidder=UUID(bid.manifest.bidder.id),
        bidder_name=bid.manifest.bidder.name,
        position=bid.position,
        price=read.price,
        form=msgspec.json.encode(said).decode(),
        opened_by=opened_by.value,
        opened_at=now,
        reason="",
    ).save()
    await HeldShare.delete().where(HeldShare.bid == row.id)


async def store_unopened(bid: FrozenBid, *, failure: Failure, now: datetime) -> None:
    """Move the bid to its end without opening it, with the reason and the side."""
    row, cause = bid.row, attribute(failure)
    row.state = BID_STATES.after(row.state, BidEvent.LEAVE_UNOPENED).value
    await row.save([Bid.state])
    await OpenedBid(
        id=uuid4(),
        bid=row.id,
        lot=row.lot,
        bidder=UUID(bid.manifest.bidder.id),
        bidder_name=bid.manifest.bidder.name,
        position=bid.position,
        opened_at=now,
        reason=cause.reason,
        side=cause.side.value,
    ).save()
    await HeldShare.delete().where(HeldShare.bid == row.id)


async def remember_opened(bid: FrozenBid, *, actor: str, opened_by: OpenedBy, now: datetime) -> None:
    """Log that the bid was opened, and by whose keys; the price stands in the record."""
    await audit.record(
        AuditTag.BID_OPEN,
        actor=actor,
        subject=str(bid.row.id),
        facts={
            "lot": str(bid.row.lot),
            "position": bid.position,
            "root": bid.row.root_hash.hex(),
            "opened_by": opened_by.value,
        },
        now=now,
    )


async def remember_unopened(bid: FrozenBid, *, actor: str, failure: Failure, now: datetime) -> None:
    """Log that the bid stayed shut, why, and whose side failed."""
    cause: Attribution = attribute(failure)
    await audit.record(
        AuditTag.BID_LEAVE_UNOPENED,
        actor=actor,
        subject=str(bid.row.id),
        facts={
            "lot": str(bid.row.lot),
            "position": bid.position,
            "root": bid.row.root_hash.hex(),
            "failure": failure.value,
            "side": cause.side.value,
            "consequence": consequence_of(cause.side),
        },
        now=now,
    )


async def _list_files(bid: FrozenBid, keys: Keys) -> None:
    rows = {row.sealed_id: row for row in await File.objects().where(File.bid == bid.row.id)}
    for envelope in Envelope:
        entries = _entries(bid.manifest, envelope, keys[envelope])
        for sealed, entry in zip(bid.manifest.files_in(envelope), entries, strict=True):
            await OpenedFile(
                id=uuid4(),
                bid=bid.row.id,
                file=rows[UUID(sealed.id)].id,
                envelope=envelope.value,
                name=entry.name,
                size=sealed.size,
                media_type=entry.media_type,
            ).save()


def _entries(manifest: Manifest, envelope: Envelope, key: bytes) -> tuple[Entry, ...]:
    """The sealed table of contents; numbered names where the bidder sealed none, for the files still open."""
    try:
        return open_contents(manifest, envelope, content_key=key)
    except (SealError, Invalid):
        return tuple(
            Entry(file=file.id, name=f"{envelope.value}-{number}", media_type="application/octet-stream")
            for number, file in enumerate(manifest.files_in(envelope), start=1)
        )
