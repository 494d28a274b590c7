// 大写: the same words as core/money.py, by the same rules (《支付结算办法》附一).

import { MONEY, readNumber } from "./numbers.js";

const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const PLACES = ["", "拾", "佰", "仟"];
const GROUPS = ["", "万", "亿"];

/** The sum typed as 大写, or null while it cannot be read. */
export function inCapitals(typed) {
  const { value } = readNumber(typed, MONEY);
  if (value === undefined) return null;
  const [digits, part] = value.split(".");
  const [jiao, fen] = part.split("").map(Number);
  const whole = wholeCapitals(digits);
  let told = whole ? `${whole}元` : "";
  if (whole && (jiao || fen) && (digits.endsWith("0") || !jiao)) told += "零";
  if (jiao) told += `${DIGITS[jiao]}角`;
  if (fen) return `${told}${DIGITS[fen]}分`;
  return `${told || "零元"}整`;
}

function wholeCapitals(digits) {
  const padded = digits.padStart(12, "0");
  let text = "";
  let gap = false;
  for (let index = 2; index >= 0; index -= 1) {
    const group = Number(padded.slice((2 - index) * 4, (3 - index) * 4));
    if (!group) {
      gap = text !== "";
      continue;
    }
    if (text && (gap || group < 1000)) text += "零";
    text += groupCapitals(group) + GROUPS[index];
    gap = false;
  }
  return text;
}

function groupCapitals(group) {
  let text = "";
  let gap = false;
  for (let place = 3; place >= 0; place -= 1) {
    const digit = Math.floor(group / 10 ** place) % 10;
    if (!digit) {
      gap = text !== "";
      continue;
    }
    text += (gap ? "零" : "") + DIGITS[digit] + PLACES[place];
    gap = false;
  }
  return text;
}
