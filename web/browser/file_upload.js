// One file on its way: slice → seal → hash → PUT, a few chunks at a time, constant memory.
// It can be paused, resumed and, in any browser, taken up again with the same file from disk.

import { hex } from "./bytes.js";
import { Problem, getJson, postJson } from "./http.js";
import { CHUNK_BYTES, TAG_BYTES } from "./labels.js";
import { Addresses, patiently, sendPart } from "./parts.js";
import { Refused } from "./refusals.js";
import { chunkCount, fileKey, sealChunk } from "./stream.js";

const LANES = 3;

/** `needs-file` when taken up again, then waiting → running → done; or paused, failed, cancelled. */
export class FileUpload extends EventTarget {
  #file;
  #scope;
  #contentKey;
  #hashes = new Map();
  #stored = new Set();
  #sending = new Map();
  #stop = null;

  /**
   * `listed` is {id, envelope, name, mediaType, size, fingerprint}; `file` a File or null; `hashes` what the notes know
   * of its chunks, "" where nothing; `contentKey` the envelope's.
   */
  constructor({ listed, file, hashes = [], scope, contentKey }) {
    super();
    this.listed = listed;
    this.state = file ? "waiting" : "needs-file";
    this.error = null;
    this.etags = new Map();
    this.#file = file;
    hashes.forEach((hash, index) => hash && this.#hashes.set(index, hash));
    this.#scope = scope;
    this.#contentKey = contentKey;
  }

  get chunks() {
    return chunkCount(this.listed.size);
  }

  /** Plaintext bytes that are safely stored or on the wire, for a progress bar. */
  get sent() {
    const stored = [...this.#stored].reduce((sum, index) => sum + this.#length(index), 0);
    return [...this.#sending.values()].reduce((sum, bytes) => sum + bytes, stored);
  }

  /** Hashes in order, hexadecimal; complete only when done. */
  get hashes() {
    return Array.from({ length: this.chunks }, (_, index) => this.#hashes.get(index));
  }

  /** What the bidder's notes keep of it. */
  get noted() {
    const { mediaType, ...listed } = this.listed;
    const hashes = Array.from({ length: this.chunks }, (_, index) => this.#hashes.get(index) ?? "");
    return { ...listed, media_type: mediaType, hashes };
  }

  /** Ask the store what it has; done when that is everything. */
  async recall() {
    await this.#recallStored(undefined);
    if (this.#stored.size === this.chunks && this.#hashes.size === this.chunks) this.#become("done");
  }

  /** Give the file again; the caller has recognised it by its fingerprint. */
  attach(file) {
    this.#file = file;
    this.#become("waiting");
  }

  /** Ready to run again after a pause or a failure. */
  rejoin() {
    if (["paused", "failed"].includes(this.state)) this.#become("waiting");
  }

  pause() {
    this.#halt("paused");
  }

  cancel() {
    this.#halt("cancelled");
  }

  /** Upload what is missing. Returns when done, paused or cancelled; throws, and stays `failed`, otherwise. */
  async run() {
    if (this.state !== "waiting") return;
    this.#stop = new AbortController();
    this.error = null;
    this.#become("running");
    try {
      await this.#upload(this.#stop.signal);
      this.#become("done");
    } catch (error) {
      this.#stop.abort(error);
      if (this.state !== "running") return;
      this.error = error;
      this.#become("failed");
      throw error;
    } finally {
      this.#sending.clear();
    }
  }

  async #upload(signal) {
    const { id, envelope, size } = this.listed;
    const url = `/api/bid-drafts/${this.#scope.bid}/files`;
    await patiently(() => postJson(url, { file: id, envelope, size, chunks: this.chunks }, { signal }), { signal });
    await this.#recallStored(signal);
    const addresses = new Addresses(`${url}/${id}/parts`, this.chunks);
    const key = await fileKey(this.#contentKey, this.#scope, id);
    const indexes = Array.from({ length: this.chunks }, (_, i) => i).values();
    const lane = async () => {
      for (const index of indexes) await this.#carry(index, { key, addresses, signal });
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  /** What the store already holds in whole chunks; nothing before the file was announced. */
  async #recallStored(signal) {
    const parts = await this.#storedParts(signal);
    this.#stored.clear();
    for (const { number, size, etag } of parts) {
      const index = number - 1;
      if (size !== this.#length(index) + TAG_BYTES) continue;
      this.#stored.add(index);
      this.etags.set(number, etag);
    }
  }

  async #storedParts(signal) {
    const url = `/api/bid-drafts/${this.#scope.bid}/files/${this.listed.id}/parts`;
    try {
      return (await patiently(() => getJson(url, { signal }), { signal })).parts;
    } catch (error) {
      if (error instanceof Problem && error.code === "file-unknown") return [];
      throw error;
    }
  }

  /**
   * Seal one chunk and send it unless the store has it: sealed again, the same file gives the same bytes.
   * A chunk once sealed may never be sealed with other content under the same key: a difference throws
   * `Refused` (`file-changed`) before anything leaves, and the file must start over under a new id.
   */
  async #carry(index, { key, addresses, signal }) {
    signal.throwIfAborted();
    if (this.#stored.has(index) && this.#hashes.has(index)) return;
    const { data, hash } = await this.#sealed(index, key);
    const known = this.#hashes.get(index);
    if (known !== undefined && known !== hash) throw new Refused("file-changed", { file: this.listed.id });
    this.#hashes.set(index, hash);
    if (!this.#stored.has(index)) await this.#send(index, data, { addresses, signal });
  }

  async #sealed(index, key) {
    const at = index * CHUNK_BYTES;
    const plain = await this.#read(at, at + this.#length(index));
    const { data, hash } = await sealChunk(plain, { key, index, last: index === this.chunks - 1 });
    return { data, hash: hex(hash) };
  }

  /** Browsers refuse to read a file that changed on disk since it was picked. */
  async #read(start, end) {
    try {
      return await this.#file.slice(start, end).arrayBuffer();
    } catch (error) {
      if (error instanceof DOMException) throw new Refused("file-changed", { file: this.listed.id });
      throw error;
    }
  }

  async #send(index, data, { addresses, signal }) {
    const number = index + 1;
    const onSent = (bytes) => {
      this.#sending.set(index, Math.min(bytes, this.#length(index)));
      this.#tell("progress");
    };
    const etag = await sendPart({ addresses, number, data, signal, onSent });
    this.#sending.delete(index);
    this.#stored.add(index);
    if (etag) this.etags.set(number, etag);
    this.#tell("progress");
  }

  #length(index) {
    return Math.min(CHUNK_BYTES, this.listed.size - index * CHUNK_BYTES);
  }

  #halt(state) {
    if (["done", "cancelled"].includes(this.state)) return;
    this.#become(state);
    this.#stop?.abort(new DOMException(state, "AbortError"));
  }

  #become(state) {
    this.state = state;
    this.#tell("state");
  }

  #tell(type) {
    this.dispatchEvent(new CustomEvent(type, { detail: this }));
  }
}
