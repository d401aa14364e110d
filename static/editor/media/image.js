// Still pictures by frame index: decoded once, with half-size copies so that a zoomed-out view stays sharp and cheap.

import { fetchFrame } from "./_fetch.js";

const KEEP_FRAMES = 3;
const MIN_LEVEL_SIDE_PX = 512;

async function decode(url, signal) {
  const response = await fetchFrame(url, signal);
  return createImageBitmap(await response.blob());
}

async function addHalves(levels) {
  while (Math.max(levels.at(-1).width, levels.at(-1).height) > MIN_LEVEL_SIDE_PX * 2 && levels.length < 3) {
    const { width, height } = levels.at(-1);
    levels.push(await createImageBitmap(levels.at(-1), {
      resizeWidth: Math.ceil(width / 2), resizeHeight: Math.ceil(height / 2), resizeQuality: "high",
    }));
  }
}

/** The full size at once; `complete` tells when the smaller copies have joined it. */
async function prepare(url) {
  const levels = [await decode(url)];
  levels.complete = addHalves(levels).catch(() => undefined); // the full size does as well
  return levels;
}

class ImageSource {
  #frames;
  #loaded = new Map();

  constructor({ frames }) {
    this.#frames = new Map(frames.map((frame) => [frame.index, frame]));
    this.indexes = [...this.#frames.keys()].sort((one, other) => one - other);
  }

  size = (index) => {
    const { width, height } = this.#frames.get(index);
    return { width, height };
  };

  /** The levels of a frame, largest first. Rejects with Error where the picture cannot be had. */
  load(index) {
    if (!this.#loaded.has(index)) {
      const loading = prepare(this.#frames.get(index).url);
      loading.catch(() => this.#loaded.delete(index));
      this.#loaded.set(index, loading);
      this.#evict(index);
    }
    return this.#loaded.get(index);
  }

  #evict(current) {
    for (const [index, loading] of this.#loaded) {
      if (this.#loaded.size <= KEEP_FRAMES) return;
      if (index === current) continue;
      this.#loaded.delete(index);
      loading.then((levels) => levels.complete.then(() => levels.forEach((level) => level.close())), () => undefined);
    }
  }
}

export const image = Object.freeze({ viewer: "image", open: (media) => new ImageSource(media) });
