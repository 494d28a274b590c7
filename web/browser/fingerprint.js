// A file's fingerprint (SHA-256), read chunk by chunk: by it a file is recognised, never by its name.

import { hex, sha256 } from "./bytes.js";
import { CHUNK_BYTES } from "./labels.js";
import { Refused } from "./refusals.js";
import { Sha256 } from "./sha256.js";

/** 64 hexadecimal digits; `onRead` is told the bytes read so far. Throws `Refused` (`file-unreadable`). */
export async function fingerprintOf(file, { onRead = () => {} } = {}) {
  if (file.size <= CHUNK_BYTES) return hex(await sha256(await bytesOf(file)));
  const whole = new Sha256();
  for (let at = 0; at < file.size; at += CHUNK_BYTES) {
    whole.update(await bytesOf(file.slice(at, at + CHUNK_BYTES)));
    onRead(Math.min(file.size, at + CHUNK_BYTES));
    await new Promise((resolve) => setTimeout(resolve)); // the page stays usable meanwhile
  }
  return hex(whole.digest());
}

async function bytesOf(blob) {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (error) {
    throw error instanceof DOMException ? new Refused("file-unreadable") : error;
  }
}
