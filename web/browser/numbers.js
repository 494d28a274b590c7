// Numbers as people type them: the twin of core/numbers.py, bound to it by tests/vectors/numbers.json.

const LONGEST = 64;
const ENDS = /^[ \t\r\n\u00a0\u3000]+|[ \t\r\n\u00a0\u3000]+$/g;
const KEYBOARD = { "．": ".", "。": ".", "，": ",", "－": "-" };
const NUMBER = /^(-?)([0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]+))?$/;
const CHINESE = ["零", "一", "两", "三", "四", "五", "六"];

/** What a field holds; `most` and `least` are text with exactly `places` decimals. */
export const MONEY = { code: "money", title: "金额", least: "0.00", most: "999999999999.99", places: 2, example: "1234567.00" };
export const PERCENTAGE = { code: "percentage", title: "百分比", least: "0.00", most: "100.00", places: 2, example: "12.5" };
export const MARK = { code: "mark", title: "评分", least: "0.00", most: "100.00", places: 2, example: "8.5" };

/** `{ value }` as text to exactly the measure's decimals, or `{ fault, message }`. */
export function readNumber(typed, measure) {
  const text = String(typed).replace(ENDS, "");
  const found = [...text].length <= LONGEST ? NUMBER.exec([...text].map(plain).join("")) : null;
  if (!found) return fault(measure, "unreadable");
  const [, below, grouped, part = ""] = found;
  const whole = grouped.replaceAll(",", "").replace(/^0+(?=\d)/, "");
  if (below || !isWithin({ whole, part }, measure)) return fault(measure, "out-of-range");
  if (part.length > measure.places) return fault(measure, "too-fine");
  return { value: measure.places ? `${whole}.${part.padEnd(measure.places, "0")}` : whole };
}

/** A price as it may be sealed: money above zero; the twin of `sealed_price` in core/money.py. */
export function readPrice(typed) {
  const read = readNumber(typed, MONEY);
  return read.value === "0.00" ? { fault: "money-out-of-range", message: "报价应大于零" } : read;
}

/** The same measure with another upper end, text or number. */
export function upTo(measure, most) {
  return { ...measure, most: Number(most).toFixed(measure.places) };
}

function fault(measure, kind) {
  return { fault: `${measure.code}-${kind}`, message: SENTENCES[kind](measure) };
}

const SENTENCES = {
  unreadable: ({ title, example, places }) => `${title}应为${places ? "数字" : "整数"}，例如 ${example}；逗号只能按三位分节`,
  "too-fine": ({ title, places }) => `${title}${places ? `最多保留${CHINESE[places]}位小数` : "应为整数"}`,
  "out-of-range": ({ title, least, most }) => `${title}应在${told(least)}至${told(most)}之间`,
};

/** Compares by integers, so that no digit is lost: at most 64 characters were typed. */
function isWithin({ whole, part }, { least, most, places }) {
  const scale = Math.max(part.length, places);
  const number = scaled(`${whole}.${part}`, scale);
  return scaled(least, scale) <= number && number <= scaled(most, scale);
}

function scaled(text, scale) {
  const [whole, part = ""] = text.split(".");
  return BigInt(whole + part.padEnd(scale, "0"));
}

function plain(character) {
  const code = character.codePointAt(0);
  if (code >= 0xff10 && code <= 0xff19) return String.fromCodePoint(code - 0xff10 + 0x30);
  return KEYBOARD[character] ?? character;
}

/** `999,999,999,999.99`, and `100` for `100.00`. */
function told(text) {
  const [whole, part = ""] = text.split(".");
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ",");
  return Number(part) ? `${grouped}.${part.replace(/0+$/, "")}` : grouped;
}
