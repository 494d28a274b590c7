// The opening officer's side: open one's own shares of many bids. Nothing here leaves the page by itself.

import { base64, hex, unbase64 } from "./bytes.js";
import { openShare } from "./envelopes.js";
import { ENVELOPES } from "./labels.js";
import { parseManifest } from "./manifest.js";
import { Refused, SealError } from "./refusals.js";

/**
 * Open this officer's shares.
 * `bids` are {bid, manifest} with `manifest` in base64; `keys` come from `unlock`. Returns one row per bid and
 * envelope: {bid, envelope, officer, share} with `share` in base64, or {…, error} with the code of what was
 * wrong (`unopenable`: the bidder sealed something else to this officer; the bidder's own key may still open).
 */
export async function openOwnShares(bids, { keys, envelopes = ENVELOPES }) {
  const rows = [];
  for (const { bid, manifest } of bids) {
    const parsed = await readable(manifest);
    if (!parsed) continue;
    const officer = ordinalOf(parsed, keys);
    for (const envelope of envelopes) {
      rows.push({ bid, envelope, officer, ...(await released(parsed, envelope, officer, keys)) });
    }
  }
  return rows;
}

/** This officer's ordinal on the bid's panel; throws `Refused` (`shares-wrong`) when the key is not on it. */
function ordinalOf(manifest, keys) {
  const mine = hex(keys.sealingPublic);
  const officer = manifest.panel.officers.find((one) => one.sealing_key === mine);
  if (!officer) throw new Refused("shares-wrong");
  return officer.ordinal;
}

/** The manifest, or null: one that cannot be read must not keep the shares of the others back. */
async function readable(manifest) {
  try {
    return await parseManifest(unbase64(manifest));
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

async function released(manifest, envelope, officer, keys) {
  try {
    return { share: base64(await openShare(manifest, envelope, { officer, keys })) };
  } catch (error) {
    if (error instanceof SealError) return { error: "unopenable" };
    if (error instanceof Refused) return { error: error.code };
    throw error;
  }
}
