// The officer's page: fetch the sealed shares, open them here, release them.

import { releaseOwnShares } from "../release.js";
import { keysFrom, onSubmit } from "./bidding_keys.js";

const form = document.querySelector("[data-release]");
if (form) {
  const { lot } = form.dataset;
  const words = JSON.parse(form.dataset.words);
  const progress = form.querySelector("[data-progress]");
  const fields = form.querySelector("[data-release-when-begun]");
  const told = form.querySelector("[data-told]");
  form.hidden = false;
  document.addEventListener("live", () => followOpening(fields, told, words));
  onSubmit(form, async (tell) => {
    tell("正在打开密钥……");
    const keys = await keysFrom(`/api/openings/${lot}/my-key-box`, form.elements.passphrase);
    const released = await releaseOwnShares(lot, keys, (done, total) => {
      progress.hidden = total === 0;
      Object.assign(progress, { max: Math.max(total, 1), value: done });
      tell(`正在打开并释放份额：已处理 ${done} 份，共 ${total} 份${words.offer}……`);
    });
    tell(outcome(released, words));
  });
}

/** The form opens when the host has begun, and closes when nothing is left to open. */
function followOpening(fields, told, words) {
  const opening = document.querySelector("[data-opening-state]");
  if (!opening) return;
  const may = opening.dataset.openingState === "releasing" && !opening.hasAttribute("data-settled");
  if (may && fields.disabled) told.textContent = `主持人已宣布${words.opening}，可以释放。`;
  fields.disabled = !may;
}

function outcome({ waiting, given, verified, refused, opened, unreadable, unneeded }, words) {
  if (waiting === 0) return `全部${words.offer}均已解密或已有结果，无需再释放份额。`;
  if (given === 0) return "您能释放的份额均已释放并记录，无需重复操作。";
  if (verified === 0 && refused === 0 && unneeded > 0) return `您释放之前，全部${words.offer}均已解密，您的份额未被使用。`;
  const shut = unreadable ? `，${unreadable} 份因${words.bidder}原因不能解密` : "";
  return `已释放：您的 ${verified} 个份额与承诺相符，${refused} 个不符被拒；本次解密 ${opened} 份${words.offer}${shut}。`;
}
