"""The bench of the opening runs, on few bids; what it measures is nobody's business here."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import pytest
from bidding_cast import begin, lot_taking_bids, make_bidding_cast, pass_deadline

from app.demo.accounts import PASSPHRASE
from bidding_room.queries.openings import opening_view
from sealing.keybox import wrap_keys

BENCH = Path(__file__).parents[3] / "deploy" / "bench"
BIDS = 6


async def test_many_bids_are_handed_in_and_opened_by_two_releases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    bench, bare = import_module("opening"), import_module("bare_opening")
    cast = await make_bidding_cast(bidders=0)
    lot_id = await lot_taking_bids(cast)
    await import_module("bidders").hand_in_many(lot_id, count=BIDS)
    await pass_deadline(lot_id)
    await begin(cast, lot_id)
    for ordinal, hand in enumerate(cast.officers[:2], start=1):
        box = wrap_keys(hand.keys, passphrase=PASSPHRASE, random=os.urandom)
        spent = await bench.release_here(hand.actor, lot_id, box=box, ordinal=ordinal)
        assert "by the clock" in spent.told(bare.bare_opening(1))
    lines = (await opening_view(lot_id)).lines
    assert [line.price is not None for line in lines] == [True] * BIDS
