// What must be there before a bid can be handed in, each with its state in words, as the platform's checklists say it.

import { readPrice } from "../numbers.js";
import { element } from "./bidding_restated.js";

const STATES = { met: "符合", unmet: "不符合", unfilled: "未填写", idle: "未进行", unsaid: "未声明" };
const CLASSES = { met: "", unmet: "ready-missing", unfilled: "ready-missing", idle: "ready-idle", unsaid: "ready-idle" };

/** [{text, state, note}]; `fields` are the opening form's, `files` the uploads; `words` as `restated` takes them, with {least} by envelope and {required} lines. */
export function conditions({ fields, files, words }) {
  const { parts, least, lines } = words;
  const required = Object.keys(parts).filter((envelope) => least[envelope]);
  return [
    price(fields.price.value, words.price),
    ...words.required.map((name) => ({ text: lines[name], state: fields[name].value.trim() ? "met" : "unfilled" })),
    ...required.map((envelope) => part(parts[envelope], { envelope, least: least[envelope], files })),
    uploads(files),
  ];
}

/** What may be left out, but not unawares: each line that means something when nothing is said. */
export function declared({ fields, words: { lines, values, unsaid } }) {
  return Object.entries(unsaid).map(([name, note]) => {
    const { value } = fields[name];
    return value ? { text: lines[name], state: "met", note: values[name][value] } : { text: lines[name], state: "unsaid", note };
  });
}

export const isMet = ({ state }) => state === "met";

/** A line of a list of class `ready`: the state is heard, and seen where something is missing. */
export function readinessItem({ text, state, note = "" }) {
  const line = element("li", "", CLASSES[state]);
  const said = element("span", text);
  said.append(element("span", `（${STATES[state]}）`, state === "met" ? "only-heard" : "soft"));
  line.append(said);
  if (note) line.append(element("span", note, "ready-note"));
  return line;
}

function price(typed, text) {
  if (!typed.trim()) return { text, state: "unfilled" };
  const { message } = readPrice(typed);
  return message ? { text, state: "unmet", note: message } : { text, state: "met" };
}

function part(text, { envelope, least, files }) {
  const count = files.filter((one) => one.listed.envelope === envelope).length;
  if (count >= least) return { text, state: "met", note: `${count} 个文件` };
  return { text, state: count ? "unmet" : "unfilled", note: `至少 ${least} 个文件` };
}

function uploads(files) {
  const done = files.filter((one) => one.state === "done").length;
  const text = `文件密封上传（${done}/${files.length}）`;
  if (!files.length) return { text, state: "unfilled" };
  return done === files.length ? { text, state: "met" } : { text, state: "unmet", note: "尚有文件未传完" };
}
