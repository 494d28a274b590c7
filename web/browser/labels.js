// One label per key use, and the limits of the format: the twin of sealing/labels.py.

import { concat, hex, sha256, utf8 } from "./bytes.js";

export const VERSION = "tianping/sealed-bid/v1";
export const RECEIPT_VERSION = "tianping/receipt/v1";
export const KEY_BOX_VERSION = "tianping/key-box/v1";

export const CHUNK_BYTES = 8 * 1024 * 1024;
export const TAG_BYTES = 16;
export const NONCE_BYTES = 12;
export const BLOCK_BYTES = 4096;
export const MAX_OFFICERS = 9;
export const MIN_THRESHOLD = 2;
export const MAX_FILES = 200;
export const MAX_CHUNKS_PER_FILE = 10_000;
export const MAX_CHUNKS = 20_000;
export const MAX_MANIFEST_BYTES = 2 * 1024 * 1024;
export const MAX_NOTES_BYTES = 1024 * 1024;
export const MAX_RECEIPT_BYTES = 64 * 1024;
export const MAX_FORM_BLOCKS = 16;
export const MAX_CONTENTS_BLOCKS = 64;
export const PBKDF2_ROUNDS = 600_000;

/** The three envelopes, in the order of the manifest. */
export const ENVELOPES = Object.freeze(["qualification", "technical", "price"]);

const label = (use) => `tianping/v1/${use}`;

export const Label = Object.freeze({
  SHARE: label("share"),
  RECOVERY: label("recovery"),
  KEY_COMMITMENT: label("key-commitment"),
  SHARE_COMMITMENT: label("share-commitment"),
  FILE_KEY: label("file-key"),
  FORM_KEY: label("form-key"),
  CONTENTS_KEY: label("contents-key"),
  PANEL: label("panel"),
  MANIFEST_ROOT: label("manifest-root"),
  MANIFEST_SIGNATURE: label("manifest-signature"),
  WITHDRAWAL: label("withdrawal"),
  RECEIPT: label("receipt"),
  REFUSAL: label("refusal"),
  KEY_BOX: label("key-box"),
  CHALLENGE: label("possession-challenge"),
  POSSESSION: label("possession-of-both-keys"),
  REWRAP: label("key-box-rewrap"),
  CLIENT_CODE: label("client-code"),
  DRAFT_NOTES: label("draft-notes"),
});

/** HPKE and HKDF `info`: label, lot, bid, envelope and what follows, one per line. */
export const context = (use, scope, ...more) =>
  utf8([use, scope.lot, scope.bid, scope.envelope, ...more].join("\n"));

/** What is hashed or signed: label or context ‖ 0x00 ‖ data. */
export const framed = (head, data) =>
  concat(typeof head === "string" ? utf8(head) : head, new Uint8Array(1), data);

/** SHA-256 of the framed bytes. */
export const digest = (head, data) => sha256(framed(head, data));

/** A client's account of its own code, from file names and their bytes. */
export async function clientCodeHash(sources) {
  const lines = await Promise.all(
    Object.entries(sources).map(async ([name, bytes]) => `${name} ${hex(await sha256(bytes))}`),
  );
  return hex(await digest(Label.CLIENT_CODE, utf8(lines.sort().join("\n"))));
}
