// The mask under the hand: its bytes, and the canvas that shows them. What is done before they are there is done when they are.

import { cropOf, fill, stroke } from "../brush.js";
import { MaskCanvas } from "../canvas/mask.js";
import { rectsTouch, unite } from "../geometry.js";

export const OUTLINES = Object.freeze(["lasso", "cut"]);
export const ERASING = Object.freeze(["eraser", "cut"]);

export class Hand {
  pending = 0; // strokes that are no command yet
  entry = null; // the shape of the document that this mask is
  #bytes = null;
  #kept = null;
  #bounds = null;
  #canvas;
  #waiting = [];

  /** facts: {id, classHash, frame, size}; color: of the class */
  constructor(facts, color) {
    Object.assign(this, facts);
    this.#canvas = new MaskCanvas(facts.size, color);
  }

  get canvas() {
    return this.#canvas.element;
  }

  // Lifecycle

  /** bytes: those of the whole frame; bounds: where they are not zero, or null; kept: pixels that are not to be touched, or null */
  load({ bytes, bounds, kept }) {
    this.#bytes = bytes;
    this.#bounds = bounds;
    this.#kept = kept;
    if (bounds) this.#canvas.update(bytes, bounds);
    for (const work of this.#waiting.splice(0)) work();
  }

  // Actions

  /** Does something as soon as the bytes are there, in the order of asking. */
  whenLoaded(work) {
    if (this.#bytes) work();
    else this.#waiting.push(work);
  }

  /** The last piece of a stroke of the brush or the eraser. */
  extend({ mode, radius, points }) {
    const [from, to] = [points.at(-2) ?? points.at(-1), points.at(-1)];
    this.#touched(mode, stroke(this.#bytes, this.size, { from, to, radius, ...this.#settings(mode) }));
  }

  fill({ mode, points }) {
    this.#touched(mode, fill(this.#bytes, this.size, { points, ...this.#settings(mode) }));
  }

  /** A copy of what is painted, {bytes, crop}; null where there is nothing. */
  copy() {
    return this.#bounds && { bytes: cropOf(this.#bytes, this.size, this.#bounds), crop: this.#bounds };
  }

  // Private

  #settings = (mode) => ({ value: ERASING.includes(mode) ? 0 : 1, kept: this.#kept });

  #touched(mode, rect) {
    if (!rect) return;
    this.#canvas.update(this.#bytes, rect);
    const widens = !ERASING.includes(mode) || (this.#bounds && rectsTouch(this.#bounds, rect));
    if (widens) this.#bounds = this.#bounds ? unite([this.#bounds, rect]) : rect;
  }
}
