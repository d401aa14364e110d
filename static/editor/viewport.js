// Zoom and pan: the one place that knows how the frame's pixels lie on the screen. Screen lengths are CSS pixels of the stage.

import { clamp } from "./geometry.js";

const MAX_SCALE = 64;
const FIT_MARGIN_PX = 32;
const FIT_MARGIN_SHARE = 0.04;
const KEEP_IN_VIEW_PX = 80;
const REVEAL_SHARE = 0.6;

export class Viewport extends EventTarget {
  scale = 1;
  x = 0;
  y = 0;
  #screen = { width: 1, height: 1 };
  #frame = { width: 1, height: 1 };
  #fitted = true;

  get screen() {
    return this.#screen;
  }

  get frame() {
    return this.#frame;
  }

  get fitScale() {
    const margin = Math.min(FIT_MARGIN_PX, this.#screen.width * FIT_MARGIN_SHARE) * 2;
    const across = (this.#screen.width - margin) / this.#frame.width;
    const down = (this.#screen.height - margin) / this.#frame.height;
    return Math.max(Math.min(across, down), 0.001);
  }

  // Actions

  setScreen(width, height) {
    if (width < 1 || height < 1) return;
    const centre = this.toImage({ x: this.#screen.width / 2, y: this.#screen.height / 2 });
    this.#screen = { width, height };
    if (this.#fitted) this.fit();
    else this.#place(this.scale, width / 2 - centre.x * this.scale, height / 2 - centre.y * this.scale);
  }

  /** Another picture; one of the same size is looked at as the one before was. */
  setFrame(width, height) {
    if (width === this.#frame.width && height === this.#frame.height) return;
    this.#frame = { width, height };
    this.fit();
  }

  fit() {
    const scale = Math.min(this.fitScale, MAX_SCALE);
    const x = (this.#screen.width - this.#frame.width * scale) / 2;
    this.#place(scale, x, (this.#screen.height - this.#frame.height * scale) / 2);
    this.#fitted = true;
  }

  zoomAt(point, factor) {
    this.zoomTo(this.scale * factor, point);
  }

  /** The image point under `point` stays under it. */
  zoomTo(wanted, point = { x: this.#screen.width / 2, y: this.#screen.height / 2 }) {
    const scale = clamp(wanted, Math.min(this.fitScale / 2, 1), MAX_SCALE);
    const held = this.toImage(point);
    this.#place(scale, point.x - held.x * scale, point.y - held.y * scale);
  }

  panBy(dx, dy) {
    this.#place(this.scale, this.x + dx, this.y + dy);
  }

  /** Brings a rectangle of the image into view; moves nothing where it can be seen well already. */
  reveal(rect) {
    const seen = this.visible;
    const inside =
      rect.x >= seen.x && rect.y >= seen.y &&
      rect.x + rect.width <= seen.x + seen.width && rect.y + rect.height <= seen.y + seen.height;
    if (inside && Math.max(rect.width, rect.height) * this.scale >= 12) return;
    const room = Math.min(this.#screen.width / Math.max(rect.width, 1), this.#screen.height / Math.max(rect.height, 1));
    const scale = inside ? Math.min(room * REVEAL_SHARE, 8) : Math.min(this.scale, room * REVEAL_SHARE);
    const x = this.#screen.width / 2 - (rect.x + rect.width / 2) * scale;
    this.#place(scale, x, this.#screen.height / 2 - (rect.y + rect.height / 2) * scale);
  }

  // Reading

  toImage = (point) => ({ x: (point.x - this.x) / this.scale, y: (point.y - this.y) / this.scale });

  toScreen = (point) => ({ x: point.x * this.scale + this.x, y: point.y * this.scale + this.y });

  /** What is on the screen, in image pixels; may reach beyond the frame. */
  get visible() {
    const corner = this.toImage({ x: 0, y: 0 });
    return { ...corner, width: this.#screen.width / this.scale, height: this.#screen.height / this.scale };
  }

  /** The part of the frame that is on the screen. */
  get visibleFrame() {
    const seen = this.visible;
    const x = clamp(seen.x, 0, this.#frame.width);
    const y = clamp(seen.y, 0, this.#frame.height);
    return {
      x, y,
      width: clamp(seen.x + seen.width, 0, this.#frame.width) - x,
      height: clamp(seen.y + seen.height, 0, this.#frame.height) - y,
    };
  }

  // Private

  #place(scale, x, y) {
    const keep = (offset, length, room) => {
      const rest = Math.min(KEEP_IN_VIEW_PX, length / 2, room / 2);
      return clamp(offset, rest - length, room - rest);
    };
    this.scale = scale;
    this.x = keep(x, this.#frame.width * scale, this.#screen.width);
    this.y = keep(y, this.#frame.height * scale, this.#screen.height);
    this.#fitted = false;
    this.dispatchEvent(new Event("change"));
  }
}
