// What somebody wrote into a form of this page and did not send yet, kept in this tab (sessionStorage) so that reload
// and Back bring it back. Never: passwords, secrets, files, and forms that say `method="dialog"`, such as a bid's.
// Not for: a form posted without a session, which the platform keeps.

import { isChanged } from "./typing.js";

const PREFIX = "written:";
const SENT = `${PREFIX}sent`;
const SOON_MS = 400;
const MOST_ROWS = 50;
const SECRET = /pass|secret|token|口令/i;
const FIELDS = "input:not([type=hidden], [type=password], [type=file], [type=submit]), select, textarea";

const owner = document.body?.dataset.visitor ?? "";
const timers = new WeakMap();
let isForgotten = false;

const forms = () => [...document.querySelectorAll("form[method=post]:not(.act)")].filter((form) => !form.querySelector("[type=password]"));
const fieldsOf = (form) => [...form.querySelectorAll(FIELDS)].filter((field) => field.name && !SECRET.test(field.name));

function keyOf(form) {
  const action = form.getAttribute("action") ?? "";
  const twins = forms().filter((other) => (other.getAttribute("action") ?? "") === action);
  return `${PREFIX}${owner}:${location.pathname}${location.search}:${action}:${twins.indexOf(form)}`;
}

/** [name, place among the fields of that name, what was written] of every changed field. */
function writtenIn(form) {
  const fields = fieldsOf(form);
  const place = (field) => fields.filter((other) => other.name === field.name).indexOf(field);
  return fields.filter(isChanged).map((field) => [field.name, place(field), valueOf(field)]);
}

function valueOf(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked;
  return field.multiple ? [...field.selectedOptions].map((option) => option.value) : field.value;
}

function keep(form) {
  const written = writtenIn(form);
  if (written.length) sessionStorage.setItem(keyOf(form), JSON.stringify(written));
  else sessionStorage.removeItem(keyOf(form));
}

function restore(form) {
  const kept = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "[]");
  const changed = kept.filter(([name, place, value]) => put(form, name, place, value));
  if (changed.length) tell(form);
}

/** Whether it made a difference. */
function put(form, name, place, value) {
  const field = fieldFor(form, name, place);
  if (!field || isChanged(field) || JSON.stringify(valueOf(field)) === JSON.stringify(value)) return false;
  if (typeof value === "boolean") field.checked = value;
  else if (Array.isArray(value)) for (const option of field.options) option.selected = value.includes(option.value);
  else field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

/** The field, with rows added until there is one of that name. */
function fieldFor(form, name, place) {
  const find = () => fieldsOf(form).filter((field) => field.name === name)[place];
  const button = [...form.querySelectorAll("[data-add-row]")].find((one) => name.startsWith(`${one.dataset.addRow}-`));
  for (let added = 0; button && !find() && added < MOST_ROWS; added += 1) button.click();
  return find();
}

function tell(form) {
  const bar = Object.assign(document.createElement("div"), { className: "notice-bar", textContent: "已恢复您在本窗口填写而尚未提交的内容。 " });
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

/** A form that was sent is forgotten once a page came that is neither a refusal nor the door. */
function forgetSent() {
  const sent = sessionStorage.getItem(SENT);
  if (sent === null) return;
  sessionStorage.removeItem(SENT);
  if (!document.querySelector("[data-summary], [data-refused]") && location.pathname !== "/sign-in") sessionStorage.removeItem(sent);
}

function forgetAll() {
  isForgotten = true;
  Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => sessionStorage.removeItem(key));
}

/** Takes the page's forms into care; after every other script of the page has attached its own. */
export function careForForms() {
  forgetSent();
  forms().filter((form) => !form.querySelector("[data-summary]")).forEach(restore);
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form");
    if (!form || event.isComposing || !forms().includes(form)) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => keep(form), SOON_MS));
  });
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") === "/sign-out") return forgetAll();
    if (event.defaultPrevented || !forms().includes(event.target)) return;
    keep(event.target);
    sessionStorage.setItem(SENT, keyOf(event.target));
  });
  addEventListener("pagehide", () => {
    if (isForgotten) return;
    const leaving = sessionStorage.getItem(SENT);
    forms().filter((form) => keyOf(form) !== leaving).forEach(keep);
  });
}
