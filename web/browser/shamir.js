// Shamir's sharing of a 32-byte key over GF(2^128), as two 16-byte halves: the twin of sealing/shamir.py.
// x^128 + x^7 + x^2 + x + 1, big-endian bytes, share i = P(i), secret = P(0).

import { concat, hex, random as drawn } from "./bytes.js";

const FIELD = (1n << 128n) | 0x87n;
const HALF = 16;

/** Shares 1 … count of a 32-byte secret; any `threshold` of them give it back. */
export function split(secret, { threshold, count, random = drawn }) {
  if (secret.length !== 2 * HALF || !(1 <= threshold && threshold <= count && count <= 255)) {
    throw new RangeError("cannot split this way");
  }
  const halves = [0, HALF].map((at) => polynomial(secret.slice(at, at + HALF), threshold, random));
  return Array.from({ length: count }, (_, i) =>
    concat(...halves.map((half) => encoded(value(half, BigInt(i + 1))))),
  );
}

/** The secret behind exactly `threshold` shares, a Map from ordinal to share. */
export function combine(shares) {
  const entries = [...shares];
  if (!entries.length || entries.some(([x, share]) => share.length !== 2 * HALF || !(1 <= x && x <= 255))) {
    throw new RangeError("not shares");
  }
  return concat(
    ...[0, HALF].map((at) =>
      encoded(atZero(entries.map(([x, share]) => [BigInt(x), decoded(share.slice(at, at + HALF))]))),
    ),
  );
}

function polynomial(constant, threshold, random) {
  return [decoded(constant), ...Array.from({ length: threshold - 1 }, () => decoded(random(HALF)))];
}

const value = (coefficients, x) => coefficients.reduceRight((sum, one) => times(sum, x) ^ one, 0n);

function atZero(points) {
  let sum = 0n;
  for (const [x, y] of points) {
    let above = 1n;
    let below = 1n;
    for (const [other] of points) {
      if (other !== x) [above, below] = [times(above, other), times(below, x ^ other)];
    }
    sum ^= times(y, times(above, inverse(below)));
  }
  return sum;
}

function times(a, b) {
  let product = 0n;
  for (; b; b >>= 1n) {
    if (b & 1n) product ^= a;
    a <<= 1n;
    if (a >> 128n) a ^= FIELD;
  }
  return product;
}

/** a^(2^128 − 2), the inverse of a ≠ 0. */
function inverse(a) {
  let result = 1n;
  let power = a;
  for (let i = 0; i < 127; i += 1) {
    power = times(power, power);
    result = times(result, power);
  }
  return result;
}

const decoded = (bytes) => BigInt(`0x${hex(bytes)}`);
const encoded = (number) =>
  Uint8Array.from(number.toString(16).padStart(2 * HALF, "0").match(/../g), (pair) => parseInt(pair, 16));
