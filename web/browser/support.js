// What a browser must be able to do before anybody types a passphrase into it.

import { Refused } from "./refusals.js";

const NEEDED = {
  安全上下文: async () => globalThis.isSecureContext && Boolean(crypto.subtle),
  Ed25519: () => crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]),
  X25519: () => crypto.subtle.generateKey("X25519", false, ["deriveBits"]),
  规范文本: async () => typeof "".isWellFormed === "function",
};

/** The names of what is missing; empty when the browser can seal and open bids. */
export async function missingFeatures() {
  const missing = [];
  for (const [name, works] of Object.entries(NEEDED)) {
    try {
      if (!(await works())) missing.push(name);
    } catch {
      missing.push(name);
    }
  }
  return missing;
}

/** Throws `Refused` (`browser-too-old`) with what is missing in `facts`. */
export async function requireSupport() {
  const missing = await missingFeatures();
  if (missing.length) throw new Refused("browser-too-old", { missing });
}
