"""An officer releases shares, opened in the officer's own browser; with the k-th the bids open.

Every share is checked against the bidder's commitment: a wrong one is refused and put down to the officer.
What is once on record stays: a repeat adds nothing and takes nothing away.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid4

import msgspec
from msgspec import Meta

from bidding_room.audit_tags import AuditTag
from bidding_room.domain.limits import BIDS_AT_ONCE
from bidding_room.domain.release import check_named, check_release
from bidding_room.operations.begin_opening import opening_for_update
from bidding_room.operations.frozen_set import FrozenBid, frozen_among
from bidding_room.operations.keep_opened import keep_opened, keep_shut, remember
from bidding_room.operations.read_bids import Held, ReadBid, ShutBid, held_shares, read_from_shares
from bidding_room.permissions import Permission, own_ordinal
from bidding_room.states import OpenedBy, OpeningState
from bidding_room.tables import Opening, ShareRelease
from bidding_room.wrapping import wrap_share
from core.canonical import Json, canonical_bytes
from core.errors import Conflict
from identity.actor import Actor
from identity.permissions import check
from sealing.envelopes import check_share
from sealing.errors import ShareRefused
from sealing.labels import MAX_OFFICERS, Envelope
from storage import audit
from storage.audit import NewEntry
from storage.database import execute_many, transaction
from trading.projects.queries import lot_view, opening_panel
from web.form_fields import FewBytes, Line, each_once

_MOST_NAMED_IN_LOG = 100
_KEEP = """
INSERT INTO bidding_room_held_share (id, bid, envelope, ordinal, share_wrapped) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (bid, envelope, ordinal) DO UPDATE SET share_wrapped = excluded.share_wrapped
"""


MAX_SHARES = BIDS_AT_ONCE * len(Envelope)
"""One officer's shares of one page of bids: nobody waits for a release longer than those take."""


class OfferedShare(msgspec.Struct, frozen=True, kw_only=True):
    """One share as released: 32 bytes, or None, with `error`, where the officer's key did not open what was sealed to
    it.

    `officer` is whose share it is said to be, when that is said.
    """

    bid: UUID
    envelope: Envelope
    share: FewBytes | None = None
    error: Line | None = None
    officer: Annotated[int, Meta(ge=1, le=MAX_OFFICERS)] | None = None


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """An officer's shares."""

    shares: Annotated[list[OfferedShare], Meta(max_length=MAX_SHARES), each_once("bid", "envelope")]


class ReleaseOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a release: the officer's shares on record that matched and that did not, bids opened and bids
    found unreadable by this release, and shares of bids that needed none any more."""

    verified: int
    refused: int
    opened: int
    unreadable: int
    unneeded: int


async def release_shares(*, actor: Actor, lot_id: UUID, word: Release, now: datetime) -> ReleaseOutcome:
    """Take an officer's shares; open every bid among theirs that now has enough. Other bids are not touched, so that
    a release takes as long as its own shares, however many bids there are.

    Only the panel's own officer, only the own ordinal. Repeating it changes nothing. Raises `Forbidden`
    (`not-on-panel`), `Conflict` (`opening-not-running`), `Invalid` (`release-empty`, `share-doubled`,
    `share-of-another`, `bid-unknown`).
    """
    shares = word.shares
    async with transaction():
        opening = await running_opening(lot_id)
        check(actor, Permission.SHARE_RELEASE)
        ordinal = own_ordinal(
            actor=actor, panel=await opening_panel(lot_id), terms=(await lot_view(lot_id)).terms
        )
        check_named({one.officer for one in shares}, ordinal=ordinal)
        bids = await frozen_among(lot_id, bids={one.bid for one in shares})
        check_release([(one.bid, one.envelope) for one in shares], bids={bid.row.id for bid in bids})
        shut = {bid.row.id: bid for bid in bids if bid.is_shut}
        needed = [one for one in shares if one.bid in shut]
        row = await _release_row(opening, actor, ordinal, now=now)
        held = await held_shares(list(shut.values()))
        new = await _sort_and_keep(row, shut, needed, held, ordinal)
        await _note(row, new, actor=actor, lot_id=lot_id, now=now)
        opened, unreadable = await _open_those_with_enough(list(shut.values()), held, actor=actor, now=now)
        return ReleaseOutcome(
            verified=row.shares_verified,
            refused=row.shares_refused,
            opened=opened,
            unreadable=unreadable,
            unneeded=len(shares) - len(needed),
        )


async def running_opening(lot_id: UUID) -> Opening:
    """The opening, locked and running; raises `Conflict` (`opening-not-running`)."""
    opening = await opening_for_update(lot_id)
    if opening.state != OpeningState.RELEASING.value:
        lot = await lot_view(lot_id)
        w = lot.terms
        raise Conflict(
            code="opening-not-running",
            message=f"主持人尚未宣布{w.opening}或{w.opening}已结束，现在不能解密",
            article=lot.kind_of_transaction.offer.opening.decrypting,
        )
    return opening


@dataclass(frozen=True, slots=True, kw_only=True)
class _New:
    """What a release brings that was not on record: shares kept, and `[bid, envelope, offered]` refused.

    A share given again for one that was damaged is on record already.
    """

    kept: int
    refused: list[list[Json]]

    @property
    def any(self) -> bool:
        return bool(self.kept or self.refused)


async def _release_row(opening: Opening, actor: Actor, ordinal: int, *, now: datetime) -> ShareRelease:
    """The officer's line of the record: the one there is, or a new one, not stored yet."""
    same = (ShareRelease.opening == opening.id) & (ShareRelease.ordinal == ordinal)
    row = await ShareRelease.objects().where(same).output(load_json=True).first()
    return row or ShareRelease(
        id=uuid4(),
        opening=opening.id,
        ordinal=ordinal,
        person=actor.person_id,
        released_at=now,
        shares_verified=0,
        shares_refused=0,
        refused_shares=[],
    )


