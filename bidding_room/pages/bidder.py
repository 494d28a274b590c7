"""Pages of the bidder: what is due next, the workspace of one lot, receipts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response
from msgspec import Struct

from bidding_room.documents import receipt_document
from bidding_room.domain.console import Step, bidder_steps
from bidding_room.permissions import Permission, check_bidder
from bidding_room.queries.draft import draft_saved_at
from bidding_room.queries.openings import OfficerSeat, opening_view
from bidding_room.queries.own import OwnBid, OwnReceipt, my_bids, my_lots, my_receipt, my_receipts
from bidding_room.queries.sealed_with import Limits, bidder_with, limits_of, sealing_panel
from bidding_room.states import BidState, OpeningState
from bidding_room.wording import RECEIPT_TITLES
from identity.actor import Actor
from identity.queries import KeyBoxView, key_box_of
from sealing.panel import Panel
from sealing.receipts import Statement, parse_statement
from trading.projects.queries import LotView, lot_view
from trading.states import LotState
from trading.terms import Terms
from web.guards import reaches_store
from web.responses import docx, download
from web.views import told, view


class Workspace(Struct, frozen=True, kw_only=True):
    """One lot at the bidder's: documents, keys, rehearsal, sealing, receipts, own key at the opening.

    `standing` is the bid that counts, `withdrawn` the one taken back last; `*_json` are read by the page's scripts.
    """

    lot: LotView
    standing: OwnBid | None
    withdrawn: OwnBid | None
    receipts: tuple[OwnReceipt, ...]
    has_key_box: bool
    sealed_with_older_key: bool
    open_for_bids: bool
    may_recover: bool
    steps: tuple[Step, ...]
    panel: Panel
    panel_json: str
    bidder_json: str
    officers: tuple[OfficerSeat, ...]
    limits: Limits
    words_json: str
    draft_saved_at: datetime | None


class ReceiptShown(Struct, frozen=True, kw_only=True):
    """One receipt or refusal; `statement` is what was signed."""

    lot: LotView
    receipt: OwnReceipt
    statement: Statement


def spoken(terms: Terms) -> dict[str, str]:
    """The terms that the scripts of the room speak in."""
    return {"offer": terms.offer, "offered": terms.offered, "bidder": terms.bidder, "opening": terms.opening}


def _words(lot: LotView) -> dict[str, object]:
    """What the page's scripts call a bid, its lines and parts, and the opening."""
    offer = lot.kind_of_transaction.offer
    return {
        **spoken(lot.terms),
        "price": lot.terms.price,
        "side": offer.side,
        "lines": {line.name: line.title for line in offer.lines},
        "required": [line.name for line in offer.lines if line.required],
        "unsaid": {line.name: line.unsaid for line in offer.lines if line.unsaid},
        "values": {line.name: line.choices for line in offer.lines if line.choices},
        "parts": {part.envelope: part.title for part in offer.parts},
        "least": {part.envelope: part.least for part in offer.parts},
    }


