// The owner's own record of what was handed in: opened with the own key, in this browser, whenever wanted.

import { unbase64 } from "../bytes.js";
import { openContents, openForm } from "../contents.js";
import { openNotes } from "../draft_notes.js";
import { recoverKey } from "../envelopes.js";
import { getJson } from "../http.js";
import { ENVELOPES } from "../labels.js";
import { verifyManifest } from "../manifest.js";
import { contentKeyFrom } from "../stream.js";

/** {form, files} of the bid that stands, as `restated` takes them. Fingerprints come from the bidder's own notes. */
export async function ownRecord({ lot, keys }) {
  const { bid, manifest: data, signature, notes } = await getJson(`/api/lots/${lot}/my-sealed-bid`);
  const manifest = await verifyManifest({ data: unbase64(data), signature: unbase64(signature) });
  const known = notes ? await openNotes(notes, { lot, bid, keys }) : { files: [] };
  const fingerprints = new Map(known.files.map((file) => [file.id, file.fingerprint]));
  const sizes = new Map(manifest.files.map((file) => [file.id, file.size]));
  const files = [];
  let form = null;
  for (const envelope of ENVELOPES) {
    const key = await contentKeyFrom(await recoverKey(manifest, envelope, { keys }));
    if (envelope === "price") form = await openForm(manifest, key);
    for (const { file, name } of await openContents(manifest, envelope, key)) {
      files.push({ envelope, name, size: sizes.get(file), fingerprint: fingerprints.get(file) ?? null });
    }
  }
  return { form, files };
}
