// Changes that are under way but not in the document yet, such as a stroke whose run lengths a worker writes.

export class Coming extends EventTarget {
  #works = new Set();

  get isBusy() {
    return this.#works.size > 0;
  }

  // Actions

  /** promise: resolves when the change is made; now: makes it at once, for a page that is about to go */
  add(promise, now) {
    const work = { promise, now };
    this.#works.add(work);
    promise.finally(() => this.#remove(work));
    this.dispatchEvent(new Event("change"));
  }

  /** Resolves when nothing is under way any more. */
  async settled() {
    while (this.isBusy) await Promise.all([...this.#works].map((work) => work.promise));
  }

  settleNow() {
    for (const work of this.#works) work.now();
  }

  // Private

  #remove(work) {
    this.#works.delete(work);
    this.dispatchEvent(new Event("change"));
  }
}
