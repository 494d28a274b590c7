// The bidder's side of an opening: open one's own bid when officers cannot.

import { base64, unbase64 } from "./bytes.js";
import { recoverKey } from "./envelopes.js";
import { ENVELOPES } from "./labels.js";
import { verifyManifest } from "./manifest.js";

/**
 * The content keys of one's own bid, in base64 by envelope. `manifest` and `signature` are base64.
 * Throws `Refused` (`signature-wrong`, `key-refused`) and `SealError` (another key box).
 */
export async function openOwnKeys({ manifest, signature }, { keys, envelopes = ENVELOPES }) {
  const parsed = await verifyManifest({ data: unbase64(manifest), signature: unbase64(signature) });
  const opened = {};
  for (const envelope of envelopes) opened[envelope] = base64(await recoverKey(parsed, envelope, { keys }));
  return opened;
}
