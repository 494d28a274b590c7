// Carrying sealed parts to the store: presigned addresses, PUT with progress, patience.
// Not for: sealing; what comes here is ciphertext.

import { Problem, postJson } from "./http.js";

const ATTEMPTS = 8;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const ADDRESSES_AT_ONCE = 16;

/** The store or the network did not take a part; `status` 0 means no answer came. */
class PartRefused extends Error {
  constructor(status) {
    super(status ? `存储服务未接收分片（${status}）` : "网络中断，分片未送达");
    this.name = "PartRefused";
    this.status = status;
  }
}

/** Presigned addresses of one file's parts, fetched a batch at a time. */
export class Addresses {
  #url;
  #count;
  #known = new Map();

  constructor(url, count) {
    this.#url = url;
    this.#count = count;
  }

  async of(number, signal) {
    if (!this.#known.has(number)) await this.#fetchFrom(number, signal);
    return this.#known.get(number);
  }

  /** An address is good for one use and an hour; ask anew after a refusal. */
  forget(number) {
    this.#known.delete(number);
  }

  async #fetchFrom(number, signal) {
    const last = Math.min(this.#count, number + ADDRESSES_AT_ONCE - 1);
    const numbers = Array.from({ length: last - number + 1 }, (_, i) => number + i);
    const { urls } = await postJson(this.#url, { numbers }, { signal });
    for (const [known, url] of Object.entries(urls)) this.#known.set(Number(known), url);
  }
}

/** Send one part, again as long as it makes sense. Returns the ETag when the store shows it, else null. */
export function sendPart({ addresses, number, data, signal, onSent }) {
  return patiently(
    async () => {
      const url = await addresses.of(number, signal);
      try {
        return await put(url, data, { signal, onSent });
      } catch (error) {
        addresses.forget(number);
        onSent(0);
        throw error;
      }
    },
    { signal },
  );
}

/** Run a task again after failures that may pass (no network, 5xx, 429, an expired address), each time later. */
export async function patiently(task, { signal, attempts = ATTEMPTS } = {}) {
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await task();
    } catch (error) {
      if (attempt >= attempts || !mayPass(error)) throw error;
    }
    await pause(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2), signal);
    await online(signal);
  }
}

function mayPass(error) {
  if (error instanceof PartRefused) return error.status === 0 || error.status === 403 || tooBusy(error.status);
  if (error instanceof Problem) return tooBusy(error.status);
  return error instanceof TypeError; // what fetch throws when there is no network
}

const tooBusy = (status) => status >= 500 || status === 429 || status === 408;

function put(url, data, { signal, onSent }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    const settle = (finish) => {
      signal.removeEventListener("abort", abort);
      finish();
    };
    request.open("PUT", url);
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () =>
      settle(() => {
        if (request.status >= 200 && request.status < 300) resolve(request.getResponseHeader("etag"));
        else reject(new PartRefused(request.status));
      });
    request.onerror = () => settle(() => reject(new PartRefused(0)));
    request.onabort = () => settle(() => reject(signal.reason));
    signal.addEventListener("abort", abort, { once: true });
    // As a Blob: Chromium hands an ArrayBuffer over piecemeal, measured five times slower.
    request.send(new Blob([data]));
  });
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const refuse = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", refuse);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", refuse, { once: true });
  });
}

/** Resolves at once when the browser believes it is online, else when it comes back. */
function online(signal) {
  if (navigator.onLine) return Promise.resolve();
  return new Promise((resolve, reject) => {
    globalThis.addEventListener("online", () => resolve(), { once: true, signal });
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
