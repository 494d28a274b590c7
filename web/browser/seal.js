// Sealing a whole bid on the bidder's side, without network or storage: the twin of sealing/sealer.py.
// Not for: moving bytes, see upload.js.

import { random as drawn, unhex } from "./bytes.js";
import { sealContents, sealForm } from "./contents.js";
import { dealKey } from "./envelopes.js";
import { CHUNK_BYTES, ENVELOPES, VERSION, clientCodeHash } from "./labels.js";
import { checkPanel, signManifest } from "./manifest.js";
import { contentKeyFrom } from "./stream.js";

const NAME = "tianping-web";
const RELEASE = "1";
const SOURCES = [
  "boxes.js", "bytes.js", "canonical.js", "contents.js", "draft_notes.js", "envelopes.js", "file_upload.js", "fingerprint.js",
  "hpke.js", "http.js", "keybox.js", "labels.js", "manifest.js", "parts.js", "points.js", "refusals.js", "seal.js", "sha256.js",
  "shamir.js", "shapes.js", "stream.js", "support.js", "upload.js", "verify.js",
];

/**
 * Draw one content key per envelope and deal it to the panel and the bidder.
 * Returns {name: {key, commitment, recovery, shares}}: `key` is a CryptoKey that cannot be exported; the raw
 * keys are gone when this returns.
 */
export async function newEnvelopes({ lot, bid, panel, bidder, random = drawn }) {
  await checkPanel(panel, lot);
  const made = {};
  for (const envelope of ENVELOPES) {
    const raw = random(32);
    const scope = { lot, bid, envelope };
    const dealt = await dealKey(raw, { scope, panel, bidderSealingKey: unhex(bidder.sealing_key), random });
    made[envelope] = { ...dealt, key: await contentKeyFrom(raw) };
    raw.fill(0);
  }
  return made;
}

/**
 * Seal form and names and sign the manifest.
 * `draft` is {lot, bid, sequence, panel, bidder, envelopes}; `files` are {id, envelope, name, mediaType,
 * size, hashes}. Returns {manifest, data, signature, root}.
 */
export async function sealManifest({ draft, files, form, client, keys, random = drawn }) {
  const { lot, bid, sequence, panel, bidder, envelopes } = draft;
  const scope = (envelope) => ({ lot, bid, envelope });
  const manifest = {
    bid,
    bidder,
    client,
    envelopes: await Promise.all(
      ENVELOPES.map((name) => sealedEnvelope({ name, made: envelopes[name], files, scope: scope(name), random })),
    ),
    files: files.map(({ id, envelope, size, hashes }) => ({
      chunk_hashes: hashes, chunk_size: CHUNK_BYTES, envelope, id, size,
    })),
    form: await sealForm(form, { contentKey: envelopes.price.key, scope: scope("price"), random }),
    lot,
    panel,
    sequence,
    version: VERSION,
  };
  return { manifest, ...(await signManifest(manifest, keys)) };
}

/** What this client says of itself in the manifest: name, release, and the hash of its own sources. */
export async function thisClient() {
  const sources = {};
  for (const name of SOURCES) {
    const answer = await fetch(new URL(name, import.meta.url), { cache: "force-cache" });
    sources[name] = new Uint8Array(await answer.arrayBuffer());
  }
  return { code: await clientCodeHash(sources), name: NAME, version: RELEASE };
}

async function sealedEnvelope({ name, made, files, scope, random }) {
  const entries = files
    .filter((file) => file.envelope === name)
    .map((file) => ({ file: file.id, media_type: file.mediaType, name: file.name }));
  return {
    commitment: made.commitment,
    contents: await sealContents(entries, { contentKey: made.key, scope, random }),
    name,
    recovery: made.recovery,
    shares: made.shares,
  };
}

