// Many objects dragged at once: they are painted aside once, and that is what follows the pointer.

import { clear } from "./paint.js";
import { unite } from "../geometry.js";

const MANY = 100;

export class Carried {
  #drag = null; // {ids, shift, view, canvas} of the drag as it was painted

  /** paint(context) paints the items as they are now. False where they have to be painted one by one. */
  paint(context, ratio, view, { items, ids, shift }, paint) {
    if (!shift || items.length < MANY) {
      this.#drag = null;
      return false;
    }
    if (!this.#fits(ids, view)) {
      if (!isWhole(items, view)) return false;
      this.#drag = { ids, shift, view: placeOf(view), canvas: this.#aside(context, ratio, paint) };
    }
    const [dx, dy] = [shift.dx - this.#drag.shift.dx, shift.dy - this.#drag.shift.dy];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.#drag.canvas, Math.round(dx * view.scale * ratio), Math.round(dy * view.scale * ratio));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    return true;
  }

  // Private

  #fits = (ids, view) => this.#drag?.ids === ids && this.#drag.view === placeOf(view);

  #aside({ canvas: { width, height } }, ratio, paint) {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    clear(context, ratio);
    paint(context);
    return canvas;
  }
}

const placeOf = ({ scale, x, y }) => `${scale} ${x} ${y}`;

/** What lies outside the window now may be dragged into it, and would be missing. */
function isWhole(items, { visible }) {
  const { x, y, width, height } = unite(items.map((item) => item.shape.bounds(item.geometry)));
  return x >= visible.x && y >= visible.y && x + width <= visible.x + visible.width && y + height <= visible.y + visible.height;
}
