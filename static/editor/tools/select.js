// Select, move and reshape. A drag shows a preview and becomes one command when the pointer is released.

import { handleAt, itemAt } from "../canvas/scene.js";
import { reshape } from "../commands.js";
import { distance, rectFromCorners, rectsTouch, shiftWithin, unite } from "../geometry.js";

const DRAG_FROM_PX = 3;
const EDGE_PX = 6;
const HANDLE_REACH_PX = 12;
const HANDLE_REACH_TOUCH_PX = 22;

const bare = ({ object, ...geometry }) => geometry;

/** Several objects stay as they lie to each other: the edge of the frame stops them all. */
function together(moving, dx, dy, limits) {
  if (moving.length < 2) return { dx, dy };
  return shiftWithin(unite(moving.map(({ shape, geometry }) => shape.bounds(geometry))), dx, dy, limits);
}

export class SelectTool {
  #editor;
  #drag = null;

  constructor(editor) {
    this.#editor = editor;
  }

  // Lifecycle

  down(point) {
    const { session } = this.#editor;
    const handle = this.#handle(point);
    if (this.#editPoints(point, handle)) return;
    const hit = handle ? null : this.#hit(point);
    if (hit && !session.isSelected(hit.id)) session.select(point.shift ? [...session.selection, hit.id] : [hit.id]);
    else if (hit && point.shift) session.select(session.selection.filter((id) => id !== hit.id));
    const kind = handle ? "handle" : hit ? "move" : point.shift ? "band" : "pan";
    this.#drag = { kind, handle, from: point, last: point.screen, begun: false };
  }

  move(point) {
    if (!this.#drag) return this.#hover(point);
    const { from } = this.#drag;
    this.#drag.begun ||= distance(from.screen, point.screen) >= DRAG_FROM_PX;
    return this.#drag.begun ? this.#follow(point) : undefined;
  }

  up(point) {
    const drag = this.#drag;
    this.#drag = null;
    if (!drag) return;
    const { session, history, document } = this.#editor;
    const changes = session.preview;
    const { band } = session;
    session.set({ preview: null, shift: null, band: null });
    if (band) this.#selectIn(band);
    else if (changes) history.run(reshape(document, { frame: session.frame, changes, label: drag.handle ? "command.reshape" : "command.move" }));
    else if (drag.kind === "pan" && !drag.begun) session.select([]);
    this.#hover(point);
  }

  /** True when there was something to give up. */
  cancel() {
    const dragging = Boolean(this.#drag?.begun);
    this.#drag = null;
    this.#editor.session.set({ preview: null, shift: null, band: null });
    return dragging;
  }

  leave() {
    this.#editor.session.set({ hover: "", grabbed: "" });
  }

  doubleClick(point) {
    if (!this.#hit(point)) this.#editor.viewport.fit();
  }

  // Private

  #hit = (point) => itemAt(this.#editor.scene(), point, EDGE_PX * point.pixel);

  #handle(point) {
    const [item, ...others] = this.#movable();
    if (!item || others.length) return null;
    return handleAt(item, point, (point.touch ? HANDLE_REACH_TOUCH_PX : HANDLE_REACH_PX) * point.pixel, 1 / point.pixel);
  }

  /** Alt on a point takes it away, Shift on the outline puts one there. True when one of them happened. */
  #editPoints(point, handle) {
    const [item, ...others] = this.#movable();
    if (!item || others.length) return false;
    const { shape, geometry } = item;
    let next = null;
    if (point.alt && handle && handle.kind !== "midpoint" && shape.withoutHandle) next = shape.withoutHandle(bare(geometry), handle.id);
    else if (point.shift && !handle && shape.withPointAt && shape.hit(geometry, point, EDGE_PX * point.pixel) === 2) {
      next = shape.withPointAt(bare(geometry), point, this.#editor.limits());
    } else return false;
    const { history, document, session } = this.#editor;
    if (next) history.run(reshape(document, { frame: session.frame, changes: new Map([[item.id, next]]), label: "command.reshape" }));
    return true;
  }

  #movable() {
    const { session } = this.#editor;
    if (!session.editable) return [];
    return this.#editor.scene().filter((item) => item.look === "selected" && !item.locked);
  }

  #hover(point) {
    const handle = this.#handle(point);
    const hit = handle ? null : this.#hit(point);
    const movable = hit && this.#editor.session.editable && !hit.locked;
    this.#editor.session.set({
      hover: hit?.id ?? "",
      grabbed: handle?.id ?? "",
      cursor: handle ? handle.cursor : movable ? "move" : hit ? "pointer" : "default",
    });
  }

  #follow(point) {
    const { kind, from, last } = this.#drag;
    if (kind === "pan") {
      this.#editor.viewport.panBy(point.screen.x - last.x, point.screen.y - last.y);
      this.#drag.last = point.screen;
    } else if (kind === "band") {
      this.#editor.session.set({ band: rectFromCorners(from, point) });
    } else {
      this.#preview(point);
    }
  }

  #preview(point) {
    const { session, document } = this.#editor;
    const limits = this.#editor.limits();
    const { from, handle } = this.#drag;
    const moving = this.#movable().map(({ id, shape }) => {
      const { object, ...geometry } = document.shapeOf(id, session.frame);
      return { object, shape, geometry };
    });
    const { dx, dy } = together(moving, point.x - from.x, point.y - from.y, limits);
    const preview = new Map(moving.map(({ object, shape, geometry }) => [object, handle
      ? shape.moveHandle(geometry, handle.id, point, { limits, constrain: point.shift })
      : shape.translate(geometry, dx, dy, limits)]));
    const valid = moving.every(({ object, shape }) => shape.isValid(preview.get(object)));
    if (preview.size && valid) session.set({ preview, shift: handle ? null : Object.freeze({ dx, dy }), hover: "" });
  }

  #selectIn(band) {
    const inside = this.#editor.scene().filter((item) => rectsTouch(item.shape.bounds(item.geometry), band));
    this.#editor.session.select(inside.map((item) => item.id));
  }
}
