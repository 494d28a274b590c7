// Saves marks as they are given, one request at a time, and says so. What the server refuses stays on the screen
// with its reason; nothing typed is ever thrown away.

import { isComposedIn, isComposing } from "/static/typing.js";

import { Problem } from "../http.js";
import { MARK, readNumber, upTo } from "../numbers.js";

const PAUSE = 700;

export class ScoreForm {
  constructor(form, room) {
    this.form = form;
    this.room = room;
    this.said = form.querySelector("[data-saved]");
    this.changed = new Set();
    this.refused = new Map(); // a field and what the server would not take of it
    this.before = Number(form.dataset.marked); // as the server counted them when it gave out the page
    this.timer = null;
    this.running = Promise.resolve();
  }

  attach() {
    for (const field of this.form.querySelectorAll("[data-criterion]")) {
      field.addEventListener("input", () => this.touch(field));
      field.addEventListener("compositionend", () => this.touch(field));
    }
    this.form.addEventListener("keydown", (event) => this.key(event));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      for (const field of this.form.querySelectorAll("[data-criterion]")) this.changed.add(field);
      this.flush();
    });
    for (const link of this.room.querySelectorAll("a:not([data-document])")) {
      link.addEventListener("click", (event) => this.leave(event, link));
    }
    this.form.querySelector("[data-points]")?.focus({ preventScroll: true });
  }

  touch(field) {
    this.changed.add(field);
    this.count();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), PAUSE);
  }

  /** Enter goes to the next mark; Ctrl+Enter saves. */
  key(event) {
    if (event.key !== "Enter" || isComposing(event) || event.target.matches("button")) return;
    event.preventDefault();
    if (event.ctrlKey) {
      this.flush();
      return;
    }
    const marks = [...this.form.querySelectorAll("[data-points]")];
    const here = marks.indexOf(event.target.closest("[data-criterion]").querySelector("[data-points]"));
    (marks[here + 1] ?? this.form.querySelector("button[type=submit]")).focus();
  }

  flush() {
    clearTimeout(this.timer);
    this.running = this.running.then(() => this.save());
    return this.running;
  }

  async save() {
    const fields = [...this.changed].filter((field) => !isComposedIn(field) && this.check(field) && !this.isRefused(field));
    if (fields.length === 0) return;
    fields.forEach((field) => this.changed.delete(field));
    this.say("正在保存…");
    const marks = fields.map((field) => this.markOf(field));
    try {
      await this.send(marks);
      fields.forEach((field, at) => keptAs(field, marks[at]));
      fields.forEach((field) => tell(field, "note", null));
      this.say(this.changed.size > 0 ? "还有未保存的评分" : `已保存 ${platformTime()}`);
    } catch (error) {
      fields.forEach((field) => this.changed.add(field));
      this.say(`未保存：${error.message}`);
      const blamed = fields.filter((field, at) => this.blame(field, marks[at], at, error.errors ?? {}));
      this.count();
      if (blamed.length > 0 && blamed.length < fields.length) await this.save();
    }
  }

  /** What the server refused, by its place in the body, stands beside its field; it is not sent again until it is
   * changed. */
  blame(field, mark, at, errors) {
    const told = (part) => errors[`marks-${at}-${part}`];
    const parts = ["points", "note"].filter(told);
    for (const part of parts) tell(field, part, told(part).message);
    if (parts.length > 0) this.refused.set(field, JSON.stringify(mark));
    return parts.length > 0;
  }

  isRefused(field) {
    return this.refused.get(field) === JSON.stringify(this.markOf(field));
  }

  async send(marks) {
    const csrf = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="))?.slice(10) ?? "";
    const answer = await fetch(this.form.dataset.save, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", "x-csrftoken": csrf },
      body: JSON.stringify({ marks }),
      credentials: "same-origin",
      redirect: "error",
      keepalive: true,
    });
    if (answer.ok) return;
    throw new Problem(answer.status, await answer.json().catch(() => null));
  }

  markOf(field) {
    return {
      bid_id: this.form.dataset.bid,
      criterion_id: field.dataset.criterion,
      points: field.querySelector("[data-points]").value.trim(),
      note: field.querySelector("[data-note]").value,
    };
  }

  /** Says what is wrong beside the mark; the server decides again, and what it said stays until the mark is changed. */
  check(field) {
    if (this.isRefused(field)) return true;
    const input = field.querySelector("[data-points]");
    const wrong = faultOf(input.value.trim(), Number(input.dataset.max));
    tell(field, "points", wrong);
    return !wrong;
  }

  /** Tells how many are given here and in all; what is wrong or was refused is kept nowhere and is not. */
  count() {
    const progress = this.room.querySelector("[data-progress]");
    const here = this.room.querySelector(`[data-done-for="${this.form.dataset.bid}"]`);
    const fields = [...this.form.querySelectorAll("[data-criterion]")];
    const given = fields.filter((field) => this.isGiven(field)).length;
    const total = Number(progress.dataset.marked) - this.before + given;
    progress.querySelector("progress").value = total;
    progress.querySelector("[data-marked-text]").textContent = String(total);
    if (here) here.textContent = `已评 ${given}/${fields.length}`;
  }

  isGiven(field) {
    const input = field.querySelector("[data-points]");
    const typed = input.value.trim();
    return typed !== "" && faultOf(typed, Number(input.dataset.max)) === null && !this.isRefused(field);
  }

  async leave(event, link) {
    if (this.changed.size === 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await this.flush();
    if (this.changed.size === 0) location.assign(link.href);
  }

  say(text) {
    this.said.textContent = text;
  }
}

/** The platform's hour and minute as the page's clock tells it; this machine's own may be wrong. */
function platformTime() {
  return document.querySelector("[data-clock]")?.textContent.slice(-5) ?? "";
}

/** What is wrong with a part of a criterion, for eyes and for screen readers; null takes it away. */
function tell(field, part, wrong) {
  const told = field.querySelector(`[data-error="${part}"]`);
  told.textContent = wrong ?? "";
  told.hidden = !wrong;
  const input = field.querySelector(`[data-${part}]`);
  if (wrong) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

/** What was saved is no longer something to lose; what was typed meanwhile is. */
function keptAs(field, { points, note }) {
  const [mark, said] = [field.querySelector("[data-points]"), field.querySelector("[data-note]")];
  mark.defaultValue = mark.value.trim() === points ? mark.value : points;
  said.defaultValue = note;
}

/** What is wrong with a mark as typed, or null; empty means not given yet. */
function faultOf(text, max) {
  return text === "" ? null : (readNumber(text, upTo(MARK, max)).message ?? null);
}
