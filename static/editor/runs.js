// Sums on the runs of a mask, without drawing it: lengths column by column, zeros first, as a typed array.

const FIRST_ROOM = 4096;

/** Numbers one after another, in a typed array that grows. */
export class Numbers {
  length = 0;
  #items;

  constructor(Type) {
    this.#items = new Type(FIRST_ROOM);
  }

  push(value) {
    if (this.length === this.#items.length) {
      const larger = new this.#items.constructor(2 * this.length);
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[this.length] = value;
    this.length += 1;
  }

  /** As long as it is, and no longer. */
  get items() {
    return this.#items.slice(0, this.length);
  }
}

/** The lengths between places in rising order at which ones begin and end in turn; where one run begins as another ends, they are one. */
export function runsBetween(places, { width, height }) {
  const runs = new Int32Array(places.length + 1);
  let [count, before] = [0, 0];
  for (let index = 0; index < places.length; index += 1) {
    if (places[index] === places[index + 1]) index += 1;
    else {
      runs[count] = places[index] - before;
      before = places[index];
      count += 1;
    }
  }
  runs[count] = width * height - before;
  return runs.slice(0, runs[count] || !count ? count + 1 : count);
}

/** The places at which ones begin and end in turn. */
export function placesOf(runs) {
  const places = new Int32Array(runs.length + (runs.length % 2 ? -1 : 0));
  let place = 0;
  for (let index = 0; index < places.length; index += 1) {
    place += runs[index];
    places[index] = place;
  }
  return places;
}

/** What `keep(one, other)` says of each pixel of two masks of one size, as runs. */
export function combine(runs, others, keep, size) {
  const [ones, twos] = [placesOf(runs), placesOf(others)];
  const places = new Numbers(Int32Array);
  let [i, j, inside] = [0, 0, false];
  while (i < ones.length || j < twos.length) {
    const place = Math.min(ones[i] ?? Infinity, twos[j] ?? Infinity);
    while (ones[i] === place) i += 1;
    while (twos[j] === place) j += 1;
    const next = keep(i % 2 === 1, j % 2 === 1);
    if (next !== inside) places.push(place);
    inside = next;
  }
  return runsBetween(places.items, size);
}

/** The runs of the same pixels, shifted; they have to stay in the frame. */
export function shiftRuns(runs, dx, dy, size) {
  const shift = dx * size.height + dy;
  return runsBetween(placesOf(runs).map((place) => place + shift), size);
}

/** Area and bounds, without drawing the mask. */
export function factsOf(runs, { height }) {
  let area = 0;
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  for (let index = 1, start = runs[0]; index < runs.length; start += runs[index] + (runs[index + 1] ?? 0), index += 2) {
    const end = start + runs[index];
    if (end === start) continue;
    area += end - start;
    const [first, last] = [Math.floor(start / height), Math.floor((end - 1) / height)];
    left = Math.min(left, first);
    right = Math.max(right, last);
    top = first === last ? Math.min(top, start % height) : 0;
    bottom = first === last ? Math.max(bottom, (end - 1) % height) : height - 1;
  }
  return { area, bounds: area ? { x: left, y: top, width: right - left + 1, height: bottom - top + 1 } : { x: 0, y: 0, width: 0, height: 0 } };
}
