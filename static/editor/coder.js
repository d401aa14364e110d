// The page's side of the worker that knows masks. Each of its jobs rejects with Error where the worker cannot do it.

import { encodeCrop, toText } from "./rle.js";
import { factsOf } from "./runs.js";

const FAILED = "The worker for masks does not answer.";

/** The answer to `encode`, at once and on this thread. */
export function encodeNow(bytes, crop, size) {
  const runs = encodeCrop(bytes, crop, size);
  return { counts: toText(runs), runs, ...factsOf(runs, size) };
}

export class Coder {
  #worker;
  #waiting = new Map(); // id -> {resolve, reject}
  #last = 0;
  #broken = false;

  constructor(worker) {
    this.#worker = worker;
    worker.addEventListener("message", ({ data }) => this.#answered(data));
    worker.addEventListener("error", () => this.#fail());
  }

  // Actions

  /** {counts, runs, area, bounds} of a mask that is all zero outside `crop`. */
  encode = (bytes, crop, size) => this.#ask({ job: "encode", bytes, crop, size });

  /** The bytes of `crop` of all masks taken together. */
  decode = async (counts, crop, size) => (await this.#ask({ job: "decode", counts, crop, size })).bytes;

  /** An ImageBitmap of the bounds of a mask. */
  picture = async (counts, size, look) => (await this.#ask({ job: "picture", counts, size, ...look })).picture;

  // Private

  #ask(message) {
    const id = (this.#last += 1);
    return new Promise((resolve, reject) => {
      if (this.#broken) return reject(new Error(FAILED));
      this.#waiting.set(id, { resolve, reject });
      return this.#worker.postMessage({ id, ...message });
    });
  }

  #answered({ id, error, ...answer }) {
    const { resolve, reject } = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) reject(new Error(error));
    else resolve(answer);
  }

  /** What is asked from now on is refused at once. */
  #fail() {
    this.#broken = true;
    for (const id of [...this.#waiting.keys()]) this.#answered({ id, error: FAILED });
  }
}
