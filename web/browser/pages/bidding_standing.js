// What a bidder may do with the bid that stands: withdraw it before the deadline, open it with the own key at
// the opening.

import { renewPage } from "/static/typing.js";

import { getJson, postJson } from "../http.js";
import { openOwnKeys } from "../recover.js";
import { unhex } from "../bytes.js";
import { saveAs, withdrawBid } from "../upload.js";
import { keysFrom, onSubmit } from "./bidding_keys.js";

const withdrawal = document.querySelector("[data-withdraw]");
if (withdrawal) {
  const { lot, bid, root, platformKey } = withdrawal.dataset;
  const form = withdrawal.querySelector("form");
  onSubmit(form, async (tell) => {
    tell("正在签名……");
    const keys = await keysFrom("/api/key-boxes/mine", form.elements.withdraw_passphrase);
    const { receipt } = await withdrawBid({ lot, bid, root, keys, platformKey: unhex(platformKey) });
    saveAs(receipt, "撤回回执.json");
    tell("已撤回，回执已保存。");
    form.closest("details").open = false;
    renewPage();
  });
}

const recovery = document.querySelector("[data-recover]");
if (recovery) {
  const { lot } = recovery.dataset;
  onSubmit(recovery, async (tell) => {
    tell("正在解密……");
    const keys = await keysFrom(`/api/lots/${lot}/my-bid-key-box`, recovery.elements.recover_passphrase);
    const sealed = await getJson(`/api/lots/${lot}/my-sealed-bid`);
    await postJson(`/api/openings/${lot}/recover`, { keys: await openOwnKeys(sealed, { keys }) });
    tell("已解密，报价已在开标页面公布。");
    location.assign(`/openings/${lot}`);
  });
}
