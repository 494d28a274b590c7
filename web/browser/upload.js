// The bidder's client in the page: one unfinished bid, its files, its notes and its submission.
//
//   const draft = (await BidDraft.resume({ lot, keys })) ?? (await BidDraft.begin({ lot, keys, panelHash }));
//   draft.addEventListener("change", () => show(draft.files, draft.totals));
//   draft.write(form);
//   await draft.add(fileFromInput, { envelope: "technical" });
//   const { receipt, manifest } = await draft.submit({ form });

import { base64, hex, utf8 } from "./bytes.js";
import { canonicalBytes } from "./canonical.js";
import { openNotes, sealNotes } from "./draft_notes.js";
import { recoverDealt } from "./envelopes.js";
import { FileUpload } from "./file_upload.js";
import { fingerprintOf } from "./fingerprint.js";
import { Problem, getJson, postForBytes, postJson } from "./http.js";
import { sign } from "./keybox.js";
import { ENVELOPES, Label } from "./labels.js";
import { checkPanel } from "./manifest.js";
import { patiently } from "./parts.js";
import { Refused } from "./refusals.js";
import { newEnvelopes, sealManifest, thisClient } from "./seal.js";
import { BIDDER, requireShape } from "./shapes.js";
import { contentKeyFrom } from "./stream.js";
import { requireSupport } from "./support.js";
import { verifyStatement } from "./verify.js";

