// What this browser remembers of an unfinished bid, in IndexedDB: content keys as CryptoKeys that cannot be
// exported, dealt shares (already sealed), file names, and the hash of every chunk that was ever begun.
// Not for: file contents, passphrases or private keys; none of them is stored.

const NAME = "tianping-bids";
const RELEASE = 1;

/** {bid, lot, sequence, panel, bidder, limits, envelopes, files: [{id, envelope, name, mediaType, size}]}. */
export const saveDraft = (draft) => inStore("drafts", "readwrite", (store) => store.put(draft));

/** The newest draft of a lot and a bidder (organisation id) in this browser, or null. */
export async function draftOf(lot, bidder) {
  const drafts = await inStore("drafts", "readonly", (store) => store.getAll());
  const own = drafts.filter((draft) => draft.lot === lot && draft.bidder.id === bidder);
  return own.sort((a, b) => b.sequence - a.sequence)[0] ?? null;
}

/** Forget a draft and everything about its files: its content keys are gone for good. */
export async function forgetDraft(draft) {
  for (const file of draft.files) await forgetFile(file.id);
  await inStore("drafts", "readwrite", (store) => store.delete(draft.bid));
}

/** Forget a file's chunks; its id must not be used again. */
export const forgetFile = (file) =>
  inStore("chunks", "readwrite", (store) => store.delete(IDBKeyRange.bound([file, 0], [file, Infinity])));

/** Remember a chunk's hash before its first byte is sent. */
export const saveChunk = (file, index, hash) =>
  inStore("chunks", "readwrite", (store) => store.put({ file, index, hash }));

/** Map of index → hash of every chunk ever begun. */
export async function chunksOf(file) {
  const range = IDBKeyRange.bound([file, 0], [file, Infinity]);
  const rows = await inStore("chunks", "readonly", (store) => store.getAll(range));
  return new Map(rows.map(({ index, hash }) => [index, hash]));
}

let opened = null;

async function inStore(name, mode, ask) {
  opened ??= database();
  const transaction = (await opened).transaction(name, mode);
  const request = ask(transaction.objectStore(name));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

function database() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, RELEASE);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("drafts", { keyPath: "bid" });
      request.result.createObjectStore("chunks", { keyPath: ["file", "index"] });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
