"""A sealed form that cannot be used shuts only its own bid, whatever bytes the bidder sealed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from uuid import UUID

import pytest
from bidding_cast import (
    BiddingCast,
    Hand,
    begin,
    finish,
    hand_in,
    lot_taking_bids,
    lot_with_bids,
    make_bidding_cast,
    pass_deadline,
    recover,
    release,
    submit,
    uploaded,
)
from ready import Stage, ready

from bidding_room.domain.opening_form import OpeningForm
from bidding_room.queries.openings import opening_view, record_of
from core.canonical import canonical_bytes
from sealing.boxes import seal_box
from sealing.labels import Label, Scope, context
from sealing.stream import derive
from trading.kinds import KINDS
from trading.projects.queries import lot_view

HOSTILE: dict[str, bytes] = {
    "a price beyond any column": canonical_bytes({"price": "1e26"}),
    "a price beyond any context": canonical_bytes({"price": "1e400"}),
    "a price of thirty digits": canonical_bytes({"price": "9" * 30}),
    "a negative exponent": canonical_bytes({"price": "1e-999999999"}),
    "not a number": canonical_bytes({"price": "NaN"}),
    "no price": canonical_bytes({"period": "30日"}),
    "a number": canonical_bytes({"price": 380000}),
    "a list for a price": canonical_bytes({"price": ["1.00"]}),
    "a note with U+0000": canonical_bytes({"price": "1.00", "note": "a\x00b"}),
    "a non-character": canonical_bytes({"price": "1.00", "note": "\ufffe"}),
    "an unknown field": canonical_bytes({"price": "1.00", "discount": "99%"}),
    "as much text as the format takes": canonical_bytes({"price": "1.00", "note": "长" * 21_000}),
    "a lone surrogate": b'{"note":"\\ud800","price":"1.00"}',
    "nesting": b'{"price":' + b"[" * 15_000 + b"]" * 15_000 + b"}",
    "a huge integer": b'{"price":' + b"9" * 20_000 + b"}",
    "a list": b"[]",
    "no JSON": b"\xff\xfe\x00",
    "nothing": b"",
}


SMALLEST = {part.envelope: (("一页.txt", b"1"),) for part in KINDS["procurement"].offer.parts if part.least}


@contextmanager
def sealing(plain: bytes) -> Iterator[None]:
    """Bids made inside hold exactly these bytes as their opening form, as a client of one's own could."""

    def sealed(_: object, *, content_key: bytes, scope: Scope, random: Callable[[int], bytes]) -> str:
        key = derive(content_key, context(Label.FORM_KEY, scope))
        return seal_box(plain, key=key, random=random).hex()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sealing.sealer.seal_form", sealed)
        yield


async def _opening_among_hostile_forms() -> tuple[BiddingCast, UUID]:
    cast = await make_bidding_cast(bidders=3 + len(HOSTILE))
    lot_id = await lot_taking_bids(cast)
    for hand, form in zip(cast.bidders[3:], HOSTILE.values(), strict=True):
        with sealing(form):
            await hand_in_quickly(hand, lot_id)
    for hand in cast.bidders[:3]:
        await hand_in(hand, lot_id, price="385000.00")
    await pass_deadline(lot_id)
    await begin(cast, lot_id)
    return cast, lot_id


AMONG_HOSTILE_FORMS = Stage(name="opening_among_hostile_forms", make=_opening_among_hostile_forms)


@pytest.mark.parametrize("opened_by", ["officers", "bidder"])
async def test_hostile_forms_among_honest_ones_shut_only_their_own_bids(opened_by: str) -> None:
    cast, lot_id = await ready(AMONG_HOSTILE_FORMS)
    if opened_by == "officers":
        for ordinal in (1, 2):
            await release(cast, lot_id, ordinal=ordinal)
    else:
        for place in range(len(cast.bidders)):
            await recover(cast, lot_id, place)
    view = await opening_view(lot_id)
    assert len(view.lines) == view.bids_in_set == len(cast.bidders)
    await finish(cast, lot_id)
    record = await record_of(lot_id)
    shut, opened = record["bids"][: len(HOSTILE)], record["bids"][len(HOSTILE) :]
    assert [(bid["code"], bid["price"]) for bid in shut] == [("form-unreadable", None)] * len(HOSTILE)
    assert all("视为撤销" in bid["consequence"] for bid in shut)
    assert [bid["price"] for bid in opened] == ["385000.00"] * 3
    assert (await lot_view(lot_id)).state == "opened"


async def test_what_the_database_will_not_take_of_one_bid_is_undone_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The last ring: reading refuses all that is known; whatever else comes up costs one bid."""
    monkeypatch.setattr(
        "bidding_room.operations.read_bids.read_form",
        lambda form: OpeningForm(price=Decimal(str(form["price"])), lines={}),
    )
    cast = await make_bidding_cast(bidders=4)
    lot_id = await lot_with_bids(cast, prices=("1e26", "385000.00", "386000.00", "387000.00"))
    await pass_deadline(lot_id)
    await begin(cast, lot_id)
    await release(cast, lot_id, ordinal=1)
    outcome = await release(cast, lot_id, ordinal=3)
    assert (outcome.opened, outcome.unreadable) == (3, 1)
    await finish(cast, lot_id)
    assert [bid["code"] for bid in (await record_of(lot_id))["bids"]] == ["not-stored", None, None, None]


async def hand_in_quickly(hand: Hand, lot_id: UUID) -> None:
    """With the smallest files a bid may have: only the form matters."""
    draft, signed = await uploaded(hand, lot_id, files=SMALLEST)
    await submit(hand.actor, draft.bid, signed)
