"""Pages of the opening: the public list and live page, the host's console, the officer's release.

Nothing here shows before the opening whether anybody has bid.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from litestar import Response
from msgspec import Struct

from bidding_room.documents import issued_record, record_identity
from bidding_room.domain.console import NextAct
from bidding_room.pages.bidder import spoken
from bidding_room.permissions import Permission, own_ordinal
from bidding_room.queries.openings import (
    OfficerSeat,
    OpeningListed,
    OpeningView,
    opening_view,
    openings_between,
    openings_of_officer,
    openings_running,
    record_of,
)
from bidding_room.states import OpeningState
from core.canonical import canonical_bytes
from core.clock import BEIJING, local_day
from core.rules import Rule
from identity.actor import Actor
from identity.queries import key_box_of
from storage.given_out import remember_file
from trading.projects.queries import lot_view, opening_panel
from trading.rules import Term
from web.guards import PUBLIC
from web.responses import docx, download
from web.views import live, told, view

DAYS_BACK, DAYS_AHEAD = 7, 60


class Calendar(Struct, frozen=True, kw_only=True):
    """Openings by when they are."""

    today: tuple[OpeningListed, ...]
    coming: tuple[OpeningListed, ...]
    past: tuple[OpeningListed, ...]


class OwnOpenings(Struct, frozen=True, kw_only=True):
    """The openings one sits in, and, for hosts, those to be held."""

    mine: tuple[OpeningListed, ...]
    running: tuple[OpeningListed, ...]
    is_host: bool


class Hosting(Struct, frozen=True, kw_only=True):
    """The host's one next action, and what it does, said before. `late`: past the tolerance of beginning."""

    opening: OpeningView
    next: NextAct
    tolerance: Rule
    late: bool


class Releasing(Struct, frozen=True, kw_only=True):
    """An officer's own seat; the shares are opened in this browser."""

    opening: OpeningView
    mine: OfficerSeat
    fixed_with_older_key: bool
    words_json: str


async def calendar(now: datetime) -> Calendar:
    """Today's openings, those to come, and those of the last week."""
    start = datetime.combine(local_day(now), datetime.min.time(), tzinfo=BEIJING)
    tomorrow = start + timedelta(days=1)
    return Calendar(
        today=await openings_between(since=start, until=tomorrow),
        coming=await openings_between(since=tomorrow, until=tomorrow + timedelta(days=DAYS_AHEAD)),
        past=(await openings_between(since=start - timedelta(days=DAYS_BACK), until=start))[::-1],
    )


async def own_openings(actor: Actor, now: datetime) -> OwnOpenings:
    """Where an officer starts."""
    assert actor.person_id is not None
    is_host = Permission.OPENING_HOST in actor.permissions
    return OwnOpenings(
        mine=await openings_of_officer(person_id=actor.person_id, now=now),
        running=await openings_running(now=now) if is_host else (),
        is_host=is_host,
    )


async def hosting(lot_id: UUID, now: datetime) -> Hosting:
    """The host's console."""
    opening = await opening_view(lot_id)
    tolerance = opening.lot.rules[Term.OPENING_TOLERANCE]
    return Hosting(
        opening=opening,
        next=opening.next_for_host(now),
        tolerance=tolerance,
        late=opening.state == OpeningState.WAITING and _is_late(opening, now, tolerance),
    )


async def releasing(lot_id: UUID, actor: Actor) -> Releasing:
    """An officer's page; raises `Forbidden` (`not-on-panel`)."""
    opening, panel = await opening_view(lot_id), await opening_panel(lot_id)
    ordinal = own_ordinal(actor=actor, panel=panel, terms=opening.lot.terms)
    fixed = next(officer.sealing_public for officer in panel.officers if officer.ordinal == ordinal)
    assert actor.person_id is not None
    box = await key_box_of(actor.person_id)
    return Releasing(
        opening=opening,
        mine=next(seat for seat in opening.officers if seat.ordinal == ordinal),
        fixed_with_older_key=box is None or box.sealing_public != bytes(fixed),
        words_json=msgspec.json.encode(spoken(opening.lot.terms)).decode(),
    )


async def record_json(lot_id: UUID) -> Response[bytes]:
    """The record, byte for byte as hashed into the log."""
    content = canonical_bytes(await record_of(lot_id))
    name = f"{await _record_stem(lot_id)}.json"
    return download(filename=name, content=content, media_type="application/json")


async def record_docx(lot_id: UUID) -> Response[bytes]:
    """The record as a Word document."""
    record, content, _ = await issued_record(lot_id)
    await remember_file(record_identity(record["lot"]), content)
    return docx(filename=f"{await _record_stem(lot_id)}.docx", content=content)


async def _record_stem(lot_id: UUID) -> str:
    lot = await lot_view(lot_id)
    return f"{lot.terms.opening}记录-{lot.no}"


def _is_late(opening: OpeningView, now: datetime, tolerance: Rule) -> bool:
    due = opening.lot.bids_due_at
    return due is not None and now > due + timedelta(minutes=tolerance.count)


_OPENING = "/openings/{lot_id:uuid}"
_HOSTS = Permission.OPENING_HOST

OPENINGS = view("/openings", "bidding_room/openings.html", calendar, needs=PUBLIC)
OPENING = view(_OPENING, "bidding_room/opening.html", needs=PUBLIC, opening=opening_view)
OPENING_NOW = live(f"{_OPENING}/live", "bidding_room/_opening.html", needs=PUBLIC, opening=opening_view)
RECORD_JSON = told(f"{_OPENING}/record.json", record_json, needs=PUBLIC)
RECORD_DOCX = told(f"{_OPENING}/record.docx", record_docx, needs=PUBLIC)
DESK = view("/desk/openings", "bidding_room/openings_desk.html", own_openings, needs=Permission.SHARE_RELEASE)
HOST = view(f"{_OPENING}/host", "bidding_room/host.html", hosting, needs=_HOSTS)
HOST_NOW = live(f"{_OPENING}/host/live", "bidding_room/_host.html", hosting, needs=_HOSTS)
OFFICER = view(f"{_OPENING}/officer", "bidding_room/officer.html", releasing, needs=Permission.SHARE_RELEASE)
