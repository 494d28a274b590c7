"""The browser code in a real Chromium: the shared vectors, and bids crossing between Python and JavaScript."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import AsyncIterator, Iterator
from typing import Any

import msgspec
import pytest
from playwright.async_api import Browser, Page
from sealing_fake_platform import serve

from sealing.contents import key_of_file, open_contents, open_file_chunk, open_form
from sealing.envelopes import combine_shares, open_share, recover_key
from sealing.keybox import (
    Possession,
    check_possession,
    generate_keys,
    sealed_challenge,
    unwrap_keys,
    wrap_keys,
)
from sealing.labels import Envelope
from sealing.manifest import Bidder, Client, SignedManifest, verify_manifest
from sealing.panel import make_panel
from sealing.sealer import BidSealer
from sealing.stream import SEALED_CHUNK_BYTES

pytestmark = pytest.mark.browser

CHECKS = (
    "canonicalJson",
    "hpkeVectors",
    "pointVectors",
    "shamirVectors",
    "streamVectors",
    "boxVectors",
    "manifestVectors",
    "refusedManifests",
    "keyBoxVectors",
    "receiptVectors",
)
LOT = "0b5c1e5e-7f0a-4c57-9d55-3a8f0c2a1d01"
BID = "5f0d4c1a-2b3e-4f60-8a71-92b3c4d5e6f7"
PASSPHRASE = "一个足够长的口令"


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = serve(None)
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="module")
async def page(chromium: Browser, site: str) -> AsyncIterator[Page]:
    page = await chromium.new_page()
    await page.goto(site)
    yield page
    await page.context.close()


async def run(page: Page, name: str, argument: Any = None) -> Any:
    script = f"async (argument) => (await import('/tests/sealing_vectors_page.js')).{name}(argument)"
    return await page.evaluate(script, argument)


@pytest.mark.parametrize("check", CHECKS)
async def test_vectors_in_chromium(page: Page, check: str) -> None:
    await run(page, check)


def pattern(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


async def test_python_opens_what_the_browser_sealed(page: Page) -> None:
    officers = {n: generate_keys(random=os.urandom) for n in (1, 2, 3)}
    panel = make_panel(lot=LOT, threshold=2, sealing_keys={n: k.sealing_public for n, k in officers.items()})
    form = {"price": "1234567.00", "validity_days": 90, "remarks": "无"}
    sizes = [["qualification", 0], ["technical", 8_388_610], ["price", 5000]]
    made = await run(
        page,
        "sealFresh",
        {
            "lot": LOT,
            "bid": BID,
            "panel": msgspec.to_builtins(panel),
            "passphrase": PASSPHRASE,
            "bidder": {"id": LOT, "name": "苏州远望仪器有限公司", "uscc": "91320594MA1MX0XXX7"},
            "form": form,
            "sizes": sizes,
        },
    )
    keys = unwrap_keys(made["wrapped"], passphrase=PASSPHRASE)
    data, signature = base64.b64decode(made["manifest"]), base64.b64decode(made["signature"])
    manifest = verify_manifest(SignedManifest(data=data, signature=signature))
    assert manifest.client.name == "tianping-web"
    for file, (envelope_name, size) in zip(manifest.files, sizes, strict=True):
        envelope = Envelope(envelope_name)
        shares = {
            n: open_share(manifest, envelope, officer=n, sealing_private=officers[n].sealing) for n in (2, 3)
        }
        content_key = combine_shares(manifest, envelope, shares=shares)
        assert recover_key(manifest, envelope, sealing_private=keys.sealing) == content_key
        [entry] = open_contents(manifest, envelope, content_key=content_key)
        assert entry.name == f"文件{size}.pdf"
        stored = io.BytesIO(base64.b64decode(made["objects"][file.id]))
        key = key_of_file(manifest, file, content_key=content_key)
        chunks = [stored.read(SEALED_CHUNK_BYTES) for _ in file.chunk_hashes]
        opened = (open_file_chunk(file, key=key, index=n, sealed=chunk) for n, chunk in enumerate(chunks))
        assert (b"".join(opened), stored.read()) == (pattern(size), b"")
    assert open_form(manifest, content_key=content_key) == form


async def test_the_browser_answers_the_platforms_challenge(page: Page) -> None:
    keys, day = generate_keys(random=os.urandom), "2026-12-01"
    answer = os.urandom(32)
    bound = {"signing_key": keys.signing_public, "sealing_key": keys.sealing_public}
    sealed = sealed_challenge(answer, person=LOT, day=day, **bound)
    made = await run(
        page,
        "answerFresh",
        {
            "wrapped": wrap_keys(keys, passphrase=PASSPHRASE, random=os.urandom),
            "passphrase": PASSPHRASE,
            "person": LOT,
            "day": day,
            "sealed": base64.b64encode(sealed).decode(),
        },
    )
    shown = Possession(answer=base64.b64decode(made["answer"]), proof=base64.b64decode(made["proof"]))
    assert shown.answer == answer
    check_possession(person=LOT, day=day, **bound, shown=shown)


async def test_the_browser_opens_what_python_sealed(page: Page) -> None:
    bidder, officers = (
        generate_keys(random=os.urandom),
        {n: generate_keys(random=os.urandom) for n in (1, 2, 3)},
    )
    sealer = BidSealer(
        lot=LOT,
        bid=BID,
        sequence=1,
        panel=make_panel(
            lot=LOT, threshold=2, sealing_keys={n: k.sealing_public for n, k in officers.items()}
        ),
        bidder=Bidder(
            id=LOT,
            name="苏州远望仪器有限公司",
            sealing_key=bidder.sealing_public.hex(),
            signing_key=bidder.signing_public.hex(),
            uscc="91320594MA1MX0XXX7",
        ),
        client=Client(code="00" * 32, name="tianping-cli", version="0.1.0"),
        random=os.urandom,
    )
    form = {"price": "98.50", "delivery": "三十日"}
    signed = sealer.finish(form=form, signing_seed=bidder.signing)
    opened = await run(
        page,
        "openFresh",
        {
            "manifest": base64.b64encode(signed.data).decode(),
            "signature": base64.b64encode(signed.signature).decode(),
            "officers": [wrap_keys(officers[n], passphrase=PASSPHRASE, random=os.urandom) for n in (1, 3)],
            "bidder": wrap_keys(bidder, passphrase=PASSPHRASE, random=os.urandom),
            "passphrase": PASSPHRASE,
        },
    )
    assert opened == form
