// The bidder's workspace: form, files, keys, rehearsal, submission. It glues; sealing and uploading are elsewhere.

import { unhex } from "../bytes.js";
import { MONEY, readNumber } from "../numbers.js";
import { missingFeatures } from "../support.js";
import { BidDraft, saveAs } from "../upload.js";
import { FileRows } from "./bidding_files.js";
import { keysFrom, sentence } from "./bidding_keys.js";
import { rehearse } from "./bidding_rehearsal.js";

const room = document.querySelector("[data-bid-workspace]");
if (room) start();

let draft = null;
let beginning = null;
let keys = null;
let rehearsed = false;
let rows = null;
let busy = false;

const at = (selector) => room.querySelector(selector);
const form = () => at("[data-bid-form]").elements;

async function start() {
  room.hidden = false;
  const missing = await missingFeatures();
  if (missing.length) return tell("[data-submit-told]", `浏览器缺少投标所需功能：${missing.join("、")}。请更换新版浏览器。`);
  rows = new FileRows(room, { draft: begun, onChange: review });
  at("[data-unlock]").addEventListener("submit", guarded("[data-unlock-told]", unlockKeys));
  at("[data-rehearse]").addEventListener("click", guarded("[data-unlock-told]", tryOut));
  at("[data-submit]").addEventListener("click", guarded("[data-submit-told]", submit));
  at("[data-bid-form]").addEventListener("input", review);
  addEventListener("beforeunload", (event) => busy && event.preventDefault());
  const former = await BidDraft.resume({ lot: room.dataset.lot, bidder: room.dataset.bidder });
  if (former) adopt(former);
  review();
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
  const { lot, panel } = room.dataset;
  return adopt(await BidDraft.begin({ lot, panelHash: JSON.parse(panel).hash }));
}

function adopt(found) {
  const folded = room.closest("details");
  if (folded) folded.open = true;
  draft = found;
  beginning = Promise.resolve(found);
  rows.follow(found);
  return found;
}

async function unlockKeys() {
  tell("[data-unlock-told]", "正在解锁……");
  keys = await keysFrom("/api/key-boxes/mine", at("[data-unlock]").elements.passphrase);
  at("[data-rehearse]").disabled = false;
  tell("[data-unlock-told]", "密钥已解锁，离开本页即失效。");
}

async function tryOut() {
  const list = at("[data-rehearsal]");
  list.hidden = false;
  list.replaceChildren();
  const { lot, panel, bidderNamed } = room.dataset;
  const bidder = JSON.parse(bidderNamed);
  for await (const proved of rehearse({ lot, panel: JSON.parse(panel), bidder, keys })) list.append(item(proved, true));
  rehearsed = true;
  tell("[data-unlock-told]", "试封成功：您的密钥可以打开自己密封的投标文件。");
}

async function submit() {
  busy = true;
  try {
    tell("[data-submit-told]", "正在密封、签名并递交……");
    const platformKey = unhex(room.dataset.platformKey);
    showDone(await draft.submit({ form: typedForm(), keys, platformKey }));
  } catch (error) {
    if (error.refusal) showRefusal(error.refusal);
    throw error;
  } finally {
    busy = false;
  }
}

function showDone({ receipt, statement, manifest, root }) {
  const facts = [["收妥时间", new Date(statement.at).toLocaleString("zh-CN", { timeZone: "Asia/Shanghai" })], ["递交次数", `第${statement.sequence}次`], ["根哈希", root], ["日志序号", statement.entry.seq]];
  at("[data-done-facts]").replaceChildren(...facts.flatMap(([name, value]) => [element("dt", name), element("dd", value)]));
  at("[data-save-receipt]").addEventListener("click", () => saveAs(receipt, "投标回执.json"));
  at("[data-save-manifest]").addEventListener("click", () => saveAs(manifest, "投标清单.json"));
  for (const part of room.querySelectorAll(".section")) part.hidden = true;
  const done = at("[data-done]");
  done.hidden = false;
  done.querySelector(".section").hidden = false;
  done.scrollIntoView();
  draft = null;
}

function showRefusal(refusal) {
  at("[data-refused]").hidden = false;
  at("[data-save-refusal]").onclick = () => saveAs(refusal, "拒收凭证.json");
}

/** What is ready and what is missing; the button opens only when nothing is. */
function review() {
  const price = typedPrice();
  const files = draft?.files ?? [];
  const conditions = [
    ["报价已填写", price !== null],
    ["交付（服务）期限已填写", form().period.value.trim() !== ""],
    ["已添加投标文件", files.length > 0],
    [`文件已全部密封上传（${files.filter((one) => one.state === "done").length}/${files.length}）`, files.length > 0 && files.every((one) => one.state === "done")],
    ["密钥已解锁", keys !== null],
  ];
  at("[data-readiness]").replaceChildren(...conditions.map(([text, ready]) => item(text, ready)), item("已试封（建议）", rehearsed));
  at("[data-submit]").disabled = conditions.some(([, ready]) => !ready);
  at("[data-ceiling-warning]").hidden = price === null || Number(price) <= Number(room.dataset.ceiling);
  const totals = draft?.totals;
  busy = files.some((one) => one.state === "running" || one.state === "waiting");
  at("[data-totals]").textContent = totals?.files ? `${totals.files} 个文件，${totals.done} 个已上传；${megabytes(totals.sent)} / ${megabytes(totals.bytes)} MB` : "";
}

/** The price to the fen as text, or null. */
function typedPrice() {
  const { value } = readNumber(form().price.value, MONEY);
  return value === undefined || value === "0.00" ? null : value;
}

function typedForm() {
  const said = { price: typedPrice() };
  for (const name of ["period", "warranty", "enterprise", "note"]) {
    const text = form()[name].value.trim();
    if (text) said[name] = text;
  }
  return said;
}

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
      review();
    }
  };
}

function item(text, ready) {
  const line = element("li", text);
  line.classList.toggle("ready-missing", !ready);
  return line;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function tell(selector, text) {
  at(selector).textContent = text;
}

const megabytes = (bytes) => (bytes / 1_048_576).toFixed(1);
