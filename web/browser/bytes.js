// Bytes and their spellings. Not for: anything that needs a key.

const encoder = new TextEncoder();

/** UTF-8 bytes of a string. */
export const utf8 = (text) => encoder.encode(text);

/** The string of UTF-8 bytes; throws on bytes that are not UTF-8. */
export const text = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

/** Lower-case hexadecimal. */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Bytes of lower-case hexadecimal; throws `TypeError` on anything else. */
export function unhex(digits) {
  if (!/^(?:[0-9a-f]{2})*$/.test(digits)) throw new TypeError("not lower-case hexadecimal");
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

/** Standard base64, for fields of HTTP requests. */
export function base64(bytes) {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}

export const unbase64 = (digits) => Uint8Array.from(atob(digits), (char) => char.charCodeAt(0));

/** One array after another. */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whether two arrays hold the same bytes. Timing may depend on where they differ. */
export const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** `count` random bytes. */
export const random = (count) => crypto.getRandomValues(new Uint8Array(count));

/** SHA-256, 32 bytes. */
export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
