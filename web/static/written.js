// What somebody wrote into a form of this page and did not send yet, kept in this tab (sessionStorage) so that reload
// and Back bring it back: also after a refusal, whose page takes the address of the page the form stands on. Kept for
// what the form is about, which its hidden fields say, so that it comes back for nothing else.
// Never: passwords, secrets, files, and forms that say `method="dialog"`, such as a bid's.
// Not for: a form posted without a session, which the platform keeps.

import { isChanged } from "./typing.js";

const PREFIX = "written:";
const SENT = `${PREFIX}sent`;
const SENT_FROM = `${PREFIX}from`;
const SOON_MS = 400;
const MOST_ROWS = 50;
const SECRET = /pass|secret|token|口令/i;
const FIELDS = "input:not([type=hidden], [type=password], [type=file], [type=submit]), select, textarea";

const owner = document.body?.dataset.visitor ?? "";
const timers = new WeakMap();
let isForgotten = false;

const forms = () => [...document.querySelectorAll("form[method=post]:not(.act)")].filter((form) => !form.querySelector("[type=password]"));
const cameBack = (form) => Boolean(form.querySelector("[data-summary]"));
const fieldsOf = (form) => [...form.querySelectorAll(FIELDS)].filter((field) => field.name && !SECRET.test(field.name));

function keyOf(form) {
  const twins = forms().filter((other) => subjectOf(other) === subjectOf(form));
  return `${PREFIX}${owner}:${location.pathname}${location.search}:${subjectOf(form)}:${twins.indexOf(form)}`;
}

/** Where the form goes and what it is about. */
function subjectOf(form) {
  const about = [...form.querySelectorAll("input[type=hidden]")].filter((field) => !field.name.startsWith("_"));
  return [form.getAttribute("action") ?? "", ...about.map((field) => `${field.name}=${field.value}`)].join("&");
}

/** [name, place among the fields of that name, what was written] of every changed field; of a refused form, of all:
    what the platform sent back is not what the platform has. */
function writtenIn(form) {
  const fields = fieldsOf(form);
  const place = (field) => fields.filter((other) => other.name === field.name).indexOf(field);
  return fields.filter((field) => cameBack(form) || isChanged(field)).map((field) => [field.name, place(field), valueOf(field)]);
}

function valueOf(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked;
  return field.matches("select") ? [...field.selectedOptions].map((option) => option.value) : field.value;
}

/** A tick or a choice is something in an empty row, too. */
const isTyped = (value) => typeof value === "string" && value.trim() !== "";

function keep(form) {
  const written = writtenIn(form);
  if (written.length) sessionStorage.setItem(keyOf(form), JSON.stringify(written));
  else sessionStorage.removeItem(keyOf(form));
}

function restore(form) {
  const kept = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "[]");
  const typedFirst = kept.sort(([, , one], [, , other]) => isTyped(other) - isTyped(one));
  const changed = typedFirst.filter(([name, place, value]) => put(form, name, place, value));
  if (changed.length) tell(form);
}

/** Whether it made a difference. */
function put(form, name, place, value) {
  const field = fieldFor(form, name, place, isTyped(value));
  if (!field || isChanged(field) || JSON.stringify(valueOf(field)) === JSON.stringify(value)) return false;
  if (typeof value === "boolean") field.checked = value;
  else if (Array.isArray(value)) for (const option of field.options) option.selected = value.includes(option.value);
  else field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const folded = field.closest("details");
  if (folded) folded.open = true;
  return true;
}

/** The field, with rows added until there is one of that name where something was typed in it. */
function fieldFor(form, name, place, mayAdd) {
  const find = () => fieldsOf(form).filter((field) => field.name === name)[place];
  const button = [...form.querySelectorAll("[data-add-row]")].find((one) => name.startsWith(`${one.dataset.addRow}-`));
  for (let added = 0; mayAdd && button && !find() && added < MOST_ROWS; added += 1) button.click();
  return find();
}

function tell(form) {
  const bar = Object.assign(document.createElement("div"), { className: "notice-bar", textContent: toldOf(form) });
  bar.setAttribute("role", "status");
  const clear = Object.assign(document.createElement("button"), { type: "button", className: "button button-small", textContent: "清除" });
  clear.addEventListener("click", () => {
    form.reset();
    keep(form);
    bar.remove();
    fieldsOf(form).forEach((field) => field.dispatchEvent(new Event("input", { bubbles: true })));
  });
  bar.append(clear);
  form.prepend(bar);
  const confirm = form.closest("details");
  if (confirm) confirm.open = true;
}

function toldOf(form) {
  const files = form.querySelector("[type=file]") ? "文件须重新选择。" : "";
  return `已恢复您在本窗口填写而尚未提交的内容。${files} `;
}

/** A form that was sent is forgotten once a page came that is neither a refusal nor the door. */
function settleSent() {
  const [sent, from] = [SENT, SENT_FROM].map((name) => sessionStorage.getItem(name));
  [SENT, SENT_FROM].forEach((name) => sessionStorage.removeItem(name));
  const isRefused = Boolean(document.querySelector("[data-summary], [data-refused]"));
  if (isRefused && from) history.replaceState(history.state, "", from);
  if (sent && !isRefused && location.pathname !== "/sign-in") sessionStorage.removeItem(sent);
}

function forgetAll() {
  isForgotten = true;
  Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => sessionStorage.removeItem(key));
}

/** Takes the page's forms into care; after every other script of the page has attached its own. */
export function careForForms() {
  settleSent();
  forms().forEach((form) => (cameBack(form) ? keep(form) : restore(form)));
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form");
    if (!form || event.isComposing || !forms().includes(form)) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => keep(form), SOON_MS));
  });
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") === "/sign-out") return forgetAll();
    if (event.defaultPrevented || event.target.method !== "post") return;
    sessionStorage.setItem(SENT_FROM, location.pathname + location.search);
    if (!forms().includes(event.target)) return;
    keep(event.target);
    sessionStorage.setItem(SENT, keyOf(event.target));
  });
  addEventListener("pagehide", () => {
    if (isForgotten) return;
    const leaving = sessionStorage.getItem(SENT);
    forms().filter((form) => keyOf(form) !== leaving).forEach(keep);
  });
}
