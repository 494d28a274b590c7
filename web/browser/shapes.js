// The door: strict shapes of parsed canonical JSON, the twin of sealing/wire.py and the structs it parses.
// A shape is a predicate, or an object of shapes that allows no other field.

import { parseCanonical } from "./canonical.js";
import {
  CHUNK_BYTES,
  ENVELOPES,
  KEY_BOX_VERSION,
  MAX_OFFICERS,
  MIN_THRESHOLD,
  RECEIPT_VERSION,
  VERSION,
} from "./labels.js";
import { Refused } from "./refusals.js";

const matching = (pattern) => (value) => typeof value === "string" && pattern.test(value);
const hexOf = (bytes) => matching(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));
const between = (least, most) => (value) => Number.isSafeInteger(value) && value >= least && value <= most;
const listOf = (shape, most = Infinity) => (value) =>
  Array.isArray(value) && value.length <= most && value.every((item) => fits(item, shape));
const oneOf = (...values) => (value) => values.includes(value);
const orNull = (shape) => (value) => value === null || fits(value, shape);
const count = between(0, Number.MAX_SAFE_INTEGER);
const id = matching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
const instant = matching(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$/);
// The u flag counts code points, as Python does.
// eslint-disable-next-line no-control-regex
const personName = matching(/^[^\x00-\x1f\x7f]{1,200}$/u);
// eslint-disable-next-line no-control-regex
const fileName = matching(/^[^\x00-\x1f\x7f/\\]{1,200}$/u);
const mediaType = matching(/^[a-z0-9!#$&^_.+-]{1,60}\/[a-z0-9!#$&^_.+-]{1,100}$/);
const word = matching(/^[a-z0-9][a-z0-9.-]{0,59}$/);
const hexBytes = matching(/^(?:[0-9a-f]{2})+$/);
const text = (value) => typeof value === "string";

export const PANEL = {
  hash: hexOf(32),
  officers: listOf({ ordinal: between(1, MAX_OFFICERS), sealing_key: hexOf(32) }),
  threshold: between(MIN_THRESHOLD, MAX_OFFICERS),
};

export const BIDDER = {
  id,
  name: personName,
  sealing_key: hexOf(32),
  signing_key: hexOf(32),
  uscc: matching(/^[0-9A-HJ-NPQRTUWXY]{18}$/),
};

const SHARE = { commitment: hexOf(32), officer: between(1, MAX_OFFICERS), sealed: hexOf(80) };

export const MANIFEST = {
  bid: id,
  bidder: BIDDER,
  client: { code: hexOf(32), name: word, version: word },
  envelopes: listOf({
    commitment: hexOf(32),
    contents: hexBytes,
    name: oneOf(...ENVELOPES),
    recovery: hexOf(80),
    shares: listOf(SHARE),
  }),
  files: listOf({
    chunk_hashes: listOf(hexOf(32)),
    chunk_size: oneOf(CHUNK_BYTES),
    envelope: oneOf(...ENVELOPES),
    id,
    size: count,
  }),
  form: hexBytes,
  lot: id,
  panel: PANEL,
  sequence: between(1, 1_000_000),
  version: oneOf(VERSION),
};

export const CONTENTS = { files: listOf({ file: id, media_type: mediaType, name: fileName }) };

export const KEY_BOX = {
  cipher: hexOf(80),
  nonce: hexOf(12),
  salt: hexOf(16),
  sealing_key: hexOf(32),
  signing_key: hexOf(32),
  version: oneOf(KEY_BOX_VERSION),
};

const HEAD = { at: instant, log: oneOf("tianping"), root: hexOf(32), signature: hexOf(64), size: count };

const STATEMENTS = {
  receipt: {
    action: oneOf("submitted", "replaced", "withdrawn"),
    at: instant,
    bid: id,
    entry: { payload: text, seq: count },
    head: HEAD,
    kind: oneOf("receipt"),
    lot: id,
    platform_key: hexOf(32),
    proof: listOf(hexOf(32), 63),
    root: hexOf(32),
    sequence: count,
    version: oneOf(RECEIPT_VERSION),
  },
  refusal: {
    at: instant,
    bid: orNull(id),
    code: word,
    due_at: instant,
    kind: oneOf("refusal"),
    lot: id,
    platform_key: hexOf(32),
    root: orNull(hexOf(32)),
    version: oneOf(RECEIPT_VERSION),
  },
};

const DEALT = { commitment: hexOf(32), recovery: hexOf(80), shares: listOf(SHARE) };
const lines = (value) =>
  value !== null && typeof value === "object" && Object.values(value).every((line) => typeof line === "string");

/** The bidder's own notes of a bid; an unknown chunk hash is empty. */
export const NOTES = {
  bid: id,
  envelopes: Object.fromEntries(ENVELOPES.map((name) => [name, DEALT])),
  files: listOf({
    envelope: oneOf(...ENVELOPES),
    fingerprint: hexOf(32),
    hashes: listOf(matching(/^(?:[0-9a-f]{64})?$/)),
    id,
    media_type: mediaType,
    name: fileName,
    size: count,
  }),
  form: lines,
  lot: id,
  panel: hexOf(32),
};

/** A signed receipt or refusal. */
export const STATEMENT = {
  body: (value) => Object.hasOwn(STATEMENTS, value?.kind ?? "") && fits(value, STATEMENTS[value.kind]),
  signature: hexOf(64),
};

/** Whether a value has a shape: every field there, no other. */
function fits(value, shape) {
  if (typeof shape === "function") return shape(value);
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  const names = Object.keys(shape);
  return (
    Object.keys(value).length === names.length &&
    names.every((name) => Object.hasOwn(value, name) && fits(value[name], shape[name]))
  );
}

/** Throws `Refused` (`sealed-version-unknown`, `sealed-malformed`); gives the value back. */
export function requireShape(value, shape, { version = null } = {}) {
  if (version !== null && value?.version !== version) throw new Refused("sealed-version-unknown");
  if (!fits(value, shape)) throw new Refused("sealed-malformed");
  return value;
}

/** The value of canonical bytes, at most `most` of them; throws `Refused`. */
export function parseJson(bytes, most) {
  if (bytes.length > most) throw new Refused("sealed-too-large");
  try {
    return parseCanonical(bytes);
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError || error instanceof RangeError) {
      throw new Refused("sealed-not-canonical");
    }
    throw error;
  }
}
