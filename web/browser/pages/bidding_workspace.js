// The bidder's workspace: keys, form, files, rehearsal, submission. It glues; sealing and uploading are elsewhere.
// Everything begins with the own key: with it the draft is kept, sealed, at the platform and comes back anywhere.

import { momentText } from "/static/telling.js";
import { settle } from "/static/typing.js";

import { unhex } from "../bytes.js";
import { readPrice } from "../numbers.js";
import { missingFeatures } from "../support.js";
import { BidDraft, saveAs } from "../upload.js";
import { FileRows } from "./bidding_files.js";
import { keysFrom, sentence } from "./bidding_keys.js";
import { conditions, declared, isMet, readinessItem } from "./bidding_readiness.js";
import { rehearse } from "./bidding_rehearsal.js";
import { element, restated, sizeText } from "./bidding_restated.js";
import { attachStanding } from "./bidding_standing.js";

const room = document.querySelector("[data-bid-workspace]");
const REGIONS = ["bid-steps", "standing-region", "receipts-region"];

let draft = null;
let beginning = null;
let foreign = null;
let keys = null;
let isRehearsed = false;
let isSubmitting = false;
let rows = null;

const at = (selector) => room.querySelector(selector);
const form = () => at("[data-bid-form]");
const words = () => JSON.parse(room.dataset.words);

async function start() {
  room.hidden = false;
  const missing = await missingFeatures();
  if (missing.length) return tell("[data-unlock-told]", `浏览器缺少${words().offered}所需功能：${missing.join("、")}。请更换新版浏览器。`);
  rows = new FileRows(room, { draft: begun, onChange: review, parts: words().parts });
  at("[data-unlock]").addEventListener("submit", guarded("[data-unlock-told]", unlockKeys));
  at("[data-rehearse]").addEventListener("click", guarded("[data-rehearse-told]", tryOut));
  at("[data-submit]").addEventListener("click", guarded("[data-submit-told]", submit));
  at("[data-abandon-agreed]").addEventListener("click", guarded("[data-draft-told]", abandon));
  at("[data-submit-confirm]").addEventListener("toggle", restate);
  form().addEventListener("input", (event) => event.isComposing || written());
  form().addEventListener("compositionend", written);
  form().addEventListener("submit", (event) => event.preventDefault());
  addEventListener("beforeunload", (event) => isBusy() && event.preventDefault());
}

async function unlockKeys() {
  tell("[data-unlock-told]", "正在解锁……");
  keys = await keysFrom("/api/key-boxes/mine", at("[data-unlock]").elements.passphrase);
  const former = await keptDraft();
  if (former) adopt(former);
  at("[data-unlock]").hidden = true;
  at("[data-draft-waits]")?.remove();
  at("[data-unlocked]").hidden = false;
  tell("[data-unlock-told]", former ? "密钥已解锁，已恢复上次的草稿。" : "密钥已解锁，离开本页即失效。");
}

/** The draft the platform keeps; one that other keys sealed is told and left alone until a new one is begun. */
async function keptDraft() {
  try {
    return await BidDraft.resume({ lot: room.dataset.lot, keys, panelHash: panelHash() });
  } catch (error) {
    if (error.code !== "draft-foreign") throw error;
    foreign = error.facts.bid;
    tell("[data-draft-told]", `${sentence(error)}。继续填写将另起一份，原草稿随即作废。`);
    return null;
  }
}

/** The draft, begun at the platform when it is first needed. */
async function begun() {
  beginning ??= draft ? Promise.resolve(draft) : begin();
  try {
    return await beginning;
  } catch (error) {
    beginning = null;
    throw error;
  }
}

async function begin() {
  tell("[data-draft-told]", "正在建立草稿……");
  try {
    return adopt(await BidDraft.begin({ lot: room.dataset.lot, keys, panelHash: panelHash(), replaces: foreign }));
  } catch (error) {
    const former = error.code === "draft-unfinished" ? await keptDraft() : null;
    if (!former) throw error;
    return adopt(former);
  }
}

function adopt(found) {
  draft = found;
  beginning = Promise.resolve(found);
  found.addEventListener("saved", ({ detail }) => kept(detail));
  found.addEventListener("unsaved", ({ detail }) => tell("[data-draft-told]", `草稿未能保存：${sentence(detail)}`));
  fill(found.form);
  rows.follow(found);
  if (found.savedAt) kept(found.savedAt);
  at("[data-abandon]").hidden = false;
  return found;
}

/** Only what nobody has typed into meanwhile. */
function fill(typed) {
  for (const [name, line] of Object.entries(typed)) {
    const field = form().elements[name];
    if (!field || field.value) continue;
    field.value = line;
    field.dispatchEvent(new Event("input", { bubbles: false }));
    if (field.matches("[data-money]")) field.dispatchEvent(new Event("compositionend", { bubbles: true }));
  }
  settle(form());
}

async function written() {
  review();
  try {
    (await begun()).write(typed());
  } catch (error) {
    tell("[data-draft-told]", sentence(error));
  }
}

function kept(when) {
  if (!draft.isUnsaved) settle(form());
  const told = momentText(Date.parse(when));
  tell("[data-draft-told]", `草稿已用您的密钥加密保存（${told}），平台无法读取；在任何浏览器解锁后即可继续。`);
}

