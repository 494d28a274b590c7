// The little that pages gain from a script. Every page works without it.

import { inCapitals } from "../browser/capitals.js";
import { readCreditCode } from "../browser/credit_codes.js";
import { MONEY, readNumber, readPrice } from "../browser/numbers.js";
import { momentText, spanText } from "./telling.js";
import { renewPage } from "./typing.js";
import { careForForms } from "./written.js";

const DAY = 86_400_000;
const SHIFT = 8 * 3_600_000; // Beijing is UTC+8 all year

// ---- the platform's clock, driven by the server's time, never by this machine's

const clock = document.querySelector("[data-clock]");
const serverAtLoad = clock ? Date.parse(clock.dateTime) : NaN;
const startedAt = performance.now();
const platformNow = () => (Number.isNaN(serverAtLoad) ? Date.now() : serverAtLoad + performance.now() - startedAt);

function tick() {
  if (clock) {
    const told = momentText(platformNow());
    if (clock.textContent !== told) clock.textContent = told;
  }
  document.querySelectorAll("[data-countdown]").forEach(countDown);
}

function countDown(element) {
  const rest = Date.parse(element.dataset.due) - platformNow();
  const left = element.querySelector("[data-left]");
  if (rest > 0) {
    left.textContent = `还有${spanText(rest)}`;
    return;
  }
  if (!element.dataset.finished) {
    element.dataset.finished = "yes";
    const wasRunning = !element.classList.contains("countdown-over");
    left.textContent = element.dataset.over;
    element.classList.add("countdown-over");
    if (wasRunning && "reload" in element.dataset) setTimeout(renewPage, 1500);
  }
}

if (clock || document.querySelector("[data-countdown]")) {
  tick();
  setInterval(tick, 1000);
}

// ---- fields that say what was typed

/** 大写 of a sum, or beside the field what is wrong with it; an empty field, and one still being composed, is not wrong. */
function tellCapitals(input) {
  const output = input.closest(".field").querySelector("[data-capitals]");
  const read = (typed) => ("aboveZero" in input.dataset ? readPrice(typed) : readNumber(typed, MONEY));
  const { message } = input.value.trim() ? read(input.value) : {};
  output.textContent = message ?? inCapitals(input.value) ?? "";
  output.classList.toggle("field-wrong", Boolean(message));
  input.toggleAttribute("data-wrong", Boolean(message));
  input.setCustomValidity(message ?? "");
}

/** Beside the field what is wrong with a whole code: nobody is corrected in the middle of typing. */
function tellCode(input) {
  const { message = "" } = input.value.trim() ? readCreditCode(input.value) : {};
  const output = input.closest(".field").querySelector("[data-code-told]");
  output.textContent = message;
  output.classList.toggle("field-wrong", Boolean(message));
  input.setCustomValidity(message);
}

async function tellMoment(input) {
  const output = input.closest(".field").querySelector("[data-moment-told]");
  const at = Date.parse(`${input.value}:00+08:00`);
  if (Number.isNaN(at)) {
    output.textContent = "";
    return;
  }
  const told = momentText(at);
  output.textContent = told;
  if (!input.dataset.since) return;
  const since = Date.parse(input.dataset.since);
  // Whole days: the day it begins on is not counted, nor the day it has not seen the end of.
  const days = Math.max(0, Math.floor((at + SHIFT) / DAY) - Math.floor((since + SHIFT) / DAY) - 1);
  const from = momentText(since).slice(0, -5);
  output.textContent = `${told}，自${from}起满 ${days} 日`;
  const local = (instant) => new Date(instant + SHIFT).toISOString().slice(0, 10);
  const answer = await fetch(`/api/working-days?start=${local(since)}&end=${local(since + days * DAY)}`).catch(() => null);
  if (!answer?.ok) return;
  const { count } = await answer.json();
  if (count !== null && output.textContent.startsWith(told)) output.textContent = `${told}，自${from}起满 ${days} 日、${count} 个工作日`;
}

document.addEventListener("input", ({ target, isComposing }) => {
  if (target.matches?.("[data-money]") && !isComposing) tellCapitals(target);
  if (target.matches?.("[data-moment]")) tellMoment(target);
  if (target.matches?.("[data-credit-code]")) target.setCustomValidity("");
});
document.addEventListener("change", ({ target }) => target.matches?.("[data-credit-code]") && tellCode(target));
document.addEventListener("compositionend", ({ target }) => target.matches?.("[data-money]") && tellCapitals(target));
document.querySelectorAll("[data-money]").forEach(tellCapitals);

// ---- a form that came back: to the summary first, and from there to the field

const summary = document.querySelector("[data-summary]");
if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const target = event.target.closest("a") && document.getElementById(decodeURIComponent(event.target.closest("a").hash.slice(1)));
    if (target) {
      event.preventDefault();
      target.scrollIntoView({ block: "center" });
      (target.matches("fieldset") ? target.querySelector("input") : target).focus({ preventScroll: true });
    }
  });
}

// ---- back and reload never repeat an act: a form is sent once

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => form.querySelectorAll("button[type=submit]").forEach((button) => button.setAttribute("aria-disabled", "true")));
});
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  });
});

// ---- confirmations

document.querySelectorAll("[data-close-confirm]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const details = button.closest("details");
    details.open = false;
    details.querySelector("summary").focus();
  });
});

// ---- rows of a repeated group: <template data-row="criteria"> with __n__ for the row's number

document.querySelectorAll("[data-add-row]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const template = document.querySelector(`template[data-row="${button.dataset.addRow}"]`);
    const place = document.querySelector(`[data-rows="${button.dataset.addRow}"]`);
    const next = Number(place.dataset.next ?? place.children.length);
    place.dataset.next = String(next + 1);
    const holder = document.createElement(place.tagName);
    holder.innerHTML = template.innerHTML.replaceAll("__n__", String(next));
    const row = holder.firstElementChild;
    place.append(row);
    row.querySelector("input, select, textarea")?.focus();
  });
});
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-remove-row]");
  if (!button) return;
  const rows = button.closest("[data-rows]");
  button.closest("[data-rows] > *").remove();
  rows.dispatchEvent(new Event("input", { bubbles: true }));
});

// ---- what was written and not sent comes back

careForForms();
