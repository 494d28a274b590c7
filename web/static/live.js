// Live regions: asks for a fragment again and again, and touches the page only when it changed.
// Nothing is replaced while somebody is typing or choosing inside the region.

const SLOWEST = 30_000;

document.querySelectorAll("[data-live-url]").forEach((region) => {
  const pace = Number(region.dataset.liveEvery || 2) * 1000;
  const states = document.querySelectorAll("[data-live-state]");
  let tag = "";
  let wait = pace;

  const say = (works) => states.forEach((state) => {
    state.textContent = works ? "实时更新" : "连接中断，正在重试";
    state.toggleAttribute("data-broken", !works);
  });
  const inUse = () => region.contains(document.activeElement) && document.activeElement.matches("input, select, textarea, details[open] *");

  async function ask() {
    try {
      const answer = await fetch(region.dataset.liveUrl, { headers: tag ? { "If-None-Match": tag } : {}, credentials: "same-origin", redirect: "error" });
      if (answer.status === 200 && !inUse()) {
        const text = await answer.text();
        if (tag || text.trim() !== region.innerHTML.trim()) show(text);
        tag = answer.headers.get("ETag") ?? "";
      } else if (!answer.ok && answer.status !== 304) throw new Error(String(answer.status));
      wait = pace;
      say(true);
    } catch {
      wait = Math.min(wait * 2, SLOWEST);
      say(false);
    }
    setTimeout(ask, document.hidden ? Math.max(wait, 10_000) : wait);
  }

  function show(text) {
    const before = new Set([...region.querySelectorAll("[data-row-id]")].map((row) => row.dataset.rowId));
    region.innerHTML = text;
    region.querySelectorAll("[data-row-id]").forEach((row) => row.classList.toggle("changed", !before.has(row.dataset.rowId)));
    region.dispatchEvent(new CustomEvent("live", { bubbles: true }));
    if (region.querySelector("[data-live-reload]")) location.reload();
  }

  setTimeout(ask, pace);
});
