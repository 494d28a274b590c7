// Small padded sealed values: the twin of sealing/boxes.py. Not for: files, see stream.js.

import { concat, random as drawn } from "./bytes.js";
import { BLOCK_BYTES, NONCE_BYTES, TAG_BYTES } from "./labels.js";
import { SealError } from "./refusals.js";

const LENGTH_BYTES = 4;

/** nonce ‖ ciphertext ‖ tag of length ‖ plain ‖ zeros up to whole blocks; `key` is an AES-GCM CryptoKey. */
export async function sealBox(plain, { key, random = drawn }) {
  const padded = new Uint8Array(Math.ceil((LENGTH_BYTES + plain.length) / BLOCK_BYTES) * BLOCK_BYTES);
  new DataView(padded.buffer).setUint32(0, plain.length);
  padded.set(plain, LENGTH_BYTES);
  const iv = random(NONCE_BYTES);
  return concat(iv, new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, padded)));
}

/** The value; throws `SealError`, also for padding that `sealBox` does not make. */
export async function openBox(box, { key }) {
  if (!isBoxSize(box.length, box.length)) throw new SealError();
  const padded = await decrypted(box, key);
  const end = LENGTH_BYTES + new DataView(padded.buffer).getUint32(0);
  const rest = padded.length - end;
  if (rest < 0 || rest >= BLOCK_BYTES || padded.subarray(end).some((byte) => byte !== 0)) throw new SealError();
  return padded.slice(LENGTH_BYTES, end);
}

/** Whether a box of at most `blocks` blocks can have this many bytes. */
export function isBoxSize(size, blocks) {
  const whole = (size - NONCE_BYTES - TAG_BYTES) / BLOCK_BYTES;
  return Number.isInteger(whole) && whole >= 1 && whole <= blocks;
}

async function decrypted(box, key) {
  try {
    const iv = box.slice(0, NONCE_BYTES);
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, box.slice(NONCE_BYTES)));
  } catch (error) {
    throw error instanceof DOMException ? new SealError() : error;
  }
}
