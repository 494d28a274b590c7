// What somebody is typing, choosing or composing on this page, and when the page may be loaded anew.
// The only place where a page loads itself. Not for: keeping what was typed over a reload.

const FIELDS = "input, select, textarea";
const NEVER = "[type=hidden], [type=submit], [type=button], [type=reset], [type=image]";
const SEARCHES = "form[method=get], form[role=search]";
const RECHECK_MS = 1000;
const LEAVING_MS = 10_000;

const edited = new WeakSet(); // what has no default to compare with: editable elements, forms whose rows changed
const sent = new WeakSet(); // forms on their way to the server
let composing = null;
let isLeaving = false;
let isWanted = false;

/** Whether a key belongs to an input method: the Enter that ends a composition is no command. */
export const isComposing = (event) => event.isComposing || event.keyCode === 229;

/** Whether text inside `root` is being composed and not yet committed. */
export const isComposedIn = (root) => composing !== null && composing.isConnected && root.contains(composing);

/** Whether a field differs from what the server sent. */
export function isChanged(field) {
  if (field.disabled || field.matches(NEVER)) return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.type === "file") return field.files.length > 0;
  if (field.matches("select")) return isChosen(field);
  return field.value !== field.defaultValue;
}

/** Whether replacing `root` would take something from somebody: typed, chosen, composed, or just being confirmed. */
export function isInUse(root = document) {
  const active = document.activeElement;
  const isHeld = active?.matches(root === document ? "select" : FIELDS) && root.contains(active);
  if (isHeld || isComposedIn(root) || root.querySelector("details.confirm[open]")) return true;
  return written(root).length > 0;
}

/** Whether leaving the page would lose what somebody wrote; searches and passwords are not missed. */
function wouldBeLost() {
  const isMissed = (part) => part.type !== "password" && !part.closest(SEARCHES) && !sent.has(part.form ?? part);
  return written(document).some(isMissed) || (isComposedIn(document) && isMissed(composing));
}

/** What the fields of `root` hold is safe elsewhere: from here on only what is typed later counts. */
export function settle(root) {
  for (const field of root.querySelectorAll(FIELDS)) {
    if (field.type === "checkbox" || field.type === "radio") field.defaultChecked = field.checked;
    else if (field.matches("select")) for (const option of field.options) option.defaultSelected = option.selected;
    else if (!field.matches(`[type=file], ${NEVER}`)) field.defaultValue = field.value;
  }
  edited.delete(root);
}

/** Load the page anew as soon as nobody is writing on it; until then offer a button. */
export function renewPage() {
  if (isLeaving || isWanted) return;
  isWanted = true;
  renewOrWait(null);
}

/** A bar above `place` that says what is new; `act` when the button is pressed. Gives the bar. */
export function offer(place, { text, button, act }) {
  const bar = document.createElement("div");
  bar.className = "notice-bar notice-bar-warn renewal";
  bar.setAttribute("role", "status");
  const press = Object.assign(document.createElement("button"), { type: "button", className: "button button-small", textContent: button });
  press.addEventListener("click", act);
  bar.append(text, " ", press);
  place.before(bar);
  return bar;
}

function renewOrWait(bar) {
  if (isLeaving) return void (isWanted = false);
  if (!isInUse()) return location.reload();
  const place = document.querySelector("main > .wrap")?.firstElementChild ?? document.body.firstElementChild;
  const shown = bar ?? offer(place, { text: "页面有更新，您填写的内容尚未提交。", button: "点此刷新", act: () => location.reload() });
  setTimeout(() => renewOrWait(shown), RECHECK_MS);
}

/** Fields, editable elements and forms that hold something the server did not send. */
function written(root) {
  const fields = [...root.querySelectorAll(FIELDS)].filter(isChanged);
  const parts = [...root.querySelectorAll("[contenteditable], form")].filter((part) => edited.has(part) || cameBack(part));
  return [...fields, ...parts];
}

/** A form that was refused holds what was typed although the server sent it. Passwords are never sent back. */
const cameBack = (form) => form.matches("form") && Boolean(form.querySelector("[data-summary]")) && !form.querySelector("[type=password]");

function isChosen(select) {
  const options = [...select.options];
  const first = select.multiple ? -1 : Math.max(0, options.findIndex((option) => !option.disabled));
  const hasDefault = options.some((option) => option.defaultSelected);
  return options.some((option, at) => option.selected !== (hasDefault ? option.defaultSelected : at === first));
}

if (globalThis.document) {
  document.addEventListener("compositionstart", ({ target }) => (composing = target), true);
  document.addEventListener("compositionend", () => (composing = null), true);
  document.addEventListener("input", ({ target }) => {
    const part = target.matches(FIELDS) ? null : target.closest("[contenteditable], form");
    if (part) edited.add(part);
    const form = target.closest("form");
    if (form) sent.delete(form);
  });
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && event.target.method !== "dialog") sent.add(event.target);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => sent.delete(form)));
  addEventListener("beforeunload", (event) => {
    // Whoever leaves is not called back: the page's own reload would cancel their way.
    isLeaving = true;
    setTimeout(() => (isLeaving = false), LEAVING_MS);
    if (wouldBeLost()) event.preventDefault();
  });
}
