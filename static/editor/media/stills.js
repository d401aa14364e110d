// Frames of one size by their index: image sequences, and videos as the exact stills that the server decodes.

import { Ahead } from "./_ahead.js";
import { fetchFrame } from "./_fetch.js";

async function decode(url, signal) {
  const response = await fetchFrame(url, signal);
  const levels = [await createImageBitmap(await response.blob())];
  levels.complete = Promise.resolve();
  return levels;
}

class StillSource {
  #size;
  #ahead;

  /** media: {frames: [the first], count, url} and, of a video, {rate, duration_s} */
  constructor({ frames: [{ width, height }], count, url, rate = null, duration_s: durationS = null }) {
    this.#size = Object.freeze({ width, height });
    this.indexes = Array.from({ length: count }, (_, index) => index);
    this.rate = rate;
    this.durationS = durationS;
    this.#ahead = new Ahead({
      count,
      make: (index, signal) => decode(`${url}${index}`, signal),
      drop: (levels) => levels.forEach((level) => level.close()),
    });
  }

  size = () => this.#size;

  /** The picture of a frame. Rejects with Error where it cannot be had, or is no longer asked for. */
  load(index) {
    return this.#ahead.get(index);
  }
}

export const stills = Object.freeze({ viewer: "stills", open: (media) => new StillSource(media) });
