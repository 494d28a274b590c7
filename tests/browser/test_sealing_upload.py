"""The uploader in a real Chromium: faults, pauses, a reload in the middle, and no nonce ever used twice."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from playwright.async_api import Page
from sealing_fake_platform import LOT, Platform, serve

from bidding_room.receipt_verify import verify_bytes
from sealing.contents import open_contents, open_form
from sealing.envelopes import combine_shares, open_share
from sealing.keybox import generate_keys, wrap_keys
from sealing.labels import Envelope
from sealing.manifest import manifest_root

pytestmark = pytest.mark.browser

PASSPHRASE = "一个足够长的口令"
FORM = {"price": "1234567.00", "delivery": "三十日"}

# Helpers of the page: a file of a repeated byte, and waiting for a state.
SETUP = """
async ({ box, passphrase }) => {
  document.cookie = "csrftoken=token";
  const { BidDraft, withdrawBid } = await import("/browser/upload.js");
  const { unlock } = await import("/browser/keybox.js");
  const { hex, text } = await import("/browser/bytes.js");
  const made = (name, size, byte) => new File([new Uint8Array(size).fill(byte)], name, { type: "application/pdf" });
  const reached = (draft, done) => new Promise((resolve, reject) => {
    const look = () => done(draft) ? resolve(draft.files.map((file) => file.state)) : undefined;
    draft.addEventListener("change", look);
    const told = () => JSON.stringify(draft.files.map((file) => [file.state, file.sent, String(file.error)]));
    setTimeout(() => reject(new Error(told())), 30000);
    look();
  });
  const keys = await unlock(box, passphrase);
  Object.assign(globalThis, { keys, BidDraft, withdrawBid, unlock, hex, text, made, reached });
}
"""


@pytest.fixture
async def platform() -> Platform:
    return Platform()


@pytest.fixture
async def page(chromium: Any, platform: Platform) -> AsyncIterator[Page]:
    server = serve(platform)
    context = await chromium.new_context()
    page = await context.new_page()
    await page.goto(f"http://127.0.0.1:{server.server_port}/")
    await page.evaluate(SETUP, unlocking(platform.bidder))
    yield page
    platform.released.set()
    await context.close()
    server.shutdown()


def boxed(keys: Any) -> dict[str, Any]:
    return wrap_keys(keys, passphrase=PASSPHRASE, random=os.urandom)


def unlocking(keys: Any) -> dict[str, Any]:
    return {"box": boxed(keys), "passphrase": PASSPHRASE}


SUBMIT = """
async ({ form }) => {
  try {
    const { receipt, manifest, root } = await draft.submit({ form });
    return { receipt: text(receipt), manifest: text(manifest), root };
  } catch (error) {
    return { code: error.code, message: error.message, refusal: error.refusal && text(error.refusal) };
  }
}
"""


async def submit(page: Page, platform: Platform) -> dict[str, Any]:
    answer: dict[str, Any] = await page.evaluate(SUBMIT, {"form": FORM})
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
          globalThis.draft = await BidDraft.begin({ lot, keys });
          await draft.add(made("技术/方案.pdf", 17_000_000, 7), { envelope: "technical" });
          await draft.add(made("报价.pdf", 10, 8), { envelope: "price" });
          return reached(draft, () => draft.totals.done === 2);
        }""",
        LOT,
    )
    assert states == ["done"] * 2
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
          globalThis.draft = await BidDraft.begin({ lot, keys });
          await draft.add(made("方案.pdf", 40_000_000, 7), { envelope: "technical" });
        }""",
        LOT,
    )
    await seen(lambda: len(platform.parts) == 2)
    platform.stall = None
    await page.reload()
    await page.evaluate(SETUP, unlocking(platform.bidder))
    before = dict(platform.puts)
    platform.released.set()
    states = await page.evaluate(
        """async (lot) => {
          globalThis.draft = await BidDraft.resume({ lot, keys });
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
    assert await page.evaluate("(lot) => BidDraft.resume({ lot, keys })", LOT) is None


async def test_a_file_is_recognised_by_its_fingerprint_and_never_by_its_name(
    page: Page, platform: Platform
) -> None:
    platform.stall = "/[2-9]$"
    await page.evaluate(
        """async (lot) => {
          globalThis.draft = await BidDraft.begin({ lot, keys });
          await draft.add(made("方案.pdf", 9 * 1024 * 1024, 7), { envelope: "technical" });
        }""",
        LOT,
    )
    await seen(lambda: len(platform.parts) == 1)
    platform.stall = None
    await page.reload()
    platform.released.set()
    await page.evaluate(SETUP, unlocking(platform.bidder))
    codes, states = await page.evaluate(
        """async (lot) => {
          globalThis.draft = await BidDraft.resume({ lot, keys });
          const code = (task) => task.then(() => "taken", (error) => error.code);
          const [file] = draft.files;
          const codes = [
            await code(draft.reattach(file.listed.id, made("方案.pdf", 9 * 1024 * 1024, 9))),
            await code(draft.add(made("改了名.pdf", 9 * 1024 * 1024, 7), { envelope: "technical" })),
            await code(draft.add(made("又一份.pdf", 9 * 1024 * 1024, 7), { envelope: "technical" })),
            await code(draft.add(made("空.pdf", 0, 0), { envelope: "technical" })),
          ];
          return [codes, await reached(draft, () => draft.totals.done === 1)];
        }""",
        LOT,
    )
    assert codes == ["file-differs", "taken", "file-twice", "file-empty"]
    assert states == ["done"]
    assert "receipt" in await submit(page, platform)
    assert all(len(seen_here) == 1 for seen_here in platform.ciphertexts.values())


async def test_another_browser_goes_on_without_the_files_and_nobody_else_can_read_or_forge_the_draft(
    page: Page, platform: Platform
) -> None:
    await page.evaluate(
        """async (lot) => {
          globalThis.draft = await BidDraft.begin({ lot, keys });
          draft.write({ price: "388,000.5", note: "一" });
          await draft.add(made("方案.pdf", 100, 7), { envelope: "technical" });
          await reached(draft, () => draft.totals.done === 1);
          await draft.save();
        }""",
        LOT,
    )
    assert platform.notes
    sealed = platform.notes["sealed"]
    assert b"388" not in base64.b64decode(sealed)
    other = await page.context.browser.new_context() if page.context.browser else None
    assert other
    elsewhere = await other.new_page()
    await elsewhere.goto(page.url)
    await elsewhere.evaluate(SETUP, unlocking(platform.bidder))
    resume = """async (lot) => {
      globalThis.draft = await BidDraft.resume({ lot, keys });
      return [draft.form, draft.files.map((file) => [file.listed.name, file.state])];
    }"""
    assert await elsewhere.evaluate(resume, LOT) == [
        {"price": "388,000.5", "note": "一"},
        [["方案.pdf", "done"]],
    ]
    forged = """async ({ lot, bid }) => {
      const { openNotes, sealNotes } = await import("/browser/draft_notes.js");
      const { makeKeyBox } = await import("/browser/keybox.js");
      const { keys: stranger } = await makeKeyBox("另一个足够长的口令");
      const notes = await openNotes(globalThis.sealed, { lot, bid, keys });
      return sealNotes(notes, { keys: { ...stranger, sealingPublic: keys.sealingPublic } });
    }"""
    await elsewhere.evaluate("(sealed) => { globalThis.sealed = sealed; }", sealed)
    platform.notes["sealed"] = await elsewhere.evaluate(forged, {"lot": LOT, "bid": platform.given["bid"]})
    code = await elsewhere.evaluate(
        "(lot) => BidDraft.resume({ lot, keys }).then(() => 'taken', (error) => [error.code, error.facts.bid])",
        LOT,
    )
    assert code == ["draft-foreign", platform.given["bid"]]
    platform.notes["sealed"] = sealed
    assert "receipt" in await submit(elsewhere, platform)
    await other.close()


async def test_a_long_file_has_the_fingerprint_everybody_computes(page: Page) -> None:
    size = 8 * 1024 * 1024 + 12_345
    made = await page.evaluate(
        """async (size) => {
          const { fingerprintOf } = await import("/browser/fingerprint.js");
          return fingerprintOf(made("长.pdf", size, 7));
        }""",
        size,
    )
    assert made == hashlib.sha256(bytes([7]) * size).hexdigest()


async def test_pause_and_continue(page: Page, platform: Platform) -> None:
    platform.stall = "/2$"
    await page.evaluate(
        """async (lot) => {
          globalThis.draft = await BidDraft.begin({ lot, keys });
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
          globalThis.draft = await BidDraft.begin({ lot, keys });
          await draft.add(made("方案.pdf", 100, 7), { envelope: "technical" });
        }""",
        LOT,
    )
    assert (await submit(page, platform))["code"] == "files-unfinished"


async def test_after_the_deadline_the_bidder_holds_a_signed_refusal(page: Page, platform: Platform) -> None:
    platform.late = True
    await page.evaluate("async (lot) => { globalThis.draft = await BidDraft.begin({ lot, keys }); }", LOT)
    answer = await submit(page, platform)
    assert answer["code"] == "bids-closed"
    assert verify_bytes(answer["refusal"].encode(), platform.keys.public_key).statement.lot == LOT


async def test_a_recovery_key_that_is_not_the_bidders_own_stops_the_bid(
    page: Page, platform: Platform
) -> None:
    await page.evaluate(SETUP, unlocking(generate_keys(random=os.urandom)))
    code = await page.evaluate(
        "(lot) => BidDraft.begin({ lot, keys }).then(() => 'begun', (error) => error.code)", LOT
    )
    assert code == "bidder-key-differs"
    assert platform.notes is None


async def test_a_panel_that_differs_from_the_notice_stops_the_bid(page: Page) -> None:
    code = await page.evaluate(
        """(lot) => BidDraft.begin({ lot, keys, panelHash: "00".repeat(32) })
          .then(() => "begun", (error) => error.code)""",
        LOT,
    )
    assert code == "panel-differs"


async def test_a_bid_is_withdrawn_on_the_bidders_signature(page: Page, platform: Platform) -> None:
    await page.evaluate("async (lot) => { globalThis.draft = await BidDraft.begin({ lot, keys }); }", LOT)
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


async def test_nothing_of_a_bid_is_left_in_the_browsers_storage(page: Page) -> None:
    kept = await page.evaluate(
        """async (lot) => {
          const draft = await BidDraft.begin({ lot, keys });
          draft.write({ price: "388000.00" });
          await draft.save();
          return [(await indexedDB.databases()).length, localStorage.length, sessionStorage.length];
        }""",
        LOT,
    )
    assert kept == [0, 0, 0]
