// A person's key box, made in the browser: an Ed25519 signing key and an X25519 sealing key, wrapped under a
// passphrase. The twin of sealing/keybox.py. The server stores the wrapped form and cannot open it.

import { canonicalBytes } from "./canonical.js";
import { concat, hex, random as drawn, same, unhex, utf8 } from "./bytes.js";
import { open } from "./hpke.js";
import { KEY_BOX_VERSION, Label, NONCE_BYTES, PBKDF2_ROUNDS, framed } from "./labels.js";
import { isSignatureShaped, isSigningKey } from "./points.js";
import { SealError } from "./refusals.js";
import { KEY_BOX, requireShape } from "./shapes.js";

const PKCS8 = {
  Ed25519: unhex("302e020100300506032b657004220420"),
  X25519: unhex("302e020100300506032b656e04220420"),
};
const USES = { Ed25519: ["sign"], X25519: ["deriveBits"] };

/**
 * New keys and their wrapped form.
 * Returns {wrapped, keys}: `wrapped` is the JSON to store, `keys` what `unlock` returns.
 */
export async function makeKeyBox(passphrase) {
  const signing = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  const sealing = await crypto.subtle.generateKey("X25519", true, ["deriveBits"]);
  const halves = await Promise.all([signing, sealing].map(exported));
  const wrapped = await wrap(halves, passphrase, drawn);
  halves.forEach((half) => half.private.fill(0));
  return { wrapped, keys: await unlock(wrapped, passphrase) };
}

/** The wrapped form of [signing, sealing], each {private, public} of 32 bytes. */
export async function wrap([signing, sealing], passphrase, random = drawn) {
  const salt = random(16);
  const iv = random(NONCE_BYTES);
  const additionalData = framed(Label.KEY_BOX, concat(signing.public, sealing.public));
  const key = await wrappingKey(passphrase, salt);
  const plain = concat(signing.private, sealing.private);
  const cipher = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, plain);
  plain.fill(0);
  return {
    cipher: hex(new Uint8Array(cipher)),
    nonce: hex(iv),
    salt: hex(salt),
    sealing_key: hex(sealing.public),
    signing_key: hex(signing.public),
    version: KEY_BOX_VERSION,
  };
}

/**
 * Open a wrapped box. Returns {signing, sealing} as CryptoKeys that cannot be exported, and
 * {signingPublic, sealingPublic} as bytes. Throws `SealError` for a wrong passphrase or an altered box.
 */
export async function unlock(wrapped, passphrase) {
  const box = requireShape(wrapped, KEY_BOX, { version: KEY_BOX_VERSION });
  const signingPublic = unhex(box.signing_key);
  const sealingPublic = unhex(box.sealing_key);
  const plain = await unwrapped(box, passphrase, concat(signingPublic, sealingPublic));
  const signing = await imported("Ed25519", plain.slice(0, 32));
  const sealing = await imported("X25519", plain.slice(32));
  plain.fill(0);
  await requirePair({ signing, signingPublic });
  return Object.freeze({ signing, sealing, signingPublic, sealingPublic });
}

/**
 * The same keys under another passphrase, and the signature the platform asks for. Throws `SealError` when the
 * present passphrase is wrong. Returns {wrapped, proof}.
 */
export async function rewrap(wrapped, { passphrase, next, person }) {
  const keys = await unlock(wrapped, passphrase);
  const plain = await unwrapped(wrapped, passphrase, concat(keys.signingPublic, keys.sealingPublic));
  const halves = [
    { private: plain.subarray(0, 32), public: keys.signingPublic },
    { private: plain.subarray(32), public: keys.sealingPublic },
  ];
  const anew = await wrap(halves, next);
  plain.fill(0);
  return { wrapped: anew, proof: await sign(keys, Label.REWRAP, canonicalBytes({ person, wrapped: anew })) };
}

/**
 * The answer to the platform's challenge ({day, sealed} as bytes), which only the sealing key opens, and the
 * signing key's signature over the answer, both public keys, the person and the day. Throws `SealError`.
 */
export async function provePossession(keys, { person, day, sealed }) {
  const info = utf8([Label.CHALLENGE, person, day, hex(keys.signingPublic)].join("\n"));
  const answer = await open(sealed, { privateKey: keys.sealing, publicKey: keys.sealingPublic, info });
  const body = {
    answer: hex(answer),
    day,
    person,
    sealing_key: hex(keys.sealingPublic),
    signing_key: hex(keys.signingPublic),
  };
  return { answer, proof: await sign(keys, Label.POSSESSION, canonicalBytes(body)) };
}

/** 64 bytes over label ‖ 0x00 ‖ data. */
export const sign = async (keys, label, data) =>
  new Uint8Array(await crypto.subtle.sign("Ed25519", keys.signing, framed(label, data)));

/** Whether `publicKey` (32 bytes) signed `data` for this use. */
export const isSigned = (data, { label, publicKey, signature }) =>
  isSignedBytes(framed(label, data), { publicKey, signature });

/** Whether `publicKey` signed exactly these bytes. */
export async function isSignedBytes(message, { publicKey, signature }) {
  if (!isSigningKey(publicKey) || !isSignatureShaped(signature)) return false;
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", true, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, signature, message);
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}

async function unwrapped(box, passphrase, publicKeys) {
  const key = await wrappingKey(passphrase, unhex(box.salt));
  const algorithm = { name: "AES-GCM", iv: unhex(box.nonce), additionalData: framed(Label.KEY_BOX, publicKeys) };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, unhex(box.cipher)));
  } catch (error) {
    throw error instanceof DOMException ? new SealError() : error;
  }
}

/** A box whose private half does not belong to its public half is refused. */
async function requirePair({ signing, signingPublic }) {
  const probe = utf8("probe");
  const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", signing, probe));
  if (!(await isSignedBytes(probe, { publicKey: signingPublic, signature }))) throw new SealError();
}

async function wrappingKey(passphrase, salt) {
  const raw = utf8(passphrase.normalize("NFKC"));
  const base = await crypto.subtle.importKey("raw", raw, "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: PBKDF2_ROUNDS },
    base,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

async function exported(pair) {
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  const head = PKCS8[pair.privateKey.algorithm.name];
  if (pkcs8.length !== head.length + 32 || !same(pkcs8.subarray(0, head.length), head)) {
    throw new Error("unexpected form of a private key");
  }
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { private: pkcs8.slice(head.length), public: publicKey };
}

const imported = (name, raw) =>
  crypto.subtle.importKey("pkcs8", concat(PKCS8[name], raw), name, false, USES[name]);
