// Frames in the order they will be asked for: keeps the nearest ones decoded, loads ahead in the direction of travel,
// and calls off what no one waits for any more.

const KEEP_FRAMES = 14;
const AHEAD = 8;
const BEHIND = 2;
const AT_ONCE = 4;
const NEVER = new Promise(() => undefined);

export class Ahead {
  #count;
  #make;
  #drop;
  #kept = new Map(); // index -> {loading, abort, done}
  #current = 0;
  #direction = 1;

  /** make: (index, signal) => Promise of a frame; drop: called with a frame that is let go */
  constructor({ count, make, drop }) {
    this.#count = count;
    this.#make = make;
    this.#drop = drop;
  }

  /** The frame, at once where it was foreseen; one that is called off meanwhile stays a promise for ever. */
  get(index) {
    if (index !== this.#current) this.#direction = index < this.#current ? -1 : 1;
    this.#current = index;
    this.#trim();
    const entry = this.#entry(index);
    entry.loading.then(() => this.#foresee(), () => undefined);
    return entry.loading;
  }

  // Private

  #entry(index) {
    if (!this.#kept.has(index)) {
      const abort = new AbortController();
      const loading = this.#make(index, abort.signal).catch((error) => {
        if (abort.signal.aborted) return NEVER;
        throw error;
      });
      const entry = { abort, done: false, loading };
      loading.then(
        () => { entry.done = true; this.#foresee(); },
        () => this.#kept.get(index) === entry && this.#kept.delete(index),
      );
      this.#kept.set(index, entry);
    }
    return this.#kept.get(index);
  }

  #wanted() {
    const steps = [...Array.from({ length: AHEAD }, (_, step) => step + 1), ...Array.from({ length: BEHIND }, (_, step) => -step - 1)];
    return steps.map((step) => this.#current + step * this.#direction).filter((index) => index >= 0 && index < this.#count);
  }

  #foresee() {
    if (this.#kept.get(this.#current)?.done !== true) return;
    for (const index of this.#wanted()) {
      if ([...this.#kept.values()].filter((entry) => !entry.done).length >= AT_ONCE) return;
      this.#entry(index);
    }
  }

  /** Loads that lead nowhere are called off; of what is loaded, the farthest goes first. */
  #trim() {
    const wanted = new Set([this.#current, ...this.#wanted()]);
    for (const [index, entry] of this.#kept) {
      if (!entry.done && !wanted.has(index)) {
        entry.abort.abort();
        this.#kept.delete(index);
      }
    }
    const loaded = [...this.#kept].filter(([index, entry]) => entry.done && index !== this.#current);
    loaded.sort(([one], [other]) => Math.abs(other - this.#current) - Math.abs(one - this.#current));
    for (const [index, entry] of loaded.slice(0, Math.max(0, loaded.length - KEEP_FRAMES))) {
      this.#kept.delete(index);
      entry.loading.then(this.#drop);
    }
  }
}
