// The officer's page: fetch the sealed shares, open them here, release them.

import { getJson, postJson } from "../http.js";
import { openOwnShares } from "../officer.js";
import { keysFrom, onSubmit } from "./bidding_keys.js";

const form = document.querySelector("[data-release]");
if (form) {
  const { lot } = form.dataset;
  const progress = form.querySelector("[data-progress]");
  form.hidden = false;
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
    const shares = await openOwnShares(bids, { keys });
    step(2, "正在释放……");
    const { verified, refused, opened } = await postJson(`/api/openings/${lot}/shares`, { shares });
    step(3, `已释放：${verified} 个份额与承诺相符，${refused} 个被拒；本次解密 ${opened} 份投标文件。`);
  });
}
