// The shared vectors, run by the browser code; tests/unit/bidding_room/test_sealing_shared_vectors.py runs them in
// Python. Each exported check throws on the first difference.

import { openBox, sealBox } from "/browser/boxes.js";
import { base64, concat, hex, text, unbase64, unhex, utf8 } from "/browser/bytes.js";
import { canonicalBytes, parseCanonical } from "/browser/canonical.js";
import { openContents, openForm } from "/browser/contents.js";
import { combineShares, openShare, recoverKey } from "/browser/envelopes.js";
import * as hpke from "/browser/hpke.js";
import * as keybox from "/browser/keybox.js";
import { ENVELOPES, Label, clientCodeHash } from "/browser/labels.js";
import { manifestRoot, parseManifest, signManifest, verifyManifest } from "/browser/manifest.js";
import { openOwnShares } from "/browser/officer.js";
import { openOwnKeys } from "/browser/recover.js";
import { newEnvelopes, sealManifest, thisClient } from "/browser/seal.js";
import { isSealingKey, isSigningKey } from "/browser/points.js";
import { combine, split } from "/browser/shamir.js";
import * as stream from "/browser/stream.js";
import { missingFeatures } from "/browser/support.js";
import { verifyStatement } from "/browser/verify.js";

const vectors = async (name) => (await fetch(`/vectors/${name}.json`)).json();
const pattern = (size) => Uint8Array.from({ length: size }, (_, i) => i % 251);
const PKCS8 = { Ed25519: "302e020100300506032b657004220420", X25519: "302e020100300506032b656e04220420" };

function equal(made, wanted, what) {
  const [a, b] = [made, wanted].map((value) => text(canonicalBytes(value)));
  if (a !== b) throw new Error(`${what}: ${a.slice(0, 200)} ≠ ${b.slice(0, 200)}`);
}

async function refused(action, { code = null, what }) {
  try {
    await action();
  } catch (error) {
    if (code !== null) equal(error.code ?? String(error), code, what);
    return;
  }
  throw new Error(`${what}: was accepted`);
}

const privateKey = (name, raw, uses) =>
  crypto.subtle.importKey("pkcs8", concat(unhex(PKCS8[name]), raw), name, false, uses);

const ephemeral = async (raw, enc) => ({
  privateKey: await privateKey("X25519", raw, ["deriveBits"]),
  publicKey: await crypto.subtle.importKey("raw", enc, "X25519", true, []),
});

const keysOf = async (hexes) => ({
  signing: await privateKey("Ed25519", unhex(hexes.signing), ["sign"]),
  sealing: await privateKey("X25519", unhex(hexes.sealing), ["deriveBits"]),
  signingPublic: unhex(hexes.signing_public),
  sealingPublic: unhex(hexes.sealing_public),
});

const drawnFrom = (...pieces) => () => unhex(pieces.shift());

export async function canonicalJson() {
  const { accepted, refused: spellings } = await vectors("canonical");
  for (const { value, text: written } of accepted) {
    equal(text(canonicalBytes(value)), written, "canonical");
    equal(parseCanonical(utf8(written)), value, "parsed");
  }
  for (const spelling of [...spellings, "[".repeat(100_000)]) {
    await refused(() => parseCanonical(utf8(spelling)), { what: spelling.slice(0, 40) });
  }
}

