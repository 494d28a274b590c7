// Live regions: asks for a fragment again and again, and touches the page only when it changed.
// A region is replaced alone, and not while anybody writes in it; the page is loaded anew only by typing.js.

import { isInUse, offer, renewPage } from "./typing.js";

const SLOWEST = 30_000;
const FOCUSABLE = "a[href], button, summary";

document.querySelectorAll("[data-live-url]").forEach((region) => {
  const pace = Number(region.dataset.liveEvery || 2) * 1000;
  const states = document.querySelectorAll("[data-live-state]");
  let tag = "";
  let wait = pace;
  let offered = null;

  const say = (works) => states.forEach((state) => {
    state.textContent = works ? "实时更新" : "连接中断，正在重试";
    state.toggleAttribute("data-broken", !works);
  });

  async function ask() {
    try {
      const answer = await fetch(region.dataset.liveUrl, { headers: tag ? { "If-None-Match": tag } : {}, credentials: "same-origin", redirect: "error" });
      if (answer.status === 200) take(await answer.text(), answer.headers.get("ETag") ?? "");
      else if (!answer.ok && answer.status !== 304) throw new Error(String(answer.status));
      wait = pace;
      say(true);
    } catch {
      wait = Math.min(wait * 2, SLOWEST);
      say(false);
    }
    setTimeout(ask, document.hidden ? Math.max(wait, 10_000) : wait);
  }

  function take(text, fresh) {
    const next = Object.assign(document.createElement("template"), { innerHTML: text }).content;
    const page = next.querySelector("[data-live-reload]");
    if (page) {
      page.remove();
      renewPage();
    }
    if (page && !next.firstElementChild) tag = fresh;
    else if (!tag && text.trim() === region.innerHTML.trim()) tag = fresh;
    else if (isInUse(region)) waitFor(next, fresh);
    else show(next, fresh);
  }

  /** The old tag stays, so the fragment comes again with the next answer. */
  function waitFor(next, fresh) {
    offered?.remove();
    offered = offer(region, { text: "此处有更新。", button: "点此显示", act: () => show(next, fresh) });
  }

  function show(next, fresh) {
    tag = fresh;
    offered?.remove();
    offered = null;
    const before = new Set([...region.querySelectorAll("[data-row-id]")].map((row) => row.dataset.rowId));
    const focus = focused();
    region.replaceChildren(...next.childNodes);
    region.querySelectorAll("[data-row-id]").forEach((row) => row.classList.toggle("changed", !before.has(row.dataset.rowId)));
    focus?.().focus({ preventScroll: true });
    region.dispatchEvent(new CustomEvent("live", { bubbles: true }));
  }

  /** Who goes by the keyboard stays at the same link or button. */
  function focused() {
    const active = document.activeElement;
    if (!active?.matches(FOCUSABLE) || !region.contains(active)) return null;
    const same = (other) => other.tagName === active.tagName && other.textContent === active.textContent;
    return () => [...region.querySelectorAll(FOCUSABLE)].find(same) ?? document.body;
  }

  setTimeout(ask, pace);
});
