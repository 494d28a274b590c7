"""From shares or keys to what a bid says, or why it says nothing: bytes of strangers, read without trusting any.

Nothing is stored here. Whatever a bidder sealed, the answer is a value: no error of one bid reaches another.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from bidding_room.domain.attribution import Failure
from bidding_room.domain.opening_form import OpeningForm, read_form
from bidding_room.operations.frozen_set import FrozenBid
from bidding_room.tables import HeldShare
from bidding_room.wrapping import unwrap_share
from core.errors import Invalid
from sealing.contents import Entry, open_contents, open_form
from sealing.envelopes import combine_shares
from sealing.errors import KeyRefused, SealError, ShareRefused
from sealing.labels import Envelope
from sealing.manifest import Manifest
from storage.keys import UnwrapFailed

Keys = Mapping[Envelope, bytes]

#: What reading arbitrary bytes as numbers, text and JSON may raise besides the refusals.
_STRANGE_BYTES = (SealError, Invalid, ValueError, ArithmeticError, TypeError, RecursionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBid:
    """A bid whose opening form was read. `entries` are its documents by sealed id."""

    bid: FrozenBid
    keys: Keys
    form: OpeningForm
    entries: Mapping[UUID, Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShutBid:
    """A bid that stays shut, why, and what exactly was wrong with a form (a sentence for the record)."""

    bid: FrozenBid
    failure: Failure
    detail: str = ""

    @property
    def may_yet_open(self) -> bool:
        """Whether a share or the bidder's own key may still open it within the window."""
        return self.failure in (Failure.SHARES_MISSING, Failure.SHARE_UNREADABLE, Failure.KEY_MISMATCH)

    @property
    def is_final(self) -> bool:
        """Whether the keys were right, so that trying longer cannot change what was found."""
        return self.failure in (Failure.FORM_UNREADABLE, Failure.NOT_STORED)


@dataclass(frozen=True, slots=True)
class Held:
    """The shares held for one bid: those that can be read, and which cannot."""

    shares: dict[Envelope, dict[int, bytes]]
    damaged: frozenset[tuple[Envelope, int]]


async def held_shares(bids: Sequence[FrozenBid]) -> dict[UUID, Held]:
    """What officers have released of these bids so far, by bid."""
    if not bids:
        return {}
    rows = await HeldShare.objects().where(HeldShare.bid.is_in([bid.row.id for bid in bids]))
    by_bid: dict[UUID, list[HeldShare]] = {bid.row.id: [] for bid in bids}
    for row in rows:
        by_bid[row.bid].append(row)
    return await asyncio.to_thread(lambda: {bid_id: _held(of_bid) for bid_id, of_bid in by_bid.items()})


def _held(rows: Sequence[HeldShare]) -> Held:
    shares: dict[Envelope, dict[int, bytes]] = {envelope: {} for envelope in Envelope}
    damaged = set()
    for row in rows:
        try:
            shares[Envelope(row.envelope)][row.ordinal] = unwrap_share(
                row.share_wrapped, bid_id=row.bid, envelope=row.envelope, ordinal=row.ordinal
            )
        except UnwrapFailed:
            damaged.add((Envelope(row.envelope), row.ordinal))
    return Held(shares, frozenset(damaged))


def read_from_shares(bid: FrozenBid, held: Held) -> ReadBid | ShutBid:
    """Some hundredths of a second of arithmetic: call it off the event loop."""
    if bid.manifest is None:
        return ShutBid(bid=bid, failure=Failure.ROW_UNREADABLE)
    if bid.row.bytes_intact is False:
        return ShutBid(bid=bid, failure=Failure.BYTES_ALTERED)
    try:
        keys = {
            envelope: combine_shares(bid.manifest, envelope, shares=held.shares[envelope])
            for envelope in Envelope
        }
    except (SealError, ShareRefused):
        return ShutBid(bid=bid, failure=Failure.SHARE_UNREADABLE if held.damaged else Failure.SHARES_MISSING)
    except KeyRefused:
        return ShutBid(bid=bid, failure=Failure.KEY_MISMATCH)
    return read_from_keys(bid, keys)


def read_from_keys(bid: FrozenBid, keys: Keys) -> ReadBid | ShutBid:
    """What the bid says under keys that match its commitments."""
    if bid.manifest is None:
        return ShutBid(bid=bid, failure=Failure.ROW_UNREADABLE)
    try:
        form = read_form(open_form(bid.manifest, content_key=keys[Envelope.PRICE]))
    except _STRANGE_BYTES as error:
        detail = error.message if isinstance(error, Invalid) else ""
        return ShutBid(bid=bid, failure=Failure.FORM_UNREADABLE, detail=detail)
    return ReadBid(bid=bid, keys=keys, form=form, entries=_entries(bid.manifest, keys))


def _entries(manifest: Manifest, keys: Keys) -> dict[UUID, Entry]:
    return {
        UUID(entry.file): entry
        for envelope in Envelope
        for entry in _entries_in(manifest, envelope, keys[envelope])
    }


def _entries_in(manifest: Manifest, envelope: Envelope, key: bytes) -> tuple[Entry, ...]:
    """The sealed table of contents; numbered names where the bidder sealed none, for the files still open."""
    try:
        return open_contents(manifest, envelope, content_key=key)
    except _STRANGE_BYTES:
        return tuple(
            Entry(file=file.id, name=f"{envelope.value}-{number}", media_type="application/octet-stream")
            for number, file in enumerate(manifest.files_in(envelope), start=1)
        )
