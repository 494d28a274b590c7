"""Pages of the opening: the public list and live page, the host's console, the officer's release.

Nothing here shows before the opening whether anybody has bid.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from bidding_room.documents import issued_record, record_identity
from bidding_room.pages.bidder import spoken
from bidding_room.permissions import Permission, own_ordinal
from bidding_room.queries.openings import (
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
from trading.projects.queries import LotView, lot_view, opening_panel
from trading.rules import Term
from web.guards import public, requires
from web.pages import fragment, page
from web.responses import docx, download
from web.visitor import HttpRequest

DAYS_BACK, DAYS_AHEAD = 7, 60


@get("/openings", opt=public())
async def openings_page(request: HttpRequest, now: NamedDependency[datetime]) -> Template:
    """Today's openings, those to come, and those of the last week."""
    start = datetime.combine(local_day(now), datetime.min.time(), tzinfo=BEIJING)
    tomorrow = start + timedelta(days=1)
    return page(
        request,
        "bidding_room/openings.html",
        today=await openings_between(since=start, until=tomorrow),
        coming=await openings_between(since=tomorrow, until=tomorrow + timedelta(days=DAYS_AHEAD)),
        past=(await openings_between(since=start - timedelta(days=DAYS_BACK), until=start))[::-1],
    )


@get("/openings/{lot_id:uuid}", opt=public())
async def opening_page(
    request: HttpRequest, lot_id: FromPath[UUID], now: NamedDependency[datetime]
) -> Template:
    """The live page of one opening."""
    return page(request, "bidding_room/opening.html", **await _room(lot_id, now))


@get("/openings/{lot_id:uuid}/live", opt=public())
async def opening_live(
    request: HttpRequest, lot_id: FromPath[UUID], now: NamedDependency[datetime]
) -> Response[bytes]:
    """The part that changes."""
    return fragment(request, "bidding_room/_opening.html", now=now, **await _room(lot_id, now))


@get("/openings/{lot_id:uuid}/record.json", opt=public())
async def record_json(lot_id: FromPath[UUID]) -> Response[bytes]:
    """The record, byte for byte as hashed into the log."""
    record = await record_of(lot_id)
    return download(
        filename=f"{await _record_stem(lot_id)}.json",
        content=canonical_bytes(record),
        media_type="application/json",
    )


@get("/openings/{lot_id:uuid}/record.docx", opt=public())
async def record_docx(lot_id: FromPath[UUID]) -> Response[bytes]:
    """The record as a Word document."""
    record, content, _ = await issued_record(lot_id)
    await remember_file(record_identity(record["lot"]), content)
    return docx(filename=f"{await _record_stem(lot_id)}.docx", content=content)


async def _record_stem(lot_id: UUID) -> str:
    lot = await lot_view(lot_id)
    return f"{lot.terms.opening}记录-{lot.no}"


@get("/desk/openings", guards=[requires(Permission.SHARE_RELEASE)])
async def openings_desk(
    request: HttpRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Template:
    """The openings one sits in, and, for hosts, those to be held."""
    is_host = Permission.OPENING_HOST in actor.permissions
    assert actor.person_id is not None
    return page(
        request,
        "bidding_room/openings_desk.html",
        mine=await openings_of_officer(person_id=actor.person_id, now=now),
        running=await openings_running(now=now) if is_host else (),
        is_host=is_host,
    )


@get("/openings/{lot_id:uuid}/host", guards=[requires(Permission.OPENING_HOST)])
async def host_console(
    request: HttpRequest, lot_id: FromPath[UUID], now: NamedDependency[datetime]
) -> Template:
    """The host's console: one next action, and what it does, said before."""
    return page(request, "bidding_room/host.html", **await _room(lot_id, now))


@get("/openings/{lot_id:uuid}/host/live", guards=[requires(Permission.OPENING_HOST)])
async def host_live(
    request: HttpRequest, lot_id: FromPath[UUID], now: NamedDependency[datetime]
) -> Response[bytes]:
    """The part of the console that changes."""
    return fragment(request, "bidding_room/_host.html", now=now, **await _room(lot_id, now))


@get("/openings/{lot_id:uuid}/officer", guards=[requires(Permission.SHARE_RELEASE)])
async def officer_page(
    request: HttpRequest,
    lot_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template:
    """An officer's page: release the own shares, opened in this browser."""
    panel = await opening_panel(lot_id)
    room = await _room(lot_id, now)
    lot: LotView = room["lot"]
    ordinal = own_ordinal(actor=actor, panel=panel, terms=lot.terms)
    mine = next(seat for seat in room["opening"].officers if seat.ordinal == ordinal)
    assert actor.person_id is not None
    box = await key_box_of(actor.person_id)
    fixed = next(officer.sealing_public for officer in panel.officers if officer.ordinal == ordinal)
    changed = box is None or box.sealing_public != bytes(fixed)
    words = msgspec.json.encode(spoken(lot.terms)).decode()
    return page(
        request,
        "bidding_room/officer.html",
        mine=mine,
        fixed_with_older_key=changed,
        words_json=words,
        **room,
    )


async def _room(lot_id: UUID, now: datetime) -> dict[str, Any]:
    opening: OpeningView = await opening_view(lot_id)
    tolerance = opening.lot.rules[Term.OPENING_TOLERANCE]
    return {
        "opening": opening,
        "lot": opening.lot,
        "next": opening.next_for_host(now),
        "tolerance": tolerance,
        "late": opening.state == OpeningState.WAITING and _is_late(opening, now, tolerance),
    }


def _is_late(opening: OpeningView, now: datetime, tolerance: Rule) -> bool:
    due = opening.lot.bids_due_at
    return due is not None and now > due + timedelta(minutes=tolerance.count)


opening_pages = [
    openings_page,
    opening_page,
    opening_live,
    record_json,
    record_docx,
    openings_desk,
    host_console,
    host_live,
    officer_page,
]
