"""The uploader in a real Chromium: faults, pauses, a reload in the middle, and no nonce ever used twice."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright
from sealing_fake_platform import LOT, Platform, serve

from bidding_room.receipt_verify import verify_bytes
from bidding_room.sealing.contents import open_contents, open_form
from bidding_room.sealing.envelopes import combine_shares, open_share
from bidding_room.sealing.keybox import generate_keys, wrap_keys
from bidding_room.sealing.labels import Envelope
from bidding_room.sealing.manifest import manifest_root

pytestmark = pytest.mark.browser

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
PASSPHRASE = "一个足够长的口令"
FORM = {"price": "1234567.00", "delivery": "三十日"}

# Helpers of the page: a file of a repeated byte, and waiting for a state.
SETUP = """
async () => {
  document.cookie = "csrftoken=token";
  const { BidDraft, withdrawBid } = await import("/browser/upload.js");
  const { unlock } = await import("/browser/keybox.js");
  const { hex, text } = await import("/browser/bytes.js");
  const made = (name, size, byte) => new File([new Uint8Array(size).fill(byte)], name, { type: "application/pdf" });
  const reached = (draft, done) => new Promise((resolve, reject) => {
    const look = () => done(draft) ? resolve(draft.files.map((file) => file.state)) : undefined;
    draft.addEventListener("change", look);
    draft.addEventListener("restarted", (event) => { globalThis.restarted = event.detail.former.listed.id; look(); });
    const told = () => JSON.stringify(draft.files.map((file) => [file.state, file.sent, String(file.error)]));
    setTimeout(() => reject(new Error(told())), 30000);
    look();
  });
  Object.assign(globalThis, { BidDraft, withdrawBid, unlock, hex, text, made, reached });
}
"""


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Any]:
    async with async_playwright() as playwright:
        path = shutil.which("chromium") or "/usr/bin/chromium"
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
async def platform() -> Platform:
    return Platform()


@pytest.fixture
async def page(chromium: Any, platform: Platform) -> AsyncIterator[Page]:
    server = serve(platform)
    context = await chromium.new_context()
    page = await context.new_page()
    await page.goto(f"http://127.0.0.1:{server.server_port}/")
    await page.evaluate(SETUP)
    yield page
    platform.released.set()
    await context.close()
    server.shutdown()


def boxed(keys: Any) -> dict[str, Any]:
    return wrap_keys(keys, passphrase=PASSPHRASE, random=os.urandom)


SUBMIT = """
async ({ box, passphrase, form }) => {
  const keys = await unlock(box, passphrase);
  try {
    const { receipt, manifest, root } = await draft.submit({ form, keys });
    return { receipt: text(receipt), manifest: text(manifest), root };
  } catch (error) {
    return { code: error.code, message: error.message, refusal: error.refusal && text(error.refusal) };
  }
}
"""


async def submit(page: Page, platform: Platform, keys: Any = None) -> dict[str, Any]:
    box = boxed(keys or platform.bidder)
    answer: dict[str, Any] = await page.evaluate(SUBMIT, {"box": box, "passphrase": PASSPHRASE, "form": FORM})
    return answer


async def seen(look: Callable[[], bool]) -> None:
    for _ in range(300):
        if look():
            return
        await asyncio.sleep(0.1)
    raise AssertionError("did not happen in 30 seconds")


async def test_a_bid_is_sealed_uploaded_and_receipted_in_spite_of_faults(
    page: Page, platform: Platform
) -> None:
    platform.faults = {"PUT .*/2$": [500, 403], "POST .*/parts$": [503], "POST .*/submit$": [502]}
    states = await page.evaluate(
        """async (lot) => {
          globalThis.draft = await BidDraft.begin({ lot });
          await draft.add(made("技术/方案.pdf", 17_000_000, 7), { envelope: "technical" });
          await draft.add(made("报价.pdf", 10, 8), { envelope: "price" });
          await draft.add(made("空.pdf", 0, 0), { envelope: "price" });
          return reached(draft, () => draft.totals.done === 3);
        }""",
        LOT,
    )
    assert states == ["done"] * 3
    assert await page.evaluate("[draft.totals.bytes, draft.totals.sent]") == [17_000_010] * 2
    answer = await submit(page, platform)
    verdict = verify_bytes(
        answer["receipt"].encode(), platform.keys.public_key, manifest=answer["manifest"].encode()
    )
    assert verdict.statement.root == answer["root"] == manifest_root(answer["manifest"].encode()).hex()
    manifest = platform.manifest
    assert manifest
    keys = {
        envelope: combine_shares(
            manifest,
            envelope,
            shares={
                n: open_share(manifest, envelope, officer=n, sealing_private=platform.officers[n].sealing)
                for n in (1, 2)
            },
        )
        for envelope in Envelope
    }
    assert open_form(manifest, content_key=keys[Envelope.PRICE]) == FORM
    [entry] = open_contents(manifest, Envelope.TECHNICAL, content_key=keys[Envelope.TECHNICAL])
    assert entry.name == "技术_方案.pdf"
    assert "方案" not in answer["manifest"]


async def test_a_reload_goes_on_where_it_broke_off(page: Page, platform: Platform) -> None:
    platform.stall = "/[3-5]$"
    await page.evaluate(
        """async (lot) => {
          globalThis.draft = await BidDraft.begin({ lot });
          await draft.add(made("方案.pdf", 40_000_000, 7), { envelope: "technical" });
        }""",
        LOT,
    )
    await seen(lambda: len(platform.parts) == 2)
    platform.stall = None
    await page.reload()
    await page.evaluate(SETUP)
    before = dict(platform.puts)
    platform.released.set()
    states = await page.evaluate(
        """async (lot) => {
          globalThis.draft = await BidDraft.resume({ lot, bidder: lot });
          const [file] = draft.files;
          const first = file.state;
          await draft.reattach(file.listed.id, made("方案.pdf", 40_000_000, 7));
          return [first, ...await reached(draft, () => draft.totals.done === 1)];
        }""",
        LOT,
    )
    assert states == ["needs-file", "done"]
    assert all(platform.puts[key] == count for key, count in before.items() if key[1] <= 2)
    assert "receipt" in await submit(page, platform)
    assert all(len(seen_here) == 1 for seen_here in platform.ciphertexts.values())
    assert await page.evaluate("(lot) => BidDraft.resume({ lot, bidder: lot })", LOT) is None


async def test_another_file_under_the_same_name_starts_over_with_a_new_key(
    page: Page, platform: Platform
) -> None:
    platform.stall = "/[2-9]$"
    await page.evaluate(
        """async (lot) => {
          globalThis.draft = await BidDraft.begin({ lot });
          await draft.add(made("方案.pdf", 9 * 1024 * 1024, 7), { envelope: "technical" });
        }""",
        LOT,
    )
    await seen(lambda: len(platform.parts) == 1)
    platform.stall = None
    await page.reload()
    platform.released.set()
    await page.evaluate(SETUP)
    former, now, told = await page.evaluate(
        """async (lot) => {
          globalThis.draft = await BidDraft.resume({ lot, bidder: lot });
          const former = draft.files[0].listed.id;
          await draft.reattach(former, made("方案.pdf", 9 * 1024 * 1024, 9));
          await reached(draft, () => draft.totals.done === 1);
          return [former, draft.files[0].listed.id, globalThis.restarted];
        }""",
        LOT,
    )
    assert former == told != now
    assert "receipt" in await submit(page, platform)
    assert platform.manifest
    assert [file.id for file in platform.manifest.files] == [now]
    assert all(len(seen_here) == 1 for seen_here in platform.ciphertexts.values())


async def test_pause_and_continue(page: Page, platform: Platform) -> None:
    platform.stall = "/2$"
    await page.evaluate(
        """async (lot) => {
          globalThis.draft = await BidDraft.begin({ lot });
          globalThis.upload = await draft.add(made("方案.pdf", 20_000_000, 7), { envelope: "technical" });
        }""",
        LOT,
    )
    await seen(lambda: len(platform.parts) == 2)
    assert await page.evaluate("(upload.pause(), upload.state)") == "paused"
    platform.stall = None
    platform.released.set()
    await page.evaluate("draft.continue(upload.listed.id)")
    assert await page.evaluate("reached(draft, () => draft.totals.done === 1)") == ["done"]
    assert all(len(seen_here) == 1 for seen_here in platform.ciphertexts.values())


async def test_an_unfinished_bid_is_not_handed_in(page: Page, platform: Platform) -> None:
    platform.stall = "/1$"
    await page.evaluate(
        """async (lot) => {
          globalThis.draft = await BidDraft.begin({ lot });
          await draft.add(made("方案.pdf", 100, 7), { envelope: "technical" });
        }""",
        LOT,
    )
    assert (await submit(page, platform))["code"] == "files-unfinished"


async def test_after_the_deadline_the_bidder_holds_a_signed_refusal(page: Page, platform: Platform) -> None:
    platform.late = True
    await page.evaluate("async (lot) => { globalThis.draft = await BidDraft.begin({ lot }); }", LOT)
    answer = await submit(page, platform)
    assert answer["code"] == "bids-closed"
    assert verify_bytes(answer["refusal"].encode(), platform.keys.public_key).statement.lot == LOT


async def test_a_recovery_key_that_is_not_the_bidders_own_stops_the_bid(
    page: Page, platform: Platform
) -> None:
    await page.evaluate("async (lot) => { globalThis.draft = await BidDraft.begin({ lot }); }", LOT)
    answer = await submit(page, platform, keys=generate_keys(random=os.urandom))
    assert answer["code"] == "bidder-key-differs"
    assert platform.manifest is None


async def test_a_panel_that_differs_from_the_notice_stops_the_bid(page: Page) -> None:
    code = await page.evaluate(
        """(lot) => BidDraft.begin({ lot, panelHash: "00".repeat(32) }).then(() => "begun", (error) => error.code)""",
        LOT,
    )
    assert code == "panel-differs"


async def test_a_bid_is_withdrawn_on_the_bidders_signature(page: Page, platform: Platform) -> None:
    await page.evaluate("async (lot) => { globalThis.draft = await BidDraft.begin({ lot }); }", LOT)
    answer = await submit(page, platform)
    assert platform.manifest
    action = await page.evaluate(
        """async ({ lot, bid, root, box, passphrase }) => {
          const { statement } = await withdrawBid({ lot, bid, root, keys: await unlock(box, passphrase) });
          return statement.action;
        }""",
        {
            "lot": LOT,
            "bid": platform.manifest.bid,
            "root": answer["root"],
            "box": boxed(platform.bidder),
            "passphrase": PASSPHRASE,
        },
    )
    assert action == "withdrawn"


async def test_nothing_secret_is_left_in_the_browsers_storage(page: Page) -> None:
    """Keys in IndexedDB cannot be exported; there is no raw key beside them."""
    kept = await page.evaluate(
        """async (lot) => {
          await BidDraft.begin({ lot });
          const { draftOf } = await import("/browser/drafts.js");
          const draft = await draftOf(lot, lot);
          const keys = Object.values(draft.envelopes).map((envelope) => envelope.key);
          const exported = await Promise.allSettled(keys.map((key) => crypto.subtle.exportKey("raw", key)));
          return { extractable: keys.map((key) => key.extractable), exported: exported.map((one) => one.status),
                   fields: Object.keys(draft.envelopes.price).sort() };
        }""",
        LOT,
    )
    assert kept == {
        "extractable": [False] * 3,
        "exported": ["rejected"] * 3,
        "fields": ["commitment", "key", "recovery", "shares"],
    }
