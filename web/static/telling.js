// How times are told: the same words as web/telling.py.

const SHIFT = 8 * 3_600_000;
const WEEKDAYS = "日一二三四五六";
const two = (number) => String(number).padStart(2, "0");

/** `2026年12月1日（星期二）09:30`, Beijing time, from milliseconds. */
export function momentText(instant) {
  const at = new Date(instant + SHIFT);
  const day = `${at.getUTCFullYear()}年${at.getUTCMonth() + 1}月${at.getUTCDate()}日（星期${WEEKDAYS[at.getUTCDay()]}）`;
  return `${day}${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

/** `3天4小时`, `2小时5分`, `1分20秒`: the two largest units. */
export function spanText(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const parts = [
    [Math.floor(seconds / 86_400), "天"],
    [Math.floor((seconds % 86_400) / 3600), "小时"],
    [Math.floor((seconds % 3600) / 60), "分"],
    [seconds % 60, "秒"],
  ];
  const start = parts.findIndex(([count]) => count > 0);
  if (start < 0) return "0秒";
  return parts.slice(start, start + 2).filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`).join("");
}
