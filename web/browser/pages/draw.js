// A party's page in a draw: the secret is made and kept in this browser, only its hash is handed in.
// Without scripts the same form works: the platform hashes what was typed and forgets it.

import { concat, hex, random, sha256, utf8 } from "../bytes.js";

const LABEL = utf8("tianping/draw/secret/v1\0");
const SHORTEST = 24;

/** As RFC 3797 section 4.1 wants text: ASCII letters and digits, upper case. */
function canonicalSecret(text) {
  return text.normalize("NFKD").replace(/[^\x00-\x7f]/g, "").toUpperCase().replace(/[^0-9A-Z]/g, "");
}

/** The commitment of `duty` in draw `drawId` (a UUID) to a canonical secret, in hex. */
async function secretCommitment(drawId, duty, secret) {
  const id = Uint8Array.from(drawId.replaceAll("-", "").match(/../g), (digits) => parseInt(digits, 16));
  return hex(await sha256(concat(LABEL, id, utf8(`${duty}\0${secret}`))));
}

const keptUnder = (drawId) => `draw-secret:${drawId}`;

function prepareCommitment(form) {
  const hidden = form.querySelector("[data-commitment]");
  const input = form.querySelector("[name=secret]");
  const { draw, duty } = hidden.dataset;
  if (!input.value) input.value = localStorage.getItem(keptUnder(draw)) ?? hex(random(32)).toUpperCase();
  input.defaultValue = input.value; // drawn here, not typed: nothing to lose by leaving
  offerDownload(form, input);
  input.addEventListener("input", () => offerDownload(form, input));
  form.addEventListener("submit", async (event) => {
    if (input.disabled) return;
    event.preventDefault();
    const secret = canonicalSecret(input.value);
    if (secret.length < SHORTEST) {
      input.setCustomValidity(`秘密数至少${SHORTEST}位字母或数字`);
      input.reportValidity();
      input.setCustomValidity("");
      return;
    }
    hidden.value = await secretCommitment(draw, duty, secret);
    localStorage.setItem(keptUnder(draw), secret);
    input.disabled = true; // a disabled field is not handed in: the secret stays here
    form.submit();
  });
}

function offerDownload(form, input) {
  const link = form.querySelector("[data-download]");
  form.querySelector("[data-kept]").hidden = false;
  link.href = `data:text/plain;charset=utf-8,${encodeURIComponent(canonicalSecret(input.value))}`;
}

function fillRevealed(place) {
  const input = place.querySelector("[name=secret]");
  if (!input.value) input.value = localStorage.getItem(keptUnder(place.dataset.draw)) ?? "";
  input.defaultValue = input.value;
}

if (globalThis.document) {
  const committing = document.querySelector("#draw-commit");
  if (committing) prepareCommitment(committing);
  const revealing = document.querySelector("[data-reveal]");
  if (revealing) fillRevealed(revealing);
}
