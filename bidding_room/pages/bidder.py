"""Pages of the bidder: what is due next, the workspace of one lot, receipts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from bidding_room.documents import actions_of, receipt_document
from bidding_room.domain.console import bidder_steps
from bidding_room.domain.parts import FORMATS
from bidding_room.permissions import Permission, check_bidder
from bidding_room.queries.draft import draft_saved_at
from bidding_room.queries.openings import opening_view
from bidding_room.queries.own import OwnBid, OwnReceipt, my_bids, my_lots, my_receipt, my_receipts
from bidding_room.queries.sealed_with import bidder_with, limits_of, sealing_panel
from bidding_room.states import BidState, OpeningState, ReceiptKind, bid_state_titles
from core.errors import NotFound
from identity.actor import Actor
from identity.queries import KeyBoxView, key_box_of
from sealing.receipts import parse_statement
from trading.projects.queries import LotView, lot_view
from trading.states import PUBLIC_LOT_STATES, LotState
from trading.terms import Terms
from web.guards import reaches_store, requires
from web.pages import page
from web.responses import docx, download
from web.visitor import HttpRequest

BID_STATE_TONES = {
    BidState.SUBMITTED: "done",
    BidState.FROZEN: "wait",
    BidState.OPENED: "done",
    BidState.UNOPENED: "refused",
    BidState.DRAFTING: "active",
}


def bid_title(state: BidState, lot: LotView) -> str:
    """How a bid stands, said with its lot: nothing waits for the opening of a lot that will have none."""
    if state == BidState.FROZEN and lot.has_failed:
        return f"未{lot.terms.opening}，{lot.terms.ended}"
    return bid_state_titles(lot.terms)[state]


def bid_tone(state: BidState, lot: LotView) -> str:
    """The tone of its chip."""
    return "" if lot.has_failed else BID_STATE_TONES.get(state, "")


RECEIPT_TITLES = {
    ReceiptKind.SUBMISSION: "递交回执",
    ReceiptKind.WITHDRAWAL: "撤回回执",
    ReceiptKind.REFUSAL: "逾期拒收凭证",
}


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


@get("/desk/bids", guards=[requires(Permission.BID_READ_OWN)])
async def bids_desk(request: HttpRequest, actor: NamedDependency[Actor]) -> Template:
    """The bidder's lots by what is due next."""
    return page(
        request,
        "bidding_room/desk.html",
        lots=await my_lots(actor=actor),
        bid_title=bid_title,
        bid_tone=bid_tone,
    )


@get("/lots/{lot_id:uuid}/bid", guards=[requires(Permission.BID_SUBMIT)], opt=reaches_store())
async def workspace(
    request: HttpRequest,
    lot_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template:
    """The workspace of one lot: documents, keys, rehearsal, sealing, receipts, own key at the opening."""
    lot = await lot_view(lot_id)
    if lot.state not in PUBLIC_LOT_STATES or lot.bids_due_at is None or actor.person_id is None:
        raise NotFound(code="lot-unknown", message="没有这个采购包")
    organisation_id = check_bidder(actor=actor, lot=lot)
    bids = await my_bids(actor=actor, lot_id=lot_id)
    standing = next((bid for bid in bids if bid.stands), None)
    box = await key_box_of(actor.person_id)
    open_for_bids = lot.state == LotState.BIDDING and now < lot.bids_due_at and not lot.takes_no_offers_yet
    withdrawn = _withdrawn_last(bids)
    opening = await opening_view(lot_id)
    panel = await sealing_panel(lot_id)
    bidder = await bidder_with(organisation_id, box) if box else None
    return page(
        request,
        "bidding_room/workspace.html",
        lot=lot,
        bids=bids,
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
        offer=lot.kind_of_transaction.offer,
        formats=FORMATS,
        limits=limits_of(lot.kind_of_transaction.offer),
        words_json=msgspec.json.encode(_words(lot)).decode(),
        withdrawn=withdrawn,
        draft_saved_at=await draft_saved_at(actor=actor, lot_id=lot_id) if open_for_bids else None,
        bid_title=bid_title,
        bid_tone=bid_tone,
        receipt_titles=RECEIPT_TITLES,
    )


def _is_newer(box: KeyBoxView | None, *, than: datetime | None) -> bool:
    """Whether the keys in use were made since: what was sealed or fixed then opens with the older ones alone."""
    return box is not None and than is not None and box.made_at > than


def _withdrawn_last(bids: tuple[OwnBid, ...]) -> OwnBid | None:
    """The bid that was taken back, if none was handed in after it."""
    handed_in = [bid for bid in bids if bid.root is not None]
    last = max(handed_in, key=lambda bid: bid.sequence, default=None)
    return last if last and last.state == BidState.WITHDRAWN else None


@get("/lots/{lot_id:uuid}/bid/receipts/{receipt_id:uuid}", guards=[requires(Permission.BID_READ_OWN)])
async def receipt_page(
    request: HttpRequest,
    lot_id: FromPath[UUID],
    receipt_id: FromPath[UUID],
    actor: NamedDependency[Actor],
) -> Template:
    """One receipt or refusal, for people."""
    receipt, body = await my_receipt(actor=actor, lot_id=lot_id, receipt_id=receipt_id)
    lot = await lot_view(lot_id)
    return page(
        request,
        "bidding_room/receipt.html",
        lot=lot,
        receipt=receipt,
        statement=parse_statement(body),
        title=RECEIPT_TITLES[receipt.kind],
        actions=actions_of(lot.terms),
    )


@get(
    "/lots/{lot_id:uuid}/bid/receipts/{receipt_id:uuid}/receipt.json",
    guards=[requires(Permission.BID_READ_OWN)],
)
async def receipt_json(
    lot_id: FromPath[UUID], receipt_id: FromPath[UUID], actor: NamedDependency[Actor]
) -> Response[bytes]:
    """The signed text, byte for byte."""
    receipt, body = await my_receipt(actor=actor, lot_id=lot_id, receipt_id=receipt_id)
    name = f"{await _file_stem(lot_id, receipt)}.json"
    return download(filename=name, content=body, media_type="application/json")


@get(
    "/lots/{lot_id:uuid}/bid/receipts/{receipt_id:uuid}/receipt.docx",
    guards=[requires(Permission.BID_READ_OWN)],
)
async def receipt_docx(
    lot_id: FromPath[UUID], receipt_id: FromPath[UUID], actor: NamedDependency[Actor]
) -> Response[bytes]:
    """The same as a Word document."""
    receipt, body = await my_receipt(actor=actor, lot_id=lot_id, receipt_id=receipt_id)
    content = receipt_document(body, lot=await lot_view(lot_id), bidder=actor.organisation_name or "")
    return docx(filename=f"{await _file_stem(lot_id, receipt)}.docx", content=content)


async def _file_stem(lot_id: UUID, receipt: OwnReceipt) -> str:
    lot = await lot_view(lot_id)
    return f"{RECEIPT_TITLES[receipt.kind]}-{lot.no}"


bidder_pages = [bids_desk, workspace, receipt_page, receipt_json, receipt_docx]
