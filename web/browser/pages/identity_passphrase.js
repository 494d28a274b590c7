// Another passphrase for the same keys: both passphrases stay in this browser.

import { base64 } from "../bytes.js";
import { getJson, postJson } from "../http.js";
import { rewrap } from "../keybox.js";
import { SealError } from "../refusals.js";
import { requireSupport } from "../support.js";
import { onSubmit } from "./bidding_keys.js";

const SHORTEST_PASSPHRASE = 12;

const form = document.querySelector("[data-rewrap]");
form.hidden = false;
onSubmit(form, async (tell) => {
  const { old_passphrase: present, passphrase: next, again } = form.elements;
  if ([...next.value].length < SHORTEST_PASSPHRASE) throw new Error(`新口令至少${SHORTEST_PASSPHRASE}个字符。`);
  if (next.value !== again.value) throw new Error("两次输入的新口令不一致。");
  tell("正在用新口令重新加密，请稍候……");
  await requireSupport();
  const box = await getJson("/api/key-boxes/mine");
  const made = await rewrapped(box, { passphrase: present.value, next: next.value, person: box.person_id });
  await postJson(`/api/key-boxes/${box.id}/wrapped`, { wrapped: made.wrapped, proof: base64(made.proof) });
  form.reset();
  location.assign("/account?done=passphrase");
});

async function rewrapped(box, passphrases) {
  try {
    return await rewrap(box.wrapped, passphrases);
  } catch (error) {
    throw error instanceof SealError ? new Error("当前口令不正确。") : error;
  }
}
