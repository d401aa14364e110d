// DICOM slices: 16-bit samples from the server, windowed here. The window is a matter of the view, never of the labels.

import { Ahead } from "./_ahead.js";
import { fetchFrame } from "./_fetch.js";
import { PRESETS, paintSamples, tableOf, windowOfRange } from "./_window.js";

const MIN_WIDTH = 1;
const DRAG_SHARE = 1 / 512; // of the window's width for each pixel dragged
const LEAST_SHARE = 1 / 20; // of the range: a narrow window can be widened as well

async function samplesOf(url, signal) {
  const response = await fetchFrame(url, signal);
  const stream = response.body.pipeThrough(new DecompressionStream("gzip"));
  return new Uint16Array(await new Response(stream).arrayBuffer());
}

/**
 * Fires "change" when the window changes, by hand or with the slice; what `load` gave for the shown frame is painted anew by then.
 * window: {center, width}; windows: those to choose from, [{name, center, width}], the file's own first (name "own").
 */
class DicomSource extends EventTarget {
  #size;
  #facts;
  #ahead;
  #chosen = null; // null: each slice in its own window
  #asked = 0;
  #shown = null; // {index, samples, levels}
  #pixels;
  #image;

  constructor({ frames: [{ width, height }], count, url, samples }) {
    super();
    this.#size = Object.freeze({ width, height });
    this.#facts = samples;
    this.indexes = Array.from({ length: count }, (_, index) => index);
    this.#image = new ImageData(width, height);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
    this.#ahead = new Ahead({ count, make: (index, signal) => samplesOf(`${url}${index}`, signal), drop: () => undefined });
  }

  size = () => this.#size;

  // Actions

  /** The picture of a slice in the present window: one canvas, painted anew in place when the window changes. */
  async load(index) {
    this.#asked = index;
    const samples = await this.#ahead.get(index);
    const canvas = new OffscreenCanvas(this.#size.width, this.#size.height);
    const levels = [canvas];
    levels.complete = Promise.resolve();
    if (index === this.#asked) this.#shown = { index, samples, levels };
    this.#paint();
    this.dispatchEvent(new Event("change")); // each slice may have a window of its own
    return levels;
  }

  get window() {
    return this.#chosen ?? this.#own(this.#shown?.index ?? 0);
  }

  get windows() {
    const own = this.#windowsOf(this.#shown?.index ?? 0).map(([center, width]) => ({ name: "own", center, width }));
    return [...own, { name: "range", ...windowOfRange(this.#facts.range) }, ...(PRESETS[this.unit] ?? [])];
  }

  /** Of the values: HU, or nothing where none is known. */
  get unit() {
    return this.#facts.unit ?? "";
  }

  get isWindowChosen() {
    return this.#chosen !== null;
  }

  /** null gives every slice its own window again. */
  setWindow(window) {
    this.#chosen = window && Object.freeze({ center: window.center, width: Math.max(MIN_WIDTH, window.width) });
    this.#paint();
    this.dispatchEvent(new Event("change"));
  }

  /** Dragging: to the right widens the window, downwards raises its centre and so darkens the picture. */
  dragWindow(dx, dy) {
    const { center, width } = this.window;
    const step = Math.max(width, windowOfRange(this.#facts.range).width * LEAST_SHARE) * DRAG_SHARE;
    this.setWindow({ center: center + dy * step, width: width + dx * step });
  }

  /** The one after the present one, of those to choose from; the first where the present one is none of them. */
  nextWindow() {
    const windows = this.windows.filter((window, index, all) => all.findIndex((other) => isSame(window, other)) === index);
    const at = windows.findIndex((window) => isSame(window, this.window));
    this.setWindow(windows[(at + 1) % windows.length]);
  }

  /** The value at a pixel, rescaled, for the read-out; null beside the picture. */
  valueAt(x, y) {
    const inside = x >= 0 && y >= 0 && x < this.#size.width && y < this.#size.height;
    if (!this.#shown || !inside) return null;
    const bits = this.#shown.samples[Math.floor(y) * this.#size.width + Math.floor(x)];
    const { signed, slope, intercept } = this.#scaleOf(this.#shown.index);
    return (signed && bits > 32767 ? bits - 65536 : bits) * slope + intercept;
  }

  // Private

  #own(index) {
    const [first] = this.#windowsOf(index);
    return first ? { center: first[0], width: first[1] } : windowOfRange(this.#facts.range);
  }

  #windowsOf(index) {
    return of(this.#facts.windows, index);
  }

  #scaleOf(index) {
    const { signed, slopes, intercepts } = this.#facts;
    return { signed: of(signed, index), slope: of(slopes, index), intercept: of(intercepts, index) };
  }

  #paint() {
    if (!this.#shown) return;
    const { index, samples, levels } = this.#shown;
    const window = { ...this.window, kind: this.#facts.function, inverted: this.#facts.is_inverted };
    paintSamples(samples, tableOf(this.#scaleOf(index), window), this.#pixels);
    levels[0].getContext("2d").putImageData(this.#image, 0, 0);
  }
}

const isSame = (one, other) => one.center === other.center && one.width === other.width;

/** A value for each slice, or one for all. */
const of = (values, index) => values[values.length === 1 ? 0 : index];

export const dicom = Object.freeze({ viewer: "dicom", open: (media) => new DicomSource(media) });
