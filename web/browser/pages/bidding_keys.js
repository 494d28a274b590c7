// Opening one's own key box in a page: the passphrase stays here and is forgotten at once.

import { getJson } from "../http.js";
import { unlock } from "../keybox.js";
import { Refused, SealError } from "../refusals.js";
import { requireSupport } from "../support.js";

const WRONG_PASSPHRASE = "口令不正确，请重新输入。请留意大小写、中英文输入法和前后空格。";
const DAMAGED = "密钥盒的内容不完整，不是口令的问题，请联系平台。";

/** The keys behind the wrapped box at `url` ({wrapped}). Throws an Error whose message is for people. */
export async function keysFrom(url, input) {
  await requireSupport();
  const { wrapped } = await getJson(url);
  try {
    return await unlock(wrapped, input.value);
  } catch (error) {
    if (error instanceof SealError) throw new Error(WRONG_PASSPHRASE);
    if (error instanceof Refused) throw new Error(DAMAGED);
    throw error;
  } finally {
    input.value = "";
  }
}

/** Run a form's work once at a time and tell in `[data-told]` how it went. */
export function onSubmit(form, work) {
  const told = form.querySelector("[data-told]");
  const buttons = form.querySelectorAll("button");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    buttons.forEach((button) => (button.disabled = true));
    try {
      await work((text) => (told.textContent = text));
    } catch (error) {
      told.textContent = sentence(error);
    } finally {
      buttons.forEach((button) => (button.disabled = false));
    }
  });
}

/** What went wrong, with the article if the platform gave one. */
export const sentence = (error) => (error.article ? `${error.message}（依据：${error.article}）` : error.message);
