"""The opening record as a value to sign, log and publish. Not for: the Word document, see `documents.py`."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bidding_room.domain.attribution import consequence_of
from bidding_room.states import Side
from bidding_room.tables import OpenedBid, Opening, ShareRelease
from core.canonical import Json
from core.clock import instant_text
from identity.queries import people
from trading.projects.queries import lot_view, opening_panel
from trading.terms import Terms


async def opening_record(opening: Opening, *, finished_at: datetime) -> dict[str, Json]:
    """Everything the record says; 87令第四十条 asks for names, prices and what else the documents require."""
    lot = await lot_view(opening.lot)
    host = (await people(ids=[opening.host]))[0]
    assert lot.bids_due_at is not None
    assert opening.begun_at is not None
    return {
        "v": 1,
        "lot": str(lot.id),
        "project_no": lot.project_no,
        "project_name": lot.project_name,
        "lot_no": lot.lot_no,
        "lot_name": lot.lot_name,
        "tenderer": lot.tenderer_name,
        "agency": lot.agency_name,
        "place": lot.opening_place,
        "ceiling_price": str(lot.ceiling_price),
        "bids_due_at": instant_text(lot.bids_due_at),
        "frozen_at": instant_text(opening.frozen_at),
        "begun_at": instant_text(opening.begun_at),
        "late_reason": opening.late_reason,
        "finished_at": instant_text(finished_at),
        "host": host.name,
        "set_root": opening.set_root.hex(),
        "officers": await _officers(opening),
        "irregularities": msgspec.json.decode(opening.irregularities),
        "bids": [_bid(row, lot.terms) for row in await opened_rows(opening.lot)],
    }


async def opened_rows(lot_id: UUID) -> list[dict[str, Any]]:
    """Opened and unopened bids in order of arrival, with their root hashes."""
    rows = (
        await OpenedBid.select(
            *OpenedBid.all_columns(),
            OpenedBid.bid.root_hash.as_alias("root_hash"),
            OpenedBid.bid.submitted_at.as_alias("submitted_at"),
            OpenedBid.bid.sequence.as_alias("sequence"),
            OpenedBid.bid.bytes_intact.as_alias("bytes_intact"),
        )
        .where(OpenedBid.lot == lot_id)
        .order_by(OpenedBid.position)
        .output(load_json=True)
    )
    return list(rows)


async def _officers(opening: Opening) -> list[Json]:
    releases = {
        row.ordinal: row for row in await ShareRelease.objects().where(ShareRelease.opening == opening.id)
    }
    panel = await opening_panel(opening.lot)
    return [
        {
            "ordinal": officer.ordinal,
            "name": officer.name,
            "duty": officer.duty,
            "released_at": instant_text(releases[officer.ordinal].released_at)
            if officer.ordinal in releases
            else None,
            "shares_verified": releases[officer.ordinal].shares_verified
            if officer.ordinal in releases
            else 0,
            "shares_refused": releases[officer.ordinal].shares_refused if officer.ordinal in releases else 0,
        }
        for officer in panel.officers
    ]


def _bid(row: dict[str, Any], terms: Terms) -> dict[str, Json]:
    opened = row["opened_by"] is not None
    return {
        "position": row["position"],
        "bidder": row["bidder_name"],
        "root": row["root_hash"].hex(),
        "submitted_at": instant_text(row["submitted_at"]),
        "price": str(row["price"]) if opened else None,
        "form": {name: str(text) for name, text in row["form"].items()} if opened else None,
        "opened_by": row["opened_by"],
        "bytes_intact": row["bytes_intact"],
        "opened_at": instant_text(row["opened_at"]) if opened else None,
        "code": row["failure"],
        "reason": row["reason"] or None,
        "consequence": consequence_of(Side(row["side"]), terms=terms) if row["side"] else None,
    }
