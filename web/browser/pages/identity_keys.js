// The page on which a person makes their key box: keys and passphrase never leave this browser unwrapped.

import { base64, unbase64 } from "../bytes.js";
import { makeKeyBox, provePossession } from "../keybox.js";
import { requireSupport } from "../support.js";
import { postJson } from "../http.js";

const SHORTEST_PASSPHRASE = 12;

const form = document.querySelector("[data-key-box]");
const told = form.querySelector("[data-key-box-told]");
form.hidden = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  make().catch((error) => tell(error.message));
});

async function make() {
  const passphrase = form.elements.passphrase.value;
  if ([...passphrase].length < SHORTEST_PASSPHRASE) return tell(`口令至少${SHORTEST_PASSPHRASE}个字符。`);
  if (passphrase !== form.elements.again.value) return tell("两次输入的口令不一致。");
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  try {
    tell("正在生成密钥，请稍候……");
    await requireSupport();
    const { wrapped, keys } = await makeKeyBox(passphrase);
    const halves = { signing_public: base64(keys.signingPublic), sealing_public: base64(keys.sealingPublic) };
    const { day, sealed } = await postJson("/api/key-boxes/challenge", halves);
    const challenge = { person: form.dataset.person, day, sealed: unbase64(sealed) };
    const { answer, proof } = await provePossession(keys, challenge);
    await postJson("/api/key-boxes", { ...halves, wrapped, answer: base64(answer), proof: base64(proof) });
    location.assign("/account?done=keys");
  } finally {
    button.disabled = false;
  }
}

function tell(text) {
  told.textContent = text;
}
