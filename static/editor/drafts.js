// Unsent work, kept in the browser (IndexedDB) until the server has acknowledged it. Where the browser has no
// storage (private windows of some), everything else goes on; `keep` then answers false.

const DATABASE = "touchstone-editor";
const STORE = "drafts";

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function open() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return settled(request);
}

export class Drafts {
  #key;
  #database;
  #asText;

  /** asText: for drafts that are JSON. A text is stored many times faster than tens of thousands of shapes are copied. */
  constructor(key, { asText = false } = {}) {
    this.#key = key;
    this.#asText = asText;
    this.#database = globalThis.indexedDB ? open().catch(() => null) : Promise.resolve(null);
  }

  // Actions

  /** True when the draft is in the browser's storage. */
  keep = (draft) => this.#run("readwrite", (store) => store.put(this.#asText ? JSON.stringify(draft) : draft, this.#key), () => true, () => false);

  find = () => this.#run("readonly", (store) => store.get(this.#key), (draft) => (typeof draft === "string" ? JSON.parse(draft) : draft ?? null), () => null);

  drop = () => this.#run("readwrite", (store) => store.delete(this.#key), () => true, () => false);

  /** The drafts whose keys begin with this one's, as [[rest of the key, draft], ...]. */
  async findBelow() {
    const below = () => IDBKeyRange.bound(this.#key, `${this.#key}\uffff`);
    const keys = await this.#run("readonly", (store) => store.getAllKeys(below()), (found) => found, () => []);
    const names = keys.map((key) => key.slice(this.#key.length));
    return Promise.all(names.map(async (name) => [name, await this.below(name).find()]));
  }

  below = (name) => new Drafts(`${this.#key}${name}`, { asText: this.#asText });

  // Private

  async #run(mode, work, done, failed) {
    const database = await this.#database;
    if (!database) return failed();
    try {
      return done(await settled(work(database.transaction(STORE, mode).objectStore(STORE))));
    } catch (error) {
      if (error instanceof DOMException) return failed();
      throw error;
    }
  }
}
