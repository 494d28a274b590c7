"""The limit of an opening: its cryptography alone, with neither database nor network nor log."""

from __future__ import annotations

import os
from io import BytesIO
from uuid import uuid4

from spending import Spent, spending

from app.demo.accounts import PASSPHRASE
from sealing.contents import open_contents, open_form
from sealing.envelopes import combine_shares, open_share
from sealing.keybox import PrivateKeys, generate_keys, unwrap_keys, wrap_keys
from sealing.labels import Envelope
from sealing.manifest import Bidder, Client, Manifest, SignedManifest, verify_manifest
from sealing.panel import Panel, make_panel
from sealing.sealer import BidSealer


def bare_opening(count: int) -> Spent:
    """What deriving two officers' keys, opening their shares, combining and decrypting takes, for bids of three files
    each, in one thread of one process."""
    officers = {ordinal: generate_keys(random=os.urandom) for ordinal in (1, 2, 3)}
    lot = str(uuid4())
    panel = make_panel(
        lot=lot, threshold=2, sealing_keys={n: keys.sealing_public for n, keys in officers.items()}
    )
    bids = [_sealed(lot, panel) for _ in range(count)]
    boxes = [wrap_keys(officers[n], passphrase=PASSPHRASE, random=os.urandom) for n in (1, 3)]
    with spending() as spent:
        for box in boxes:
            unwrap_keys(box, passphrase=PASSPHRASE)
        for signed in bids:
            _open(verify_manifest(signed), officers)
    return spent


def _sealed(lot: str, panel: Panel) -> SignedManifest:
    keys = generate_keys(random=os.urandom)
    bidder = Bidder(
        id=str(uuid4()),
        name="投标人",
        sealing_key=keys.sealing_public.hex(),
        signing_key=keys.signing_public.hex(),
        uscc="91510100MADEM0001U",
    )
    client = Client(code="0" * 64, name="bench", version="1")
    sealer = BidSealer(
        lot=lot, bid=str(uuid4()), sequence=1, panel=panel, bidder=bidder, client=client, random=os.urandom
    )
    for envelope in Envelope:
        list(
            sealer.seal_file(
                BytesIO(b"x" * 4096), file=str(uuid4()), envelope=envelope, name="f", media_type="text/plain"
            )
        )
    return sealer.finish(form={"price": "1.00"}, signing_seed=keys.signing)


def _open(manifest: Manifest, officers: dict[int, PrivateKeys]) -> None:
    for envelope in Envelope:
        shares = {
            n: open_share(manifest, envelope, officer=n, sealing_private=officers[n].sealing) for n in (1, 3)
        }
        key = combine_shares(manifest, envelope, shares=shares)
        open_contents(manifest, envelope, content_key=key)
        if envelope is Envelope.PRICE:
            open_form(manifest, content_key=key)
