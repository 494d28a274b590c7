// Which points and signatures on Curve25519 are taken: the twin of core/curve25519.py, bound by
// tests/vectors/points.json. Browsers differ at the edges, so the edges are refused before they are asked.
// Whether a signing key has the base point's own order takes curve arithmetic and is the platform's to say.

const POINT_BYTES = 32;
const SIGNATURE_BYTES = 64;
const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const Y8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
const SMALL_Y = new Set([0n, 1n, P - 1n, Y8, P - Y8]);
const SMALL_U = new Set([
  0n,
  1n,
  P - 1n,
  0xb8495f16056286fdb1329ceb8d09da6ac49ff1fae35616aeb8413b7c7aebe0n,
  0x57119fd0dd4e22d8868e1c58c45c44045bef839c55b1d0b1248c50a3bc959c5fn,
]);

/** Whether these bytes are an X25519 key one can seal to: canonical and not of small order. */
export function isSealingKey(bytes) {
  const u = number(bytes);
  return bytes.length === POINT_BYTES && u < P && !SMALL_U.has(u);
}

/** Whether these bytes can be an Ed25519 key: canonical and not of small order. */
export const isSigningKey = (bytes) => isEdwardsPoint(bytes);

/** Whether these bytes can be an Ed25519 signature: R canonical and not of small order, S below the order. */
export const isSignatureShaped = (bytes) =>
  bytes.length === SIGNATURE_BYTES &&
  isEdwardsPoint(bytes.subarray(0, POINT_BYTES)) &&
  number(bytes.subarray(POINT_BYTES)) < ORDER;

function isEdwardsPoint(bytes) {
  const y = number(bytes) & (2n ** 255n - 1n);
  return bytes.length === POINT_BYTES && y < P && !SMALL_Y.has(y);
}

/** Little-endian, as both curves write numbers. */
const number = (bytes) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
