// The bidder's own notes of a bid: form, dealt shares, files with their fingerprints. Signed by the bidder and sealed
// to the bidder's own key, so that the platform that keeps them can neither read nor forge them, and the bidder
// goes on with them in any browser. Not for: content keys, which are recovered from what was dealt to oneself.

import { canonicalBytes } from "./canonical.js";
import { base64, concat, unbase64, utf8 } from "./bytes.js";
import * as hpke from "./hpke.js";
import { isSigned, sign } from "./keybox.js";
import { BLOCK_BYTES, Label, MAX_NOTES_BYTES } from "./labels.js";
import { Refused, SealError } from "./refusals.js";
import { NOTES, parseJson, requireShape } from "./shapes.js";

const SIGNATURE_BYTES = 64;
const LENGTH_BYTES = 4;

/** Base64 of the sealed notes, padded to whole blocks. `notes` has the shape NOTES. */
export async function sealNotes(notes, { keys }) {
  const data = canonicalBytes(requireShape(notes, NOTES));
  const signature = await sign(keys, Label.DRAFT_NOTES, data);
  const padded = new Uint8Array(Math.ceil((LENGTH_BYTES + SIGNATURE_BYTES + data.length) / BLOCK_BYTES) * BLOCK_BYTES);
  new DataView(padded.buffer).setUint32(0, data.length);
  padded.set(concat(signature, data), LENGTH_BYTES);
  return base64(await hpke.seal(padded, { to: keys.sealingPublic, info: info(notes) }));
}

/** The notes of this lot and bid. Throws `Refused` (`draft-foreign`) for what these keys did not seal and sign. */
export async function openNotes(sealed, { lot, bid, keys }) {
  const padded = await opened(unbase64(sealed), { lot, bid, keys });
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  const start = LENGTH_BYTES + SIGNATURE_BYTES;
  if (start + length > padded.length) throw new Refused("draft-foreign", { bid });
  const data = padded.slice(start, start + length);
  const by = { label: Label.DRAFT_NOTES, publicKey: keys.signingPublic, signature: padded.slice(LENGTH_BYTES, start) };
  if (!(await isSigned(data, by))) throw new Refused("draft-foreign", { bid });
  const notes = requireShape(parseJson(data, MAX_NOTES_BYTES), NOTES);
  if (notes.lot !== lot || notes.bid !== bid) throw new Refused("draft-foreign", { bid });
  return notes;
}

async function opened(bytes, { lot, bid, keys }) {
  try {
    const own = { privateKey: keys.sealing, publicKey: keys.sealingPublic };
    return await hpke.open(bytes, { ...own, info: info({ lot, bid }) });
  } catch (error) {
    throw error instanceof SealError ? new Refused("draft-foreign", { bid }) : error;
  }
}

const info = ({ lot, bid }) => utf8([Label.DRAFT_NOTES, lot, bid].join("\n"));
