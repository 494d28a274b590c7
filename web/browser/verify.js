// Checking receipts and refusals without the platform: the twin of bidding_room/receipt_verify.py.

import { canonicalBytes } from "./canonical.js";
import { concat, hex, same, sha256, unhex, utf8 } from "./bytes.js";
import { isSigned, isSignedBytes } from "./keybox.js";
import { Label, MAX_MANIFEST_BYTES, MAX_RECEIPT_BYTES, RECEIPT_VERSION } from "./labels.js";
import { manifestRoot } from "./manifest.js";
import { Refused } from "./refusals.js";
import { STATEMENT, parseJson, requireShape } from "./shapes.js";

/**
 * The body of a receipt or refusal that holds; throws `Refused` with the code of what does not.
 * Without `expectedKey` (32 bytes) it is signed by the key it names itself, which proves nothing about the
 * platform. `manifest` (bytes) is compared with the root hash when given.
 */
export async function verifyStatement(data, { expectedKey = null, manifest = null } = {}) {
  const body = await signedBody(data, expectedKey);
  if (body.kind === "receipt") {
    await checkHead(body);
    checkEntry(body);
  }
  if (manifest && hex(await manifestRoot(manifest)) !== body.root) throw new Refused("root-differs");
  return body;
}

/** RFC 9162 §2.1.3.2: whether `proof` leads from the leaf at `index` to `root` of the tree of `size`. */
async function verifyInclusion({ leaf, index, size, proof, root }) {
  if (!(index >= 0 && index < size)) return false;
  let [place, last, head] = [BigInt(index), BigInt(size - 1), leaf];
  for (const step of proof) {
    if (last === 0n) return false;
    if (place & 1n || place === last) {
      head = await nodeHash(step, head);
      while (!(place & 1n) && place) [place, last] = [place >> 1n, last >> 1n];
    } else {
      head = await nodeHash(head, step);
    }
    [place, last] = [place >> 1n, last >> 1n];
  }
  return last === 0n && same(head, root);
}

/** SHA-256(0x00 ‖ payload). */
const leafHash = (payload) => sha256(concat(Uint8Array.of(0), payload));

const nodeHash = (left, right) => sha256(concat(Uint8Array.of(1), left, right));

async function signedBody(data, expectedKey) {
  const value = parseJson(data, MAX_RECEIPT_BYTES);
  if (value?.body?.version !== RECEIPT_VERSION) throw new Refused("sealed-version-unknown");
  const { body, signature } = requireShape(value, STATEMENT);
  const publicKey = unhex(body.platform_key);
  if (expectedKey && !same(publicKey, expectedKey)) throw new Refused("signature-wrong");
  const label = body.kind === "receipt" ? Label.RECEIPT : Label.REFUSAL;
  if (!(await isSigned(canonicalBytes(body), { label, publicKey, signature: unhex(signature) }))) {
    throw new Refused("signature-wrong");
  }
  return body;
}

async function checkHead({ head, entry, proof, platform_key: key }) {
  const { at, log, root, size } = head;
  const by = { publicKey: unhex(key), signature: unhex(head.signature) };
  if (!(await isSignedBytes(canonicalBytes({ at, log, root, size }), by))) throw new Refused("signature-wrong");
  const leaf = await leafHash(utf8(entry.payload));
  const steps = proof.map(unhex);
  if (!(await verifyInclusion({ leaf, index: entry.seq, size, proof: steps, root: unhex(root) }))) {
    throw new Refused("proof-wrong");
  }
}

/** The log entry must speak of this act at this time, else the proof proves something else. */
function checkEntry(receipt) {
  const payload = parseJson(utf8(receipt.entry.payload), MAX_MANIFEST_BYTES);
  const told = ["action", "bid", "lot", "root", "sequence"].every((name) => payload?.facts?.[name] === receipt[name]);
  if (!told || !saysPlace(payload, receipt.entry.seq) || (payload.exactly_at ?? payload.at) !== receipt.at) throw new Refused("entry-differs");
}

/** Version 1 says the entry's number, version 2 leaves it to the proof. */
const saysPlace = ({ v, seq }, place) => (v === 1 ? seq === place : v === 2 && seq === undefined);
