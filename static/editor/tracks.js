// Objects over frames: on which frames an object is, and which of these are key frames. Pure; follows the document.

const NOWHERE = Object.freeze({ frames: Object.freeze([]), keys: Object.freeze([]), runs: Object.freeze([]) });

/** Consecutive frames as [{first, last}]. */
export function runsOf(frames) {
  const runs = [];
  for (const frame of frames) {
    const run = runs.at(-1);
    if (run && frame === run.last + 1) run.last = frame;
    else runs.push({ first: frame, last: frame });
  }
  return runs;
}

export class Tracks {
  #document;
  #places = new Map(); // of each object: frame -> whether it is a key frame
  #seen = new Map(); // the shapes of each frame as they were counted
  #known = new Map(); // tracks that are worked out
  #numbers = new Map(); // "class id" -> number; an object that comes back has its number again

  constructor(document) {
    this.#document = document;
    for (const frame of document.frameIndexes) this.#count(frame);
    document.addEventListener("change", ({ detail }) => Object.keys(detail.frames ?? {}).forEach((frame) => this.#count(Number(frame))));
  }

  // Reading

  /** {frames, keys, runs: [{first, last}]}, all in order. */
  of(id) {
    if (!this.#known.has(id)) this.#known.set(id, this.#track(this.#places.get(id)));
    return this.#known.get(id);
  }

  /** "none", "key" or "interpolated": what the object is on a frame. */
  state(id, frame) {
    const isKey = this.#places.get(id)?.get(frame);
    return isKey === undefined ? "none" : isKey ? "key" : "interpolated";
  }

  /** The nearest key frame in a direction, or null. */
  keyBeside(id, frame, by) {
    const { keys } = this.of(id);
    return (by > 0 ? keys.find((key) => key > frame) : keys.findLast((key) => key < frame)) ?? null;
  }

  /** The nearest frame with the object: this one, else the last before, else the first after; null where it is nowhere. */
  nearest(id, frame) {
    const { frames } = this.of(id);
    return frames.findLast((other) => other <= frame) ?? frames[0] ?? null;
  }

  /** The number of an object within its class, from 0: the "1" of "Car 1". It stays as long as the page does. */
  number(id) {
    const { class: classHash } = this.#document.object(id) ?? {};
    const key = `${classHash} ${id}`;
    if (!this.#numbers.has(key)) this.#giveNumbers();
    return this.#numbers.get(key) ?? 0;
  }

  // Private

  #giveNumbers() {
    const given = (object) => this.#numbers.get(`${object.class} ${object.id}`);
    const { objects } = this.#document;
    const taken = new Map();
    for (const object of objects) {
      if (!taken.has(object.class)) taken.set(object.class, new Set());
      taken.get(object.class).add(given(object));
    }
    for (const object of objects.filter((entry) => given(entry) === undefined)) {
      const numbers = taken.get(object.class);
      let number = 0;
      while (numbers.has(number)) number += 1;
      numbers.add(number);
      this.#numbers.set(`${object.class} ${object.id}`, number);
    }
  }

  #count(frame) {
    const before = this.#seen.get(frame) ?? [];
    const now = this.#document.shapes(frame);
    if (before === now) return;
    this.#seen.set(frame, now);
    // Mostly the same objects in the same order, a shape or two of them new: a change of hundreds of frames is that often.
    if (before.length === now.length && now.every((shape, at) => shape.object === before[at].object)) {
      now.forEach((shape, at) => shape !== before[at] && this.#place(shape.object, frame, !shape.interpolated));
      return;
    }
    const kept = new Map(now.map((shape) => [shape.object, !shape.interpolated]));
    for (const { object } of before) if (!kept.has(object)) this.#place(object, frame, undefined);
    for (const [object, isKey] of kept) this.#place(object, frame, isKey);
  }

  #place(id, frame, isKey) {
    if (!this.#places.has(id)) this.#places.set(id, new Map());
    const places = this.#places.get(id);
    if (places.get(frame) === isKey) return;
    if (isKey === undefined) places.delete(frame);
    else places.set(frame, isKey);
    this.#known.delete(id);
  }

  #track(places) {
    if (!places?.size) return NOWHERE;
    const frames = [...places.keys()].sort((one, other) => one - other);
    return Object.freeze({ frames, keys: frames.filter((frame) => places.get(frame)), runs: runsOf(frames) });
  }
}
