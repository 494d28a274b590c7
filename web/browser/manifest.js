// The manifest: what a bidder signs and what the receipt names. The twin of sealing/manifest.py,
// panel.py.

import { canonicalBytes } from "./canonical.js";
import { hex, sha256, unhex } from "./bytes.js";
import { isBoxSize } from "./boxes.js";
import { isSigned, sign } from "./keybox.js";
import {
  ENVELOPES,
  Label,
  MAX_CHUNKS,
  MAX_CHUNKS_PER_FILE,
  MAX_CONTENTS_BLOCKS,
  MAX_FILES,
  MAX_FORM_BLOCKS,
  MAX_MANIFEST_BYTES,
  MAX_OFFICERS,
  MIN_THRESHOLD,
  VERSION,
  digest,
} from "./labels.js";
import { isSealingKey, isSigningKey } from "./points.js";
import { Refused } from "./refusals.js";
import { MANIFEST, PANEL, parseJson, requireShape } from "./shapes.js";
import { chunkCount } from "./stream.js";

/** Labelled SHA-256 of the manifest's bytes: what the receipt names. */
export const manifestRoot = (data) => digest(Label.MANIFEST_ROOT, data);

/** Check, encode and sign. Returns {data, signature, root} as bytes. */
export async function signManifest(manifest, keys) {
  requireShape(manifest, MANIFEST, { version: VERSION });
  await checkManifest(manifest);
  const data = canonicalBytes(manifest);
  const signature = await sign(keys, Label.MANIFEST_SIGNATURE, await sha256(data));
  return { data, signature, root: await manifestRoot(data) };
}

/** The manifest in these bytes; throws `Refused`. Says nothing about who signed it. */
export async function parseManifest(data) {
  const manifest = requireShape(parseJson(data, MAX_MANIFEST_BYTES), MANIFEST, { version: VERSION });
  await checkManifest(manifest);
  return manifest;
}

/** Parse, and check the signature with the signing key the manifest names. */
export async function verifyManifest({ data, signature }) {
  const manifest = await parseManifest(data);
  const by = { label: Label.MANIFEST_SIGNATURE, publicKey: unhex(manifest.bidder.signing_key), signature };
  if (!(await isSigned(await sha256(data), by))) throw new Refused("signature-wrong");
  return manifest;
}

/** What an envelope's secrets are bound to. */
export const scopeOf = (manifest, envelope) => ({ lot: manifest.lot, bid: manifest.bid, envelope });

/** The envelope of this name in a checked manifest. */
export const envelopeOf = (manifest, envelope) => manifest.envelopes[ENVELOPES.indexOf(envelope)];

/** Labelled hash of a lot's panel, hexadecimal. */
async function panelHash({ lot, officers, threshold }) {
  const listed = officers.map(({ ordinal, sealing_key }) => ({ ordinal, sealing_key }));
  return hex(await digest(Label.PANEL, canonicalBytes({ lot, officers: listed, threshold })));
}

/** Throws `Refused` for a panel with gaps, doubled or unusable keys, an unmeetable threshold or another hash. */
export async function checkPanel(panel, lot) {
  requireShape(panel, PANEL);
  const { officers, threshold } = panel;
  const keys = new Set(officers.map((officer) => officer.sealing_key));
  const numbered = officers.every((officer, i) => officer.ordinal === i + 1);
  const reachable = MIN_THRESHOLD <= threshold && threshold <= officers.length && officers.length <= MAX_OFFICERS;
  const usable = officers.every((officer) => isSealingKey(unhex(officer.sealing_key)));
  if (!numbered || keys.size !== officers.length || !reachable || !usable) throw new Refused("panel-malformed");
  if ((await panelHash({ lot, officers, threshold })) !== panel.hash) throw new Refused("panel-hash-wrong");
}

async function checkManifest(manifest) {
  await checkPanel(manifest.panel, manifest.lot);
  checkBidder(manifest.bidder);
  checkEnvelopes(manifest);
  checkFiles(manifest.files);
  if (!isBoxSize(manifest.form.length / 2, MAX_FORM_BLOCKS)) throw new Refused("sealed-malformed");
}

function checkBidder({ sealing_key: sealing, signing_key: signing }) {
  if (!isSigningKey(unhex(signing)) || !isSealingKey(unhex(sealing))) throw new Refused("bidder-key-unusable");
}

function checkEnvelopes({ envelopes, panel }) {
  if (envelopes.map((envelope) => envelope.name).join() !== ENVELOPES.join()) throw new Refused("envelopes-wrong");
  const ordinals = panel.officers.map((officer) => officer.ordinal).join();
  for (const envelope of envelopes) {
    if (envelope.shares.map((share) => share.officer).join() !== ordinals) throw new Refused("shares-wrong");
    if (!isBoxSize(envelope.contents.length / 2, MAX_CONTENTS_BLOCKS)) throw new Refused("sealed-malformed");
  }
}

function checkFiles(files) {
  const chunks = files.map((file) => file.chunk_hashes.length);
  const total = chunks.reduce((sum, one) => sum + one, 0);
  if (files.length > MAX_FILES || total > MAX_CHUNKS || chunks.some((one) => one > MAX_CHUNKS_PER_FILE)) {
    throw new Refused("files-too-many");
  }
  if (new Set(files.map((file) => file.id)).size !== files.length) throw new Refused("files-duplicate");
  if (files.some((file, i) => chunkCount(file.size) !== chunks[i])) throw new Refused("file-size-wrong");
}
