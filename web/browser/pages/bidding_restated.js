// What a bid says, restated for its owner: price with 大写, the other lines, every file with its fingerprint.
// Used before handing in, after it, and whenever the owner opens the own record.

import { inCapitals } from "../capitals.js";
import { ENVELOPES } from "../labels.js";

/**
 * An element. `form` is name → text with the price to the fen; `files` are {envelope, name, size, fingerprint or
 * null}; `words` is {price: title, lines: {name: title}, values: {name: {value: told}}, unsaid: {name: told when left out}, parts:
 * {envelope: title}}.
 */
export function restated({ form, files, words }) {
  const whole = element("div", "");
  whole.append(facts(form, words));
  for (const envelope of ENVELOPES.filter((one) => one in words.parts)) {
    const own = files.filter((file) => file.envelope === envelope);
    whole.append(element("h4", `${words.parts[envelope]}（${own.length} 个文件）`), listed(own, files, words.parts));
  }
  return whole;
}

/** Size as the server tells it. */
export function sizeText(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const units = ["KB", "MB", "GB"];
  const place = Math.min(units.length, Math.floor(Math.log(bytes) / Math.log(1024)));
  return `${(bytes / 1024 ** place).toFixed(1)} ${units[place - 1]}`;
}

/** `1,234,567.00` from text to the fen. */
const grouped = (price) => price.replace(/\B(?=(?:\d{3})+\.)/g, ",");

export function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function facts(form, words) {
  const list = element("dl", "", "facts");
  const row = (title, value) => list.append(element("dt", title), element("dd", value));
  row(words.price, `${grouped(form.price)} 元`);
  row("大写", inCapitals(form.price));
  for (const [name, title] of Object.entries(words.lines)) {
    const said = form[name] ? (words.values[name]?.[form[name]] ?? form[name]) : words.unsaid[name];
    if (said) row(title, said);
  }
  return list;
}

/** That the same content stands in other parts of the bid too, or nothing; `parts` are titles by envelope. */
export function elsewhere({ envelope, fingerprint }, files, parts) {
  const twins = files.filter((one) => fingerprint && one.fingerprint === fingerprint && one.envelope !== envelope);
  if (!twins.length) return "";
  return `内容与${twins.map((one) => `${parts[one.envelope]}中的“${one.name}”`).join("、")}相同，请核对是否放错`;
}

function listed(own, files, parts) {
  if (!own.length) return element("p", "无", "soft small");
  const list = element("ul", "", "files");
  for (const file of own) {
    const { name, size, fingerprint } = file;
    const line = element("li", "", "file");
    line.append(element("span", name, "file-name"), element("span", sizeText(size), "file-note figures"));
    line.append(element("span", fingerprint ? `SHA-256 ${fingerprint}` : "指纹未记录（由其他客户端递交）", "file-fingerprint code soft"));
    const twins = elsewhere(file, files, parts);
    if (twins) line.append(element("span", twins, "file-note file-twin"));
    list.append(line);
  }
  return list;
}
