"""Whatever bytes stand where the opening form should be: reading them ends in a form that can be kept, or in none."""

from __future__ import annotations

import os
from uuid import uuid4

import msgspec
from factories.sealed_bid import seal
from hypothesis import given
from hypothesis import strategies as st

from bidding_room.domain.attribution import Failure, attribute
from bidding_room.operations.frozen_set import FrozenBid
from bidding_room.operations.read_bids import ReadBid, read_from_keys
from bidding_room.states import Side
from bidding_room.tables import Bid
from core.canonical import canonical_bytes
from core.money import LARGEST
from sealing.boxes import seal_box
from sealing.labels import Envelope, Label, context
from sealing.manifest import parse_manifest
from sealing.stream import derive
from trading.kinds.procurement import PROCUREMENT

manifest = parse_manifest(seal()[0].data)
KEYS = {envelope: os.urandom(32) for envelope in Envelope}

numbers = st.from_regex(r"[-+]?[0-9]{0,40}([.,][0-9]{0,9})?([eE][-+]?[0-9]{1,12})?", fullmatch=True)
texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=600) | numbers
leaves = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3), max_leaves=4)
fields = st.sampled_from(["price", "period", "warranty", "note", "enterprise", "Price", "__proto__"])
forms = st.dictionaries(fields, values, max_size=6).map(canonical_bytes)
json_like = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(fields, inner), max_leaves=9)


@given(forms | json_like.map(canonical_bytes) | st.binary(max_size=5_000) | texts.map(str.encode))
def test_any_sealed_bytes_are_a_form_that_can_be_kept_or_the_bidder_s_side(plain: bytes) -> None:
    scope = manifest.scope(Envelope.PRICE)
    box = seal_box(plain, key=derive(KEYS[Envelope.PRICE], context(Label.FORM_KEY, scope)), random=os.urandom)
    bid = FrozenBid(
        row=Bid(id=uuid4(), lot=uuid4()),
        manifest=msgspec.structs.replace(manifest, form=box.hex()),
        position=1,
        is_shut=True,
    )
    found = read_from_keys(bid, KEYS)
    if not isinstance(found, ReadBid):
        assert found.failure is Failure.FORM_UNREADABLE
        assert attribute(found.failure, terms=PROCUREMENT.terms).side is Side.BIDDER
        return
    assert 0 < found.form.price <= LARGEST
    assert found.form.price == round(found.form.price, 2)
    assert all(text.encode() and "\x00" not in text for text in found.form.lines.values() if text)