export async function hpkeVectors() {
  const { rfc9180, made, low_order: weak } = await vectors("hpke");
  const rfc = Object.fromEntries(Object.entries(rfc9180).map(([name, value]) => [name, unhex(value)]));
  const options = { info: rfc.info, additionalData: rfc.aad };
  const pair = await ephemeral(rfc.ephemeral, rfc.enc);
  const sealed = await hpke.seal(rfc.plain, { to: rfc.public, ephemeral: pair, ...options });
  equal(hex(sealed), hex(concat(rfc.enc, rfc.cipher)), "RFC 9180");
  const receiver = { privateKey: await privateKey("X25519", rfc.private, ["deriveBits"]), publicKey: rfc.public };
  equal(hex(await hpke.open(sealed, { ...receiver, ...options })), hex(rfc.plain), "RFC 9180 opened");
  for (const one of made) await hpkeCase(one);
  for (const key of weak) {
    await refused(() => hpke.seal(utf8("share"), { to: unhex(key), info: utf8("") }), { what: `sealed to ${key}` });
    const broken = concat(unhex(key), new Uint8Array(48));
    await refused(() => hpke.open(broken, { ...receiver, info: utf8("") }), { what: `opened from ${key}` });
  }
}

async function hpkeCase(one) {
  const [info, to] = [unhex(one.info), unhex(one.public)];
  const pair = await ephemeral(unhex(one.ephemeral), unhex(one.sealed.slice(0, 64)));
  equal(hex(await hpke.seal(unhex(one.plain), { to, info, ephemeral: pair })), one.sealed, "sealed");
  const own = { privateKey: await privateKey("X25519", unhex(one.private), ["deriveBits"]), publicKey: to };
  equal(hex(await hpke.open(unhex(one.sealed), { ...own, info })), one.plain, "opened");
  await refused(() => hpke.open(unhex(one.sealed), { ...own, info: concat(info, utf8("x")) }), { what: "other info" });
}

export async function shamirVectors() {
  for (const { threshold, secret, random, shares } of await vectors("shamir")) {
    const made = split(unhex(secret), { threshold, count: shares.length, random: drawnFrom(...random) });
    equal(made.map(hex), shares, "shares");
    const numbered = shares.map((share, i) => [i + 1, unhex(share)]);
    equal(hex(combine(new Map(numbered.slice(-threshold)))), secret, "combined");
  }
}

export async function streamVectors() {
  const { scope, file, content_key: raw, files, chunks } = await vectors("stream");
  const key = await stream.fileKey(await stream.contentKeyFrom(unhex(raw)), scope, file);
  for (const { size, sealed_size: sealedSize, chunk_hashes: hashes } of files) {
    equal(stream.sealedSize(size), sealedSize, "sealed size");
    equal(stream.chunkCount(size), hashes.length, "chunks");
    const plain = pattern(size);
    for (const [index, hash] of hashes.entries()) {
      const part = plain.subarray(index * 8388608, (index + 1) * 8388608);
      equal(hex((await stream.sealChunk(part, { key, index, last: index === hashes.length - 1 })).hash), hash, `chunk ${index} of ${size}`);
    }
  }
  for (const { index, last, sealed } of chunks) {
    equal(hex(await stream.openChunk(unhex(sealed), { key, index, last })), hex(pattern(40)), "opened chunk");
    await refused(() => stream.openChunk(unhex(sealed), { key, index, last: !last }), { what: "other flag" });
    await refused(() => stream.openChunk(unhex(sealed), { key, index: index + 1, last }), { what: "other place" });
  }
}

export async function boxVectors() {
  for (const { key: raw, nonce, size, box } of await vectors("boxes")) {
    const key = await crypto.subtle.importKey("raw", unhex(raw), "AES-GCM", false, ["encrypt", "decrypt"]);
    equal(hex(await sealBox(pattern(size), { key, random: drawnFrom(nonce) })), box, "box");
    equal(hex(await openBox(unhex(box), { key })), hex(pattern(size)), "opened box");
    await refused(() => openBox(unhex(box.slice(0, -2)), { key }), { what: "cut box" });
  }
}