async def workspace(lot_id: UUID, actor: Actor, now: datetime) -> Workspace:
    """Raises `NotFound` (`lot-unknown`) where nobody may bid yet, and what `check_bidder` refuses."""
    lot = await lot_view(lot_id)
    assert actor.person_id is not None
    assert lot.bids_due_at is not None, "a notice has times"
    organisation_id = check_bidder(actor=actor, lot=lot)
    bids = await my_bids(actor=actor, lot_id=lot_id)
    standing = next((bid for bid in bids if bid.stands), None)
    box = await key_box_of(actor.person_id)
    open_for_bids = lot.state == LotState.BIDDING and now < lot.bids_due_at and not lot.takes_no_offers_yet
    withdrawn = _withdrawn_last(bids)
    opening = await opening_view(lot_id)
    panel = await sealing_panel(lot_id)
    bidder = await bidder_with(organisation_id, box) if box else None
    return Workspace(
        lot=lot,
        standing=standing,
        receipts=await my_receipts(actor=actor, lot_id=lot_id),
        has_key_box=box is not None,
        sealed_with_older_key=_is_newer(box, than=standing.submitted_at if standing else None),
        open_for_bids=open_for_bids,
        may_recover=opening.state == OpeningState.RELEASING
        and standing is not None
        and standing.state == BidState.FROZEN,
        steps=bidder_steps(
            has_key_box=box is not None,
            standing=standing.state if standing else None,
            has_withdrawn=standing is None and withdrawn is not None,
            open_for_bids=open_for_bids,
            terms=lot.terms,
        ),
        panel=panel,
        panel_json=msgspec.json.encode(panel).decode(),
        bidder_json=msgspec.json.encode(bidder).decode() if bidder else "",
        officers=opening.officers,
        limits=limits_of(lot.kind_of_transaction.offer),
        words_json=msgspec.json.encode(_words(lot)).decode(),
        withdrawn=withdrawn,
        draft_saved_at=await draft_saved_at(actor=actor, lot_id=lot_id) if open_for_bids else None,
    )


def _is_newer(box: KeyBoxView | None, *, than: datetime | None) -> bool:
    """Whether the keys in use were made since: what was sealed or fixed then opens with the older ones alone."""
    return box is not None and than is not None and box.made_at > than


def _withdrawn_last(bids: tuple[OwnBid, ...]) -> OwnBid | None:
    """The bid that was taken back, if none was handed in after it."""
    handed_in = [bid for bid in bids if bid.root is not None]
    last = max(handed_in, key=lambda bid: bid.sequence, default=None)
    return last if last and last.state == BidState.WITHDRAWN else None


async def receipt_shown(lot_id: UUID, receipt_id: UUID, actor: Actor) -> ReceiptShown:
    """One receipt or refusal, for people."""
    receipt, body = await my_receipt(actor=actor, lot_id=lot_id, receipt_id=receipt_id)
    return ReceiptShown(lot=await lot_view(lot_id), receipt=receipt, statement=parse_statement(body))


async def receipt_json(lot_id: UUID, receipt_id: UUID, actor: Actor) -> Response[bytes]:
    """The signed text, byte for byte."""
    receipt, body = await my_receipt(actor=actor, lot_id=lot_id, receipt_id=receipt_id)
    name = f"{await _file_stem(lot_id, receipt)}.json"
    return download(filename=name, content=body, media_type="application/json")


async def receipt_docx(lot_id: UUID, receipt_id: UUID, actor: Actor) -> Response[bytes]:
    """The same as a Word document."""
    receipt, body = await my_receipt(actor=actor, lot_id=lot_id, receipt_id=receipt_id)
    content = receipt_document(body, lot=await lot_view(lot_id), bidder=actor.organisation_name or "")
    return docx(filename=f"{await _file_stem(lot_id, receipt)}.docx", content=content)


async def _file_stem(lot_id: UUID, receipt: OwnReceipt) -> str:
    lot = await lot_view(lot_id)
    return f"{RECEIPT_TITLES[receipt.kind]}-{lot.no}"


_RECEIPT = "/lots/{lot_id:uuid}/bid/receipts/{receipt_id:uuid}"

DESK = view("/desk/bids", "bidding_room/desk.html", needs=Permission.BID_READ_OWN, lots=my_lots)
WORKSPACE = view(
    "/lots/{lot_id:uuid}/bid",
    "bidding_room/workspace.html",
    workspace,
    needs=Permission.BID_SUBMIT,
    opt=reaches_store(),
)
RECEIPT = view(_RECEIPT, "bidding_room/receipt.html", receipt_shown, needs=Permission.BID_READ_OWN)
RECEIPT_JSON = told(f"{_RECEIPT}/receipt.json", receipt_json, needs=Permission.BID_READ_OWN)
RECEIPT_DOCX = told(f"{_RECEIPT}/receipt.docx", receipt_docx, needs=Permission.BID_READ_OWN)
