// The officer's page: fetch the sealed shares, open them here, release them.

import { getJson, postJson } from "../http.js";
import { openOwnShares } from "../officer.js";
import { keysFrom, onSubmit } from "./bidding_keys.js";

const form = document.querySelector("[data-release]");
if (form) {
  const { lot } = form.dataset;
  const progress = form.querySelector("[data-progress]");
  const fields = form.querySelector("[data-release-when-begun]");
  const told = form.querySelector("[data-told]");
  form.hidden = false;
  document.addEventListener("live", () => followOpening(fields, told));
  onSubmit(form, async (tell) => {
    progress.hidden = false;
    const step = (done, text) => {
      progress.value = done;
      tell(text);
    };
    step(0, "正在打开密钥……");
    const keys = await keysFrom(`/api/openings/${lot}/my-key-box`, form.elements.passphrase);
    step(1, "正在打开份额……");
    const { bids } = await getJson(`/api/openings/${lot}/my-sealed-shares`);
    if (bids.length === 0) return tell("全部投标文件均已解密或已有结果，无需再释放份额。");
    const shares = await openOwnShares(bids, { keys });
    step(2, "正在释放……");
    step(3, outcome(await postJson(`/api/openings/${lot}/shares`, { shares })));
  });
}

/** The form opens when the host has begun, and closes when nothing is left to open. */
function followOpening(fields, told) {
  const opening = document.querySelector("[data-opening-state]");
  if (!opening) return;
  const may = opening.dataset.openingState === "releasing" && !opening.hasAttribute("data-settled");
  if (may && fields.disabled) told.textContent = "主持人已宣布开标，可以释放。";
  fields.disabled = !may;
}

function outcome({ verified, refused, opened, unreadable, unneeded }) {
  if (verified === 0 && refused === 0 && unneeded > 0) return "您释放之前，全部投标文件均已解密，您的份额未被使用。";
  const shut = unreadable ? `，${unreadable} 份因投标人原因不能解密` : "";
  return `已释放：您的 ${verified} 个份额与承诺相符，${refused} 个不符被拒；本次解密 ${opened} 份投标文件${shut}。`;
}
