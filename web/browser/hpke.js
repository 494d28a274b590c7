// HPKE (RFC 9180) base mode on WebCrypto: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, one message,
// empty AAD. The twin of sealing/hpke.py.

import { concat, utf8 } from "./bytes.js";
import { isSealingKey } from "./points.js";
import { SealError } from "./refusals.js";

const NONE = new Uint8Array(0);
const KEM_SUITE = concat(utf8("KEM"), Uint8Array.of(0x00, 0x20));
const HPKE_SUITE = concat(utf8("HPKE"), Uint8Array.of(0x00, 0x20, 0x00, 0x01, 0x00, 0x02));
const MODE_BASE = Uint8Array.of(0);
const ENC_BYTES = 32;

/**
 * enc ‖ ciphertext ‖ tag for the holder of the X25519 key `to` (32 bytes).
 * `ephemeral` (a CryptoKeyPair) and `additionalData` are given only by test vectors.
 */
export async function seal(plain, { to, info, ephemeral = null, additionalData = NONE }) {
  if (!isSealingKey(to)) throw new SealError();
  try {
    const receiver = await crypto.subtle.importKey("raw", to, "X25519", true, []);
    const sender = ephemeral ?? (await crypto.subtle.generateKey("X25519", false, ["deriveBits"]));
    const enc = new Uint8Array(await crypto.subtle.exportKey("raw", sender.publicKey));
    const shared = await sharedSecret(sender.privateKey, receiver, concat(enc, to));
    const { key, iv } = await schedule(shared, info, "encrypt");
    const algorithm = { name: "AES-GCM", iv, additionalData };
    return concat(enc, new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plain)));
  } catch (error) {
    throw refusedAs(error);
  }
}

/** The message; `privateKey` is a CryptoKey (deriveBits), `publicKey` its 32 public bytes. Throws `SealError`. */
export async function open(sealed, { privateKey, publicKey, info, additionalData = NONE }) {
  const enc = sealed.slice(0, ENC_BYTES);
  if (!isSealingKey(enc)) throw new SealError();
  try {
    const sender = await crypto.subtle.importKey("raw", enc, "X25519", true, []);
    const shared = await sharedSecret(privateKey, sender, concat(enc, publicKey));
    const { key, iv } = await schedule(shared, info, "decrypt");
    const algorithm = { name: "AES-GCM", iv, additionalData };
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed.slice(ENC_BYTES)));
  } catch (error) {
    throw refusedAs(error);
  }
}

async function sharedSecret(privateKey, publicKey, kemContext) {
  const dh = new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: publicKey }, privateKey, 256));
  if (dh.every((byte) => byte === 0)) throw new SealError();
  const prk = await labeledExtract(NONE, "eae_prk", dh, KEM_SUITE);
  return labeledExpand(prk, "shared_secret", kemContext, 32, KEM_SUITE);
}

async function schedule(shared, info, usage) {
  const hashes = await Promise.all([
    labeledExtract(NONE, "psk_id_hash", NONE, HPKE_SUITE),
    labeledExtract(NONE, "info_hash", info, HPKE_SUITE),
  ]);
  const keyContext = concat(MODE_BASE, ...hashes);
  const secret = await labeledExtract(shared, "secret", NONE, HPKE_SUITE);
  const raw = await labeledExpand(secret, "key", keyContext, 32, HPKE_SUITE);
  const iv = await labeledExpand(secret, "base_nonce", keyContext, 12, HPKE_SUITE);
  return { key: await crypto.subtle.importKey("raw", raw, "AES-GCM", false, [usage]), iv };
}

const labeledExtract = (salt, label, ikm, suite) => hmac(salt, concat(utf8("HPKE-v1"), suite, utf8(label), ikm));

/** One block of HKDF-Expand is enough: `size` ≤ 32. */
async function labeledExpand(prk, label, info, size, suite) {
  const labeled = concat(Uint8Array.of(0, size), utf8("HPKE-v1"), suite, utf8(label), info);
  return (await hmac(prk, concat(labeled, Uint8Array.of(1)))).slice(0, size);
}

async function hmac(key, data) {
  // An empty HMAC key equals 32 zero bytes; WebCrypto refuses the empty one.
  const raw = key.length ? key : new Uint8Array(32);
  const imported = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, data));
}

/** WebCrypto says OperationError or DataError for what does not open; a bug in this file stays a bug. */
const refusedAs = (error) => (error instanceof DOMException ? new SealError() : error);
