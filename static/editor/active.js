// The time spent at work on a task: what passes between two signs of life counts, unless it is a pause.

const PAUSE_MS = 60_000;

export class ActiveTime extends EventTarget {
  #recorded;
  #now;
  #ms = 0; // not acknowledged by the server
  #last = null;

  /** recorded: the seconds the server has */
  constructor(recorded = 0, now = () => performance.now()) {
    super();
    this.#recorded = recorded;
    this.#now = now;
  }

  /** Whole seconds that the server has not acknowledged. */
  get pending() {
    return Math.floor(this.#ms / 1000);
  }

  get total() {
    return this.#recorded + this.pending;
  }

  /** A sign of life: the user moved, pressed or turned something. */
  touch() {
    const at = this.#now();
    if (this.#last !== null && at - this.#last <= PAUSE_MS) this.#ms += at - this.#last;
    this.#last = at;
    this.dispatchEvent(new Event("change"));
  }

  /** The server has `sent` of the pending seconds, and `recorded` in all. */
  acknowledge(sent, recorded = this.#recorded + sent) {
    this.#ms = Math.max(this.#ms - sent * 1000, 0);
    this.#recorded = recorded;
    this.dispatchEvent(new Event("change"));
  }
}
