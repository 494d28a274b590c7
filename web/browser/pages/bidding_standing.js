// What a bidder may do with the bid that stands: see what it says, withdraw it before the deadline, open it with
// the own key at the opening.

import { renewPage } from "/static/typing.js";

import { getJson, postJson } from "../http.js";
import { openOwnKeys } from "../recover.js";
import { unhex } from "../bytes.js";
import { saveAs, withdrawBid } from "../upload.js";
import { keysFrom, onSubmit } from "./bidding_keys.js";
import { ownRecord } from "./bidding_own.js";
import { restated } from "./bidding_restated.js";

/** Takes the section of the standing bid into use; again after it was replaced by a newer one. */
export function attachStanding() {
  each("[data-own-record]", showRecord);
  each("[data-withdraw]", withdraw);
  each("[data-recover]", recover);
}

function each(selector, attach) {
  document.querySelectorAll(`${selector}:not([data-attached])`).forEach((place) => {
    place.dataset.attached = "";
    place.hidden = false;
    attach(place);
  });
}

function showRecord(place) {
  const { lot, words } = place.dataset;
  const form = place.querySelector("form");
  onSubmit(form, async (tell) => {
    tell("正在解锁……");
    const keys = await keysFrom(`/api/lots/${lot}/my-bid-key-box`, form.elements.record_passphrase);
    const record = await ownRecord({ lot, keys });
    place.querySelector("[data-restated]").replaceChildren(restated({ ...record, words: JSON.parse(words) }));
    form.hidden = true;
    tell("");
  });
}

function withdraw(place) {
  const { lot, lotNo, bid, root, platformKey } = place.dataset;
  const form = place.querySelector("form");
  onSubmit(form, async (tell) => {
    tell("正在签名……");
    const keys = await keysFrom("/api/key-boxes/mine", form.elements.withdraw_passphrase);
    const { receipt } = await withdrawBid({ lot, bid, root, keys, platformKey: unhex(platformKey) });
    saveAs(receipt, `撤回回执-${lotNo}.json`);
    tell("已撤回，回执已保存。");
    form.closest("details").open = false;
    renewPage();
  });
}

function recover(place) {
  const { lot } = place.dataset;
  onSubmit(place, async (tell) => {
    tell("正在解密……");
    const keys = await keysFrom(`/api/lots/${lot}/my-bid-key-box`, place.elements.recover_passphrase);
    const sealed = await getJson(`/api/lots/${lot}/my-sealed-bid`);
    await postJson(`/api/openings/${lot}/recover`, { keys: await openOwnKeys(sealed, { keys }) });
    tell("已解密，报价已公布。");
    location.assign(`/openings/${lot}`);
  });
}

attachStanding();
