// Files as STREAM-like chunks: the twin of sealing/stream.py. Chunk i is part i + 1 of the S3 object.

import { sha256 } from "./bytes.js";
import { CHUNK_BYTES, Label, TAG_BYTES, context } from "./labels.js";
import { SealError } from "./refusals.js";

/** Chunks of a file of `size` bytes; an empty file is one empty chunk. */
export const chunkCount = (size) => Math.max(1, Math.ceil(size / CHUNK_BYTES));

/** Bytes of the sealed object. */
export const sealedSize = (size) => size + TAG_BYTES * chunkCount(size);

/** HKDF-SHA256 with empty salt to an AES-256-GCM key that cannot be exported. */
export const derived = (contentKey, info) =>
  crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info },
    contentKey,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );

/** A content key as WebCrypto keeps it: only good for deriving, never exported again. */
export const contentKeyFrom = (raw) => crypto.subtle.importKey("raw", raw, "HKDF", false, ["deriveKey", "deriveBits"]);

/** The key of one file. A changed file takes a new id, hence a new key: nonces never repeat. */
export const fileKey = (contentKey, scope, file) => derived(contentKey, context(Label.FILE_KEY, scope, file));

/** {data, hash} of chunk `index`. */
export async function sealChunk(plain, { key, index, last }) {
  const data = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce(index, last) }, key, plain));
  return { data, hash: await sha256(data) };
}

/** The plaintext of chunk `index`; throws `SealError`. */
export async function openChunk(sealed, { key, index, last }) {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce(index, last) }, key, sealed));
  } catch (error) {
    throw error instanceof DOMException ? new SealError() : error;
  }
}

/** Seven zero bytes ‖ index, four bytes big-endian ‖ 1 for the last chunk else 0. */
function nonce(index, last) {
  const bytes = new Uint8Array(12);
  new DataView(bytes.buffer).setUint32(7, index);
  bytes[11] = last ? 1 : 0;
  return bytes;
}