export async function manifestVectors() {
  const wanted = await vectors("manifest");
  const data = utf8(wanted.manifest);
  const manifest = await verifyManifest({ data, signature: unhex(wanted.signature) });
  equal(hex(await manifestRoot(data)), wanted.root, "root");
  const bidder = await keysOf(wanted.bidder_keys);
  const again = await signManifest(manifest, bidder);
  equal([hex(again.signature), text(again.data)], [wanted.signature, wanted.manifest], "signed again");
  for (const envelope of ENVELOPES) await envelopeOpens(manifest, envelope, wanted, bidder);
  const price = await stream.contentKeyFrom(unhex(wanted.content_keys.price));
  equal(await openForm(manifest, price), wanted.form, "form");
  const taken = await keybox.sign(bidder, Label.WITHDRAWAL, canonicalBytes({ bid: manifest.bid, lot: manifest.lot, root: wanted.root }));
  equal(hex(taken), wanted.withdrawal, "withdrawal");
  const sources = Object.fromEntries(Object.entries(wanted.client_sources).map(([name, code]) => [name, utf8(code)]));
  equal(await clientCodeHash(sources), manifest.client.code, "client code");
}

async function envelopeOpens(manifest, envelope, wanted, bidder) {
  const shares = new Map();
  for (const [officer, hexes] of Object.entries(wanted.officer_keys)) {
    shares.set(Number(officer), await openShare(manifest, envelope, { officer: Number(officer), keys: await keysOf(hexes) }));
    equal(hex(shares.get(Number(officer))), wanted.shares[envelope][officer], "share");
  }
  shares.delete(2);
  const key = await combineShares(manifest, envelope, shares);
  equal(hex(key), wanted.content_keys[envelope], "content key");
  equal(hex(await recoverKey(manifest, envelope, { keys: bidder })), hex(key), "recovered key");
  const listed = await openContents(manifest, envelope, await stream.contentKeyFrom(key));
  equal(listed.map((entry) => entry.name), wanted.names[envelope], "names");
  shares.set(1, new Uint8Array(32));
  await refused(() => combineShares(manifest, envelope, shares), { code: "share-refused", what: "wrong share" });
}

export async function refusedManifests() {
  const { manifest } = await vectors("manifest");
  for (const { code, path, value, text: other } of await vectors("manifest_refused")) {
    const data = other === undefined ? canonicalBytes(changed(JSON.parse(manifest), path, value)) : utf8(other);
    await refused(() => parseManifest(data), { code, what: `${code} at ${path ?? other}` });
  }
  await refused(() => parseManifest(new Uint8Array(2 ** 21 + 1)), { code: "sealed-too-large", what: "too large" });
}

function changed(manifest, path, value) {
  const place = path.slice(0, -1).reduce((inner, step) => inner[step], manifest);
  place[path.at(-1)] = value;
  return manifest;
}

export async function keyBoxVectors() {
  const wanted = await vectors("keybox");
  const half = (name) => ({ private: unhex(wanted.keys[name]), public: unhex(wanted.keys[`${name}_public`]) });
  const random = drawnFrom(wanted.salt, wanted.nonce);
  equal(await keybox.wrap([half("signing"), half("sealing")], wanted.passphrase, random), wanted.wrapped, "wrapped");
  const keys = await keybox.unlock(wanted.wrapped, wanted.same_passphrase);
  const { person, day } = wanted;
  const shown = await keybox.provePossession(keys, { person, day, sealed: unhex(wanted.challenge) });
  equal([hex(shown.answer), hex(shown.proof)], [wanted.answer, wanted.possession], "possession");
  await refused(() => keybox.unlock(wanted.wrapped, "另一个口令"), { what: "wrong passphrase" });
  const swapped = { ...wanted.wrapped, sealing_key: wanted.wrapped.signing_key };
  await refused(() => keybox.unlock(swapped, wanted.passphrase), { what: "exchanged public key" });
  await refused(() => keybox.unlock({ ...wanted.wrapped, rounds: 1 }, "x"), { code: "sealed-malformed", what: "option" });
}

