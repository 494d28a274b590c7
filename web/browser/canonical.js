// Canonical JSON, the subset of RFC 8785 the platform signs: the twin of core/canonical.py.
// Objects with ASCII keys, arrays, strings, integers within ±(2^53 − 1), booleans, null.

import { same, text, utf8 } from "./bytes.js";

/** The canonical UTF-8 bytes of a value; throws `TypeError` for what the subset does not hold. */
export const canonicalBytes = (value) => utf8(written(value));

/** Parse bytes and refuse (`TypeError`, `SyntaxError`, `RangeError`) whatever is not their canonical form. */
export function parseCanonical(bytes) {
  const value = JSON.parse(text(bytes));
  if (!same(canonicalBytes(value), bytes)) throw new TypeError("not canonical JSON");
  return value;
}

function written(value) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return quoted(value);
  if (Number.isSafeInteger(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (typeof value === "object") {
    const members = Object.keys(value).sort().map((key) => member(key, value[key]));
    return `{${members.join(",")}}`;
  }
  throw new TypeError(`canonical JSON does not hold this ${typeof value}`);
}

function member(key, value) {
  // eslint-disable-next-line no-control-regex
  if (!/^[\x00-\x7f]*$/.test(key)) throw new TypeError("canonical JSON keys are ASCII strings");
  return `${quoted(key)}:${written(value)}`;
}

function quoted(value) {
  if (!value.isWellFormed()) throw new TypeError("a lone surrogate has no UTF-8 form");
  return JSON.stringify(value);
}