async def _sort_and_keep(
    row: ShareRelease,
    shut: Mapping[UUID, FrozenBid],
    shares: Sequence[OfferedShare],
    held: Mapping[UUID, Held],
    ordinal: int,
) -> _New:
    """Keep the shares that match their commitments and are not held yet; `held` then holds them too."""
    matching = await asyncio.to_thread(_matching, shut, shares, ordinal)
    matched = {(one.bid, one.envelope) for one in matching}
    fresh = [one for one in matching if ordinal not in held[one.bid].shares[one.envelope]]
    before = {(bid, envelope) for bid, envelope, _ in _named(row)}
    refused: list[list[Json]] = [
        [str(one.bid), one.envelope.value, one.share is not None]
        for one in shares
        if (one.bid, one.envelope) not in matched and (str(one.bid), one.envelope.value) not in before
    ]
    await execute_many(_KEEP, await asyncio.to_thread(_kept_rows, fresh, ordinal))
    for one in fresh:
        assert one.share is not None
        held[one.bid].shares[one.envelope][ordinal] = one.share
    again = sum((one.envelope, ordinal) in held[one.bid].damaged for one in fresh)
    return _New(kept=len(fresh) - again, refused=refused)


def _matching(
    shut: Mapping[UUID, FrozenBid], shares: Sequence[OfferedShare], ordinal: int
) -> list[OfferedShare]:
    return [one for one in shares if _matches(shut[one.bid], one, ordinal)]


def _matches(bid: FrozenBid, offered: OfferedShare, ordinal: int) -> bool:
    if offered.share is None or bid.manifest is None:
        return False
    try:
        check_share(bid.manifest, offered.envelope, officer=ordinal, share=offered.share)
    except ShareRefused:
        return False
    return True


def _kept_rows(fresh: Sequence[OfferedShare], ordinal: int) -> list[tuple[object, ...]]:
    return [_kept_row(one, ordinal) for one in fresh]


def _kept_row(offered: OfferedShare, ordinal: int) -> tuple[object, ...]:
    assert offered.share is not None
    envelope = offered.envelope.value
    wrapped = wrap_share(offered.share, bid_id=offered.bid, envelope=envelope, ordinal=ordinal)
    return (uuid4(), offered.bid, envelope, ordinal, wrapped)


def _named(row: ShareRelease) -> list[list[Json]]:
    named: object = row.refused_shares
    return named if isinstance(named, list) else []


async def _note(row: ShareRelease, new: _New, *, actor: Actor, lot_id: UUID, now: datetime) -> None:
    """Add to the officer's line and to the log; a release that brings nothing new leaves both as they are."""
    if not new.any:
        return
    named = [*_named(row), *new.refused]
    row.shares_verified += new.kept
    row.shares_refused = len(named)
    row.refused_shares = msgspec.json.encode(named).decode()
    await row.save()
    said: dict[str, Json] = {"lot": str(lot_id), "officer": row.ordinal}
    entries = [
        NewEntry(
            tag=AuditTag.SHARES_RELEASE,
            actor=actor.audit_name,
            subject=str(lot_id),
            facts={**said, "verified": new.kept, "refused": len(new.refused)},
        )
    ]
    if new.refused:
        entries.append(_refusal(new.refused, said, actor=actor, lot_id=lot_id))
    await audit.record_all(entries, now=now)


def _refusal(refused: list[list[Json]], said: Mapping[str, Json], *, actor: Actor, lot_id: UUID) -> NewEntry:
    """One entry for all shares refused in one release; beyond some hundred, their hash stands for the rest."""
    return NewEntry(
        tag=AuditTag.SHARE_REFUSE,
        actor=actor.audit_name,
        subject=str(lot_id),
        facts={
            **said,
            "refused": len(refused),
            "shares": refused[:_MOST_NAMED_IN_LOG],
            "shares_sha256": hashlib.sha256(canonical_bytes(refused)).hexdigest(),
        },
    )


async def _open_those_with_enough(
    bids: Sequence[FrozenBid], held: Mapping[UUID, Held], *, actor: Actor, now: datetime
) -> tuple[int, int]:
    """How many bids were opened, and how many turned out to hold no opening form."""
    reads, unreadable = await read_all(bids, held)
    kept, unfit = await keep_opened(reads, opened_by=OpenedBy.OFFICERS, now=now)
    final = [one for one in unreadable if one.is_final] + unfit
    await keep_shut(final, now=now)
    await remember(kept, final, actor=actor.audit_name, opened_by=OpenedBy.OFFICERS, now=now)
    return len(kept), len(final)


async def read_all(
    bids: Sequence[FrozenBid], held: Mapping[UUID, Held]
) -> tuple[list[ReadBid], list[ShutBid]]:
    """Every bid read from the shares held for it, or why it stays shut so far."""
    outcomes = await asyncio.to_thread(_read_each, bids, held)
    reads = [one for one in outcomes if isinstance(one, ReadBid)]
    return reads, [one for one in outcomes if isinstance(one, ShutBid)]


def _read_each(bids: Sequence[FrozenBid], held: Mapping[UUID, Held]) -> list[ReadBid | ShutBid]:
    return [read_from_shares(bid, held[bid.row.id]) for bid in bids]