/** Every verifier says the same of a key or signature at the edge. */
export async function pointVectors() {
  const cases = await vectors("points");
  for (const { what, key, usable } of cases.sealing_keys) equal(isSealingKey(unhex(key)), usable, what);
  for (const { what, key, shaped } of cases.signing_keys) equal(isSigningKey(unhex(key)), shaped, what);
  for (const { what, public: publicKey, signature, valid } of cases.signatures) {
    const by = { publicKey: unhex(publicKey), signature: unhex(signature) };
    equal(await keybox.isSignedBytes(utf8(cases.data), by), valid, what);
  }
  for (const { what, key } of cases.sealing_keys.filter((one) => !one.usable)) {
    await refused(() => hpke.seal(utf8("plain"), { to: unhex(key), info: utf8("") }), { what });
  }
}

/** The answer to a challenge that Python sealed. */
export async function answerFresh({ wrapped, passphrase, person, day, sealed }) {
  const keys = await keybox.unlock(wrapped, passphrase);
  const { answer, proof } = await keybox.provePossession(keys, { person, day, sealed: unbase64(sealed) });
  return { answer: base64(answer), proof: base64(proof) };
}

export async function receiptVectors() {
  const { platform_key: key, accepted, refused: broken } = await vectors("receipt");
  const expectedKey = unhex(key);
  for (const written of accepted) await verifyStatement(utf8(written), { expectedKey });
  for (const { code, text: written } of broken) {
    await refused(() => verifyStatement(utf8(written), { expectedKey }), { code, what: code });
  }
  await refused(() => verifyStatement(utf8(accepted[0]), { expectedKey, manifest: utf8("{}") }), { code: "root-differs", what: "root" });
}

/** A bid sealed here with fresh randomness, for Python to open. Files are byte patterns of these sizes. */
export async function sealFresh({ lot, bid, panel, passphrase, bidder, form, sizes }) {
  equal(await missingFeatures(), [], "features");
  const { wrapped, keys } = await keybox.makeKeyBox(passphrase);
  const named = { ...bidder, sealing_key: wrapped.sealing_key, signing_key: wrapped.signing_key };
  const envelopes = await newEnvelopes({ lot, bid, panel, bidder: named });
  const files = [];
  const objects = {};
  for (const [envelope, size] of sizes) {
    const id = crypto.randomUUID();
    const key = await stream.fileKey(envelopes[envelope].key, { lot, bid, envelope }, id);
    const plain = pattern(size);
    const hashes = [];
    const parts = [];
    for (let index = 0; index < stream.chunkCount(size); index += 1) {
      const part = plain.subarray(index * 8388608, (index + 1) * 8388608);
      const last = index === stream.chunkCount(size) - 1;
      const { data, hash } = await stream.sealChunk(part, { key, index, last });
      hashes.push(hex(hash));
      parts.push(data);
    }
    files.push({ id, envelope, name: `文件${size}.pdf`, mediaType: "application/pdf", size, hashes });
    objects[id] = base64(concat(...parts));
  }
  const draft = { lot, bid, sequence: 1, panel, bidder: named, envelopes };
  const { data, signature } = await sealManifest({ draft, files, form, client: await thisClient(), keys });
  return { wrapped, manifest: base64(data), signature: base64(signature), objects };
}

/** A bid sealed by Python, opened here by two officers and by the bidder. */
export async function openFresh({ manifest, signature, officers, bidder, passphrase }) {
  const parsed = await parseManifest(unbase64(manifest));
  const shares = new Map();
  for (const wrapped of officers) {
    const rows = await openOwnShares([{ bid: parsed.bid, manifest }], { keys: await keybox.unlock(wrapped, passphrase), envelopes: ["price"] });
    shares.set(rows[0].officer, unbase64(rows[0].share));
  }
  const key = await combineShares(parsed, "price", shares);
  const own = await openOwnKeys({ manifest, signature }, { keys: await keybox.unlock(bidder, passphrase) });
  equal(own.price, base64(key), "own key");
  return openForm(parsed, await stream.contentKeyFrom(key));
}
