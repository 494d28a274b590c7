// Content keys: dealing them to the officers and the bidder, and getting them back. The twin of
// sealing/envelopes.py. Raw content keys exist only while they are dealt or combined.

import { hex, random as drawn, unhex } from "./bytes.js";
import * as hpke from "./hpke.js";
import { Label, context, digest } from "./labels.js";
import { envelopeOf, scopeOf } from "./manifest.js";
import { Refused, SealError } from "./refusals.js";
import { combine, split } from "./shamir.js";

const keyCommitment = (scope, key) => digest(context(Label.KEY_COMMITMENT, scope), key);
const shareCommitment = (scope, officer, share) =>
  digest(context(Label.SHARE_COMMITMENT, scope, String(officer)), share);

/** {commitment, recovery, shares}: what goes into the manifest about one raw 32-byte content key. */
export async function dealKey(contentKey, { scope, panel, bidderSealingKey, random = drawn }) {
  const shares = split(contentKey, { threshold: panel.threshold, count: panel.officers.length, random });
  return {
    commitment: hex(await keyCommitment(scope, contentKey)),
    recovery: hex(await hpke.seal(contentKey, { to: bidderSealingKey, info: context(Label.RECOVERY, scope) })),
    shares: await Promise.all(panel.officers.map((officer, i) => sealedShare(shares[i], officer, scope))),
  };
}

/** Officer's side: the 32-byte share. Throws `SealError`, `Refused` (`share-refused`: the bidder dealt another). */
export async function openShare(manifest, envelope, { officer, keys }) {
  const { sealed } = shareOf(manifest, envelope, officer);
  const share = await hpke.open(unhex(sealed), {
    privateKey: keys.sealing,
    publicKey: keys.sealingPublic,
    info: context(Label.SHARE, scopeOf(manifest, envelope), String(officer)),
  });
  await checkShare(manifest, envelope, { officer, share });
  return share;
}

/** Throws `Refused` (`share-refused`) unless this is the share the bidder dealt to this officer. */
async function checkShare(manifest, envelope, { officer, share }) {
  const made = hex(await shareCommitment(scopeOf(manifest, envelope), officer, share));
  if (made !== shareOf(manifest, envelope, officer).commitment) {
    throw new Refused("share-refused", { officer, envelope, side: "officer" });
  }
}

/** The raw content key from a Map of officer → share, at least `threshold` of them. */
export async function combineShares(manifest, envelope, shares) {
  const { threshold } = manifest.panel;
  const officers = [...shares.keys()].sort((a, b) => a - b);
  for (const officer of officers) await checkShare(manifest, envelope, { officer, share: shares.get(officer) });
  if (officers.length < threshold) throw new SealError();
  for (const chosen of choices(officers, threshold)) {
    const key = combine(new Map(chosen.map((officer) => [officer, shares.get(officer)])));
    if (await isCommitted(manifest, envelope, key)) return key;
  }
  throw new Refused("key-refused", { envelope, side: "bidder" });
}

/** Bidder's side: the raw content key from their own copy. Throws `SealError`, `Refused` (`key-refused`). */
export const recoverKey = (manifest, envelope, { keys }) =>
  recoverDealt(envelopeOf(manifest, envelope), { scope: scopeOf(manifest, envelope), keys });

/** The same from what `dealKey` gave, before there is a manifest. */
export async function recoverDealt({ commitment, recovery }, { scope, keys }) {
  const key = await hpke.open(unhex(recovery), {
    privateKey: keys.sealing,
    publicKey: keys.sealingPublic,
    info: context(Label.RECOVERY, scope),
  });
  const made = hex(await keyCommitment(scope, key));
  if (key.length !== 32 || made !== commitment) throw new Refused("key-refused", { envelope: scope.envelope, side: "bidder" });
  return key;
}

async function isCommitted(manifest, envelope, key) {
  const made = hex(await keyCommitment(scopeOf(manifest, envelope), key));
  return key.length === 32 && made === envelopeOf(manifest, envelope).commitment;
}

function shareOf(manifest, envelope, officer) {
  const share = envelopeOf(manifest, envelope).shares[officer - 1];
  if (!share) throw new Refused("share-refused", { officer, envelope, side: "officer" });
  return share;
}

async function sealedShare(share, { ordinal, sealing_key }, scope) {
  const info = context(Label.SHARE, scope, String(ordinal));
  return {
    commitment: hex(await shareCommitment(scope, ordinal, share)),
    officer: ordinal,
    sealed: hex(await hpke.seal(share, { to: unhex(sealing_key), info })),
  };
}

/** All ways to choose `count` of `items`, in order. */
function* choices(items, count) {
  if (count === 0) yield [];
  else
    for (let i = 0; i <= items.length - count; i += 1)
      for (const rest of choices(items.slice(i + 1), count - 1)) yield [items[i], ...rest];
}
