"""One sealed bid for the tests of the format: its bidder, its officers and how it was made."""

from __future__ import annotations

import io
import os

from sealing.keybox import generate_keys
from sealing.labels import CHUNK_BYTES, Envelope
from sealing.manifest import Bidder, Client, SignedManifest
from sealing.panel import make_panel
from sealing.sealer import BidSealer

LOT = "0b5c1e5e-7f0a-4c57-9d55-3a8f0c2a1d01"
BID = "5f0d4c1a-2b3e-4f60-8a71-92b3c4d5e6f7"
FILE = "11111111-2222-4333-8444-555555555555"
CONTENT = os.urandom(CHUNK_BYTES + 1000)

bidder_keys = generate_keys(random=os.urandom)
officers = {n: generate_keys(random=os.urandom) for n in (1, 2, 3)}
panel = make_panel(lot=LOT, threshold=2, sealing_keys={n: k.sealing_public for n, k in officers.items()})


def sealer() -> BidSealer:
    return BidSealer(
        lot=LOT,
        bid=BID,
        sequence=1,
        panel=panel,
        bidder=Bidder(
            id=LOT,
            name="苏州远望仪器有限公司",
            sealing_key=bidder_keys.sealing_public.hex(),
            signing_key=bidder_keys.signing_public.hex(),
            uscc="91320594MA1MX0XXX7",
        ),
        client=Client(code="00" * 32, name="tianping-cli", version="0.1.0"),
        random=os.urandom,
    )


def seal() -> tuple[SignedManifest, bytes]:
    """A bid with one file of two chunks: what was signed, and the file's sealed bytes."""
    making = sealer()
    chunks = making.seal_file(
        io.BytesIO(CONTENT),
        file=FILE,
        envelope=Envelope.TECHNICAL,
        name="技术方案.pdf",
        media_type="application/pdf",
    )
    stored = b"".join(chunk.data for chunk in chunks)
    return making.finish(form={"price": "1.00"}, signing_seed=bidder_keys.signing), stored
