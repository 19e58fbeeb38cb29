// The phone's shelves (IndexedDB): what waits to be sent, in the order in which it was put, and reports half written.

const NAME = "muster-terminal";
const OUTBOX = "outbox";
const DRAFTS = "drafts";
let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 2);
    request.onupgradeneeded = () => {
      const tables = request.result.objectStoreNames;
      if (!tables.contains(OUTBOX)) request.result.createObjectStore(OUTBOX, { keyPath: "id", autoIncrement: true });
      if (!tables.contains(DRAFTS)) request.result.createObjectStore(DRAFTS, { keyPath: "key" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run(name, mode, deed) {
  const table = (await database()).transaction(name, mode).objectStore(name);
  return new Promise((resolve, reject) => {
    const request = deed(table);
    table.transaction.oncomplete = () => resolve(request.result);
    table.transaction.onerror = table.transaction.onabort = () => reject(table.transaction.error);
  });
}

/** Resolves with the item's id once it is on disk. */
export const put = (item) => run(OUTBOX, "readwrite", (table) => table.put(item));
export const all = () => run(OUTBOX, "readonly", (table) => table.getAll());
export const remove = (id) => run(OUTBOX, "readwrite", (table) => table.delete(id));

export const keepDraft = (draft) => run(DRAFTS, "readwrite", (table) => table.put(draft));
export const draftOf = (key) => run(DRAFTS, "readonly", (table) => table.get(key));
export const dropDraft = (key) => run(DRAFTS, "readwrite", (table) => table.delete(key));
