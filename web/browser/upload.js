// The bidder's client in the page: one unfinished bid, its files and its submission.
//
//   const draft = (await BidDraft.resume({ lot, bidder })) ?? (await BidDraft.begin({ lot, panelHash }));
//   draft.addEventListener("change", () => show(draft.files, draft.totals));
//   draft.add(fileFromInput, { envelope: "technical" });
//   const { receipt, manifest } = await draft.submit({ form, keys: await unlock(wrapped, passphrase) });

import { base64, hex, utf8 } from "./bytes.js";
import { canonicalBytes } from "./canonical.js";
import { draftOf, forgetDraft, forgetFile, saveDraft } from "./drafts.js";
import { FileUpload } from "./file_upload.js";
import { Problem, getJson, postForBytes, postJson } from "./http.js";
import { sign } from "./keybox.js";
import { Label } from "./labels.js";
import { checkPanel } from "./manifest.js";
import { patiently } from "./parts.js";
import { Refused } from "./refusals.js";
import { newEnvelopes, sealManifest, thisClient } from "./seal.js";
import { BIDDER, requireShape } from "./shapes.js";
import { requireSupport } from "./support.js";
import { verifyStatement } from "./verify.js";

const MEDIA_TYPE = /^[a-z0-9!#$&^_.+-]{1,60}\/[a-z0-9!#$&^_.+-]{1,100}$/;
const MOST_NAME = 200;
const SUBMIT_ATTEMPTS = 4;

/** Events: `change` (a file's progress or state; detail is the FileUpload), `restarted` (detail {former, upload}). */
export class BidDraft extends EventTarget {
  #draft;
  #uploads = new Map();
  #queue = Promise.resolve();

  /** Start a new bid at the platform. `panelHash` is the hash the published notice shows, when the page knows it. */
  static async begin({ lot, panelHash = null }) {
    await requireSupport();
    const { bid, sequence, panel, bidder, limits } = await postJson(`/api/lots/${lot}/bid-drafts`);
    await checkPanel(panel, lot);
    if (panelHash !== null && panel.hash !== panelHash) throw new Refused("panel-differs");
    requireShape(bidder, BIDDER);
    const envelopes = await newEnvelopes({ lot, bid, panel, bidder });
    const draft = { bid, lot, sequence, panel, bidder, limits, envelopes, files: [] };
    await forgetFormer(lot, bidder.id);
    await saveDraft(draft);
    return new BidDraft(draft);
  }

  /**
   * The unfinished bid this browser remembers for a lot and a bidder (organisation id), or null when there is
   * none that the platform still takes.
   */
  static async resume({ lot, bidder }) {
    await requireSupport();
    const draft = await draftOf(lot, bidder);
    return draft && (await stillOpen(draft)) ? new BidDraft(draft) : null;
  }

  /** Use `begin` or `resume`. */
  constructor(draft) {
    super();
    this.#draft = draft;
    for (const listed of draft.files) this.#list(listed, null);
  }

  get bid() {
    return this.#draft.bid;
  }

  get panel() {
    return this.#draft.panel;
  }

  get limits() {
    return this.#draft.limits;
  }

  /** The uploads in order; each has `listed`, `state`, `sent`, `error`. */
  get files() {
    return [...this.#uploads.values()];
  }

  /** {files, done, bytes, sent} over all files. */
  get totals() {
    const sum = (of) => this.files.reduce((total, upload) => total + of(upload), 0);
    return {
      files: this.files.length,
      done: sum((upload) => Number(upload.state === "done")),
      bytes: sum((upload) => upload.listed.size),
      sent: sum((upload) => upload.sent),
    };
  }

  /** Begin to seal and upload a file; returns its FileUpload. */
  async add(file, { envelope }) {
    const listed = {
      id: crypto.randomUUID(),
      envelope,
      name: fileName(file.name),
      mediaType: MEDIA_TYPE.test(file.type) ? file.type : "application/octet-stream",
      size: file.size,
    };
    this.#draft.files.push(listed);
    await saveDraft(this.#draft);
    const upload = this.#list(listed, file);
    this.#enqueue(upload, file);
    return upload;
  }

  /** Go on with a file after a reload (state `needs-file`); another file of the same place starts over. */
  async reattach(id, file) {
    const upload = this.#uploads.get(id);
    if (file.size !== upload.listed.size) return this.#restart(upload, file);
    upload.attach(file);
    this.#enqueue(upload, file);
    return upload;
  }

  /** Go on with a paused or failed file. */
  continue(id) {
    const upload = this.#uploads.get(id);
    upload.rejoin();
    this.#enqueue(upload, null);
  }

  /** Take a file out of the bid. */
  async remove(id) {
    this.#uploads.get(id)?.cancel();
    this.#uploads.delete(id);
    this.#draft.files = this.#draft.files.filter((listed) => listed.id !== id);
    await forgetFile(id);
    await saveDraft(this.#draft);
    this.#tell("change", null);
  }

  /** Give the bid up: this browser forgets its keys, so nobody can ever open what was uploaded. */
  async abandon() {
    for (const upload of this.files) upload.cancel();
    await forgetDraft(this.#draft);
  }

  /**
   * Seal the opening form, sign, hand in. `keys` come from `unlock`.
   * Returns {receipt, statement, manifest, root}: bytes, the receipt's body, bytes, hexadecimal. Throws
   * `Refused` (`files-unfinished`, `bidder-key-differs`, `form-malformed` …) or `Problem`; after the deadline
   * the problem's `refusal` holds the bytes of the platform's signed refusal.
   */
  async submit({ form, keys, platformKey = null }) {
    if (this.files.some((upload) => upload.state !== "done")) throw new Refused("files-unfinished");
    this.#requireOwnKeys(keys);
    const files = this.files.map((upload) => ({ ...upload.listed, hashes: upload.hashes }));
    const client = await thisClient();
    const sealed = await sealManifest({ draft: this.#draft, files, form, client, keys });
    const receipt = await this.#handIn(sealed);
    const statement = await verifyStatement(receipt, { expectedKey: platformKey, manifest: sealed.data });
    await forgetDraft(this.#draft);
    return { receipt, statement, manifest: sealed.data, signature: sealed.signature, root: hex(sealed.root) };
  }

  /** The recovery key inside the bid must be the bidder's own, not one the server named. */
  #requireOwnKeys(keys) {
    const { signing_key, sealing_key } = this.#draft.bidder;
    if (hex(keys.signingPublic) !== signing_key || hex(keys.sealingPublic) !== sealing_key) {
      throw new Refused("bidder-key-differs");
    }
  }

  /** Safe to repeat: the platform answers the same submission with the same receipt. */
  async #handIn({ data, signature }) {
    const body = { manifest: base64(data), signature: base64(signature), files: this.#etags() };
    return withRefusal(() =>
      patiently(() => postForBytes(`/api/bid-drafts/${this.bid}/submit`, body), { attempts: SUBMIT_ATTEMPTS }),
    );
  }

  /** [{file, etags}] in part order, of the files whose every part's ETag the store let the browser see. */
  #etags() {
    const known = this.files.filter((upload) => upload.etags.size === upload.chunks);
    const inOrder = (upload) => Array.from({ length: upload.chunks }, (_, i) => upload.etags.get(i + 1));
    return known.map((upload) => ({ file: upload.listed.id, etags: inOrder(upload) }));
  }

  #list(listed, file) {
    const { lot, bid, envelopes } = this.#draft;
    const scope = { lot, bid, envelope: listed.envelope };
    const upload = new FileUpload({ listed, file, scope, contentKey: envelopes[listed.envelope].key });
    upload.addEventListener("progress", () => this.#tell("change", upload));
    upload.addEventListener("state", () => this.#tell("change", upload));
    this.#uploads.set(listed.id, upload);
    return upload;
  }

  /** One file at a time; a failure shows in its state and does not hold up the others. */
  #enqueue(upload, file) {
    this.#queue = this.#queue.then(async () => {
      try {
        await upload.run();
      } catch (error) {
        if (error instanceof Refused && error.code === "file-changed" && file) await this.#restart(upload, file);
      }
    });
  }

  /** The content differs from what was begun: a new id means a new key, so no nonce is ever used twice. */
  async #restart(former, file) {
    await this.remove(former.listed.id);
    const upload = await this.add(file, { envelope: former.listed.envelope });
    this.#tell("restarted", { former, upload });
    return upload;
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/**
 * Take back the standing bid of a lot. `bid` and `root` (hexadecimal) come from its receipt.
 * Returns {receipt, statement}; after the deadline throws `Problem` with `refusal`.
 */
export async function withdrawBid({ lot, bid, root, keys, platformKey = null }) {
  const signature = await sign(keys, Label.WITHDRAWAL, canonicalBytes({ bid, lot, root }));
  const body = { signature: base64(signature) };
  const receipt = await withRefusal(() => postForBytes(`/api/lots/${lot}/bid/withdraw`, body));
  return { receipt, statement: await verifyStatement(receipt, { expectedKey: platformKey }) };
}

/** Save bytes as a file on the bidder's machine. */
export function saveAs(bytes, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A problem that carries the platform's signed refusal gets its bytes as `refusal`. */
async function withRefusal(task) {
  try {
    return await task();
  } catch (error) {
    if (error instanceof Problem && typeof error.facts.refusal === "string") {
      error.refusal = utf8(error.facts.refusal);
    }
    throw error;
  }
}

async function forgetFormer(lot, bidder) {
  for (let former = await draftOf(lot, bidder); former; former = await draftOf(lot, bidder)) await forgetDraft(former);
}

/** Whether the platform still takes parts of the draft; one without files costs nothing to begin anew. */
async function stillOpen(draft) {
  for (const file of draft.files) {
    try {
      await getJson(`/api/bid-drafts/${draft.bid}/files/${file.id}/parts`);
      return true;
    } catch (error) {
      if (!(error instanceof Problem && [403, 404, 409].includes(error.status))) throw error;
    }
  }
  return false;
}

/** A name the format takes: no path, no control characters, at most 200 characters. */
function fileName(name) {
  // eslint-disable-next-line no-control-regex
  const clean = name.replace(/[\x00-\x1f\x7f/\\]/g, "_").toWellFormed();
  return [...clean].slice(-MOST_NAME).join("") || "file";
}