const MEDIA_TYPE = /^[a-z0-9!#$&^_.+-]{1,60}\/[a-z0-9!#$&^_.+-]{1,100}$/;
const MOST_NAME = 200;
const SUBMIT_ATTEMPTS = 4;
const SAVE_SOON_MS = 800;
const SAVE_WHILE_UPLOADING_MS = 10_000;

/**
 * Events: `change` (a file's progress or state; detail is the FileUpload), `saved` (detail is when), `unsaved`
 * (detail is the error; another page may have gone on with the draft).
 */
export class BidDraft extends EventTarget {
  #given;
  #keys;
  #envelopes;
  #form;
  #uploads = new Map();
  #queue = Promise.resolve();
  #saving = Promise.resolve();
  #timer = null;
  #revision;
  #savedAt = null;

  /**
   * Start a new bid at the platform. `panelHash` is the hash the published notice shows, when the page knows it;
   * `replaces` the unfinished bid that lapses for it, else the platform refuses (`draft-unfinished`).
   */
  static async begin({ lot, keys, panelHash = null, replaces = null }) {
    await requireSupport();
    const given = await checked(await postJson(`/api/lots/${lot}/bid-drafts`, { replaces }), { lot, keys, panelHash });
    const envelopes = await newEnvelopes({ lot, bid: given.bid, panel: given.panel, bidder: given.bidder });
    const draft = new BidDraft(given, { keys, envelopes, form: {}, revision: 0 });
    await draft.save();
    return draft;
  }

  /**
   * The unfinished bid the platform keeps for the bidder, or null when there is none. What is in the store counts
   * as uploaded; a file that is not wholly there waits (`needs-file`). Throws `Refused` (`draft-foreign`).
   */
  static async resume({ lot, keys, panelHash = null }) {
    await requireSupport();
    const [found] = await getJson(`/api/lots/${lot}/bid-drafts`);
    if (!found || found.sealed === null) return null;
    const given = await checked(found, { lot, keys, panelHash });
    const notes = await openNotes(found.sealed, { lot, bid: given.bid, keys });
    if (notes.panel !== given.panel.hash) throw new Refused("panel-differs");
    const envelopes = await recovered(notes.envelopes, { lot, bid: given.bid, keys });
    const draft = new BidDraft(given, { keys, envelopes, form: notes.form, revision: found.revision });
    await Promise.all(notes.files.map((file) => draft.#recall(file)));
    draft.#savedAt = found.saved_at;
    clearTimeout(draft.#timer);
    draft.#timer = null;
    return draft;
  }

  /** Use `begin` or `resume`. */
  constructor(given, { keys, envelopes, form, revision }) {
    super();
    this.#given = given;
    this.#keys = keys;
    this.#envelopes = envelopes;
    this.#form = form;
    this.#revision = revision;
  }

  get bid() {
    return this.#given.bid;
  }

  get panel() {
    return this.#given.panel;
  }

  get limits() {
    return this.#given.limits;
  }

  /** The opening form as last written: name → text. */
  get form() {
    return { ...this.#form };
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

  /** When the platform kept the notes last, or null. */
  get savedAt() {
    return this.#savedAt;
  }

  /** Whether something is not yet kept by the platform. */
  get isUnsaved() {
    return this.#timer !== null;
  }

  /** Envelopes that lack a file, in order. */
  get missingParts() {
    const least = this.limits.least_files ?? {};
    const count = (envelope) => this.files.filter((upload) => upload.listed.envelope === envelope).length;
    return ENVELOPES.filter((envelope) => count(envelope) < (least[envelope] ?? 0));
  }

  /** Take the opening form over, name → text; it is saved soon. */
  write(form) {
    this.#form = Object.fromEntries(Object.entries(form).map(([name, line]) => [name, line.toWellFormed()]));
    this.#saveWithin(SAVE_SOON_MS);
  }

  /**
   * Begin to seal and upload a file; returns its FileUpload. A file whose upload broke off is recognised by its
   * fingerprint and goes on. Throws `Refused` (`file-empty`, `file-too-large`, `file-format`, `file-twice`).
   */
  async add(file, { envelope, onRead }) {
    this.#check(file);
    const fingerprint = await fingerprintOf(file, { onRead });
    const same = this.files.filter((upload) => upload.listed.fingerprint === fingerprint);
    const waiting = same.find((upload) => upload.state === "needs-file");
    if (waiting) return this.#goOn(waiting, file);
    const twin = same.find((upload) => upload.listed.envelope === envelope);
    if (twin) throw new Refused("file-twice", { name: twin.listed.name });
    const upload = this.#list({ ...described(file), envelope, fingerprint, id: crypto.randomUUID() }, { file });
    await this.save(); // before a byte leaves: a file id is for ever bound to one content
    this.#enqueue(upload, file);
    return upload;
  }

  /** Go on with a file that waits; throws `Refused` (`file-differs`) for one with another fingerprint. */
  async reattach(id, file, { onRead } = {}) {
    const upload = this.#uploads.get(id);
    const { size, fingerprint } = upload.listed;
    if (file.size !== size || (await fingerprintOf(file, { onRead })) !== fingerprint) throw new Refused("file-differs");
    return this.#goOn(upload, file);
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
    this.#tell("change", null);
    await this.save();
    await postForBytes(`/api/bid-drafts/${this.bid}/files/${id}/remove`, {});
  }

  /** Give the bid up: it lapses at the platform, and what was uploaded is removed. */
  async abandon() {
    clearTimeout(this.#timer);
    this.#timer = null;
    for (const upload of this.files) upload.cancel();
    await postForBytes(`/api/bid-drafts/${this.bid}/abandon`, {});
  }

  /** Have the platform keep the sealed notes now; one saving at a time. */
  save() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#saving = this.#saving.catch(() => {}).then(() => this.#keepNotes());
    return this.#saving;
  }

  /**
   * Seal the opening form, sign, hand in. `form` is what is read out; the notes keep it as it was typed.
   * Returns {receipt, statement, manifest, root}: bytes, the receipt's body, bytes, hexadecimal. Throws
   * `Refused` (`files-unfinished`, `part-missing`, `bidder-key-differs`, `form-malformed` …) or `Problem`; after the
   * deadline the problem's `refusal` holds the bytes of the platform's signed refusal.
   */
  async submit({ form, platformKey = null }) {
    if (this.files.some((upload) => upload.state !== "done")) throw new Refused("files-unfinished");
    if (this.missingParts.length) throw new Refused("part-missing", { missing: this.missingParts });
    await this.save().catch((error) => {
      if (error.code !== "bids-closed") throw error; // what is handed in too late is refused in writing, notes are not
    });
    const draft = { ...this.#given, envelopes: this.#envelopes };
    const files = this.files.map((upload) => ({ ...upload.listed, hashes: upload.hashes }));
    const sealed = await sealManifest({ draft, files, form, client: await thisClient(), keys: this.#keys });
    const receipt = await this.#handIn(sealed);
    const statement = await verifyStatement(receipt, { expectedKey: platformKey, manifest: sealed.data });
    return { receipt, statement, manifest: sealed.data, signature: sealed.signature, root: hex(sealed.root) };
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

  #check(file) {
    const { max_file_size: most = Infinity, formats = null } = this.limits;
    const ending = file.name.split(".").pop().toLowerCase();
    if (file.size === 0) throw new Refused("file-empty");
    if (file.size > most) throw new Refused("file-too-large");
    if (formats !== null && !formats.includes(ending)) throw new Refused("file-format", { formats });
  }

  #list(listed, { file, hashes }) {
    const { lot, bid } = this.#given;
    const { envelope } = listed;
    const contentKey = this.#envelopes[envelope].key;
    const upload = new FileUpload({ listed, file, hashes, scope: { lot, bid, envelope }, contentKey });
    upload.addEventListener("progress", () => {
      this.#saveWithin(SAVE_WHILE_UPLOADING_MS);
      this.#tell("change", upload);
    });
    upload.addEventListener("state", () => {
      if (["done", "paused", "failed"].includes(upload.state)) this.#saveWithin(SAVE_SOON_MS);
      this.#tell("change", upload);
    });
    this.#uploads.set(listed.id, upload);
    this.#tell("change", upload);
    return upload;
  }

  /** A file of the notes: done when the store has all of it, else waiting for the file. */
  async #recall({ media_type: mediaType, hashes, ...listed }) {
    const upload = this.#list({ ...listed, mediaType }, { file: null, hashes });
    await upload.recall();
  }

  #goOn(upload, file) {
    upload.attach(file);
    this.#enqueue(upload, file);
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

  /** The content changed under way: a new id means a new key, so no nonce is ever used twice. */
  async #restart(former, file) {
    await this.remove(former.listed.id);
    await this.add(file, { envelope: former.listed.envelope });
  }

  #saveWithin(milliseconds) {
    if (this.#timer !== null && milliseconds > SAVE_SOON_MS) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save().catch(() => {}), milliseconds);
  }

  async #keepNotes() {
    try {
      const body = { sealed: await sealNotes(this.#notes(), { keys: this.#keys }), revision: this.#revision };
      const { revision, saved_at: at } = await patiently(() => postJson(`/api/bid-drafts/${this.bid}/notes`, body));
      this.#revision = revision;
      this.#savedAt = at;
      this.#tell("saved", at);
    } catch (error) {
      this.#tell("unsaved", error);
      throw error;
    }
  }

  #notes() {
    const dealt = ({ commitment, recovery, shares }) => ({ commitment, recovery, shares });
    const { lot, bid, panel } = this.#given;
    return {
      bid,
      envelopes: Object.fromEntries(ENVELOPES.map((name) => [name, dealt(this.#envelopes[name])])),
      files: this.files.map((upload) => upload.noted),
      form: this.#form,
      lot,
      panel: panel.hash,
    };
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

/** What the platform gave must speak of this lot, the published panel and the bidder's own keys. */
async function checked(given, { lot, keys, panelHash }) {
  await checkPanel(given.panel, lot);
  if (panelHash !== null && given.panel.hash !== panelHash) throw new Refused("panel-differs");
  const { signing_key: signing, sealing_key: sealing } = requireShape(given.bidder, BIDDER);
  if (hex(keys.signingPublic) !== signing || hex(keys.sealingPublic) !== sealing) {
    throw new Refused("bidder-key-differs");
  }
  return { ...given, lot };
}

/** The dealt envelopes with their content keys, recovered by the bidder's own key and not exportable. */
async function recovered(envelopes, { lot, bid, keys }) {
  const made = {};
  for (const [envelope, dealt] of Object.entries(envelopes)) {
    const raw = await recoverDealt(dealt, { scope: { lot, bid, envelope }, keys });
    made[envelope] = { ...dealt, key: await contentKeyFrom(raw) };
    raw.fill(0);
  }
  return made;
}

function described(file) {
  return {
    name: fileName(file.name),
    mediaType: MEDIA_TYPE.test(file.type) ? file.type : "application/octet-stream",
    size: file.size,
  };
}

/** A name the format takes: no path, no control characters, at most 200 characters. */
function fileName(name) {
  // eslint-disable-next-line no-control-regex
  const clean = name.replace(/[\x00-\x1f\x7f/\\]/g, "_").toWellFormed();
  return [...clean].slice(-MOST_NAME).join("") || "file";
}