async function abandon() {
  await draft.abandon();
  draft = null;
  beginning = null;
  rows.clear();
  form().reset();
  for (const field of form().elements) field.value = "";
  settle(form());
  at("[data-abandon]").open = false;
  at("[data-abandon]").hidden = true;
  tell("[data-draft-told]", "草稿已放弃，已上传的密文将被删除。");
}

async function tryOut() {
  const list = at("[data-rehearsal]");
  list.hidden = false;
  list.replaceChildren();
  const { lot, panel, bidderNamed } = room.dataset;
  const bidder = JSON.parse(bidderNamed);
  for await (const proved of rehearse({ lot, panel: JSON.parse(panel), bidder, keys, opening: words().opening })) list.append(readinessItem({ text: proved, state: "met" }));
  isRehearsed = true;
  tell("[data-rehearse-told]", `试封成功：您的密钥可以打开自己密封的${words().offer}。`);
}

/** What is about to be handed in, said once more. */
function restate() {
  const isReady = needed().every(isMet);
  at("[data-restated]").replaceChildren(isReady ? said() : element("p", "尚有未具备的条件，见上。", "soft"));
}

const said = () => restated({ form: sealedForm(), files: draft.files.map((upload) => upload.listed), words: words() });

async function submit() {
  isSubmitting = true;
  try {
    tell("[data-submit-told]", "正在密封、签名并递交……");
    const content = said();
    const platformKey = unhex(room.dataset.platformKey);
    showDone(await draft.submit({ form: sealedForm(), platformKey }), content);
  } catch (error) {
    if (error.refusal) showRefusal(error.refusal);
    throw error;
  } finally {
    isSubmitting = false;
  }
}

async function showDone({ receipt, statement, manifest, root }, content) {
  draft = null;
  settle(form());
  const told = momentText(Date.parse(statement.at));
  const facts = [["收妥时间", `${told}（北京时间）`], ["递交次数", `第${statement.sequence}次`], [`${words().offer}根哈希`, root], ["日志序号", statement.entry.seq]];
  at("[data-done-facts]").replaceChildren(...facts.flatMap(([name, value]) => [element("dt", name), element("dd", value)]));
  at("[data-done-restated]").replaceChildren(content);
  at("[data-save-receipt]").addEventListener("click", () => saveAs(receipt, `${words().offered}回执-${room.dataset.lotNo}.json`));
  at("[data-save-manifest]").addEventListener("click", () => saveAs(manifest, `${words().offered}清单-${room.dataset.lotNo}.json`));
  at("[data-before]").remove();
  at("[data-done]").hidden = false;
  at("[data-done] h2").scrollIntoView();
  await renewRegions();
}

/** The steps, the standing bid and the receipts as the platform has them now; the rest of the page stays. */
async function renewRegions() {
  const answer = await fetch(location.pathname, { credentials: "same-origin" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of REGIONS) document.getElementById(id).replaceWith(fresh.getElementById(id));
  attachStanding();
}

function showRefusal(refusal) {
  at("[data-refused]").hidden = false;
  at("[data-save-refusal]").onclick = () => saveAs(refusal, `拒收凭证-${room.dataset.lotNo}.json`);
}

/** What must be there before anything can be handed in, and how it stands. */
const needed = () => conditions({ fields: form().elements, files: draft?.files ?? [], words: words() });

/** What is ready and what is missing; the button opens only when nothing is. */
function review() {
  const told = needed();
  const rehearsed = { text: "试封（建议）", state: isRehearsed ? "met" : "idle" };
  at("[data-readiness]").replaceChildren(...[...told, ...declared({ fields: form().elements, words: words() }), rehearsed].map(readinessItem));
  at("[data-submit]").disabled = !told.every(isMet);
  const price = typedPrice();
  at("[data-ceiling-warning]").hidden = price === null || isWithin(Number(price));
  const totals = draft?.totals;
  at("[data-totals]").textContent = totals?.files ? `${totals.files} 个文件，${totals.done} 个已上传；${sizeText(totals.sent)} / ${sizeText(totals.bytes)}` : "";
  if (at("[data-submit-confirm]").open) restate();
}

/** Whether a price is on the valid side of the limit. */
function isWithin(price) {
  const limit = Number(room.dataset.ceiling);
  return words().side === "at-least" ? price >= limit : price <= limit;
}

/** The price to the fen as text, or null. */
function typedPrice() {
  return readPrice(form().elements.price.value).value ?? null;
}

/** Every named field as it was typed. */
const typed = () => Object.fromEntries([...form().elements].filter((field) => field.name).map((field) => [field.name, field.value]));

/** What is read out at the opening: the price to the fen, and the lines that say something. */
function sealedForm() {
  const lines = Object.entries(typed()).map(([name, line]) => [name, line.trim()]).filter(([, line]) => line);
  return { ...Object.fromEntries(lines), price: typedPrice() };
}

const isBusy = () =>
  isSubmitting || draft?.isUnsaved || draft?.files.some((one) => one.state === "running" || one.state === "waiting");

const panelHash = () => JSON.parse(room.dataset.panel).hash;

/** A listener that does one thing at a time and tells what went wrong. */
function guarded(told, work) {
  return async (event) => {
    event.preventDefault();
    const button = event.submitter ?? event.currentTarget;
    button.disabled = true;
    try {
      await work();
    } catch (error) {
      tell(told, sentence(error));
    } finally {
      button.disabled = false;
      if (room.contains(form())) review();
    }
  };
}

function tell(selector, text) {
  const place = at(selector);
  if (place) place.textContent = text;
}

if (room) start();
