// Draws a shape of the class in hand. How a shape is drawn (a drag, two clicks, many clicks) is the shape's own affair; the
// tool stays in hand afterwards.

import { addObject } from "../commands.js";
import { putShape } from "../framecommands.js";
import { clampPoint } from "../geometry.js";
import { newId } from "../ids.js";
import { SHAPES } from "../shapes/index.js";

const SLOP_PX = 4;
const SLOP_TOUCH_PX = 10;
const CLOSE_PX = 12;

export class DrawTool {
  #editor;
  #draft = null;

  constructor(editor) {
    this.#editor = editor;
  }

  // Lifecycle

  down(point) {
    this.#advance("press", point);
  }

  move(point) {
    this.#editor.session.set({ crosshair: clampPoint(point, this.#editor.limits()), cursor: "crosshair", hover: "", grabbed: "" });
    if (this.#draft) this.#advance("move", point);
  }

  up(point) {
    if (this.#draft) this.#advance("release", point);
  }

  doubleClick() {
    if (this.#draft?.many) this.finish();
  }

  leave() {
    this.#editor.session.set({ crosshair: null });
  }

  /** True when there was something to give up. */
  cancel() {
    if (!this.#draft) return false;
    this.#show(null);
    return true;
  }

  // Actions

  /** What is lost if the page goes away now: {tool, draft}, or null. */
  get sketch() {
    return this.#draft && { tool: this.#editor.session.tool, draft: this.#draft };
  }

  /** Goes on with a shape that a page before this one began. */
  resume({ draft }) {
    this.#show({ ...draft, pressed: false });
  }

  /** Takes back the last point of a shape in the making. */
  back() {
    if (!this.#draft) return false;
    this.#show(this.#shape.drawing.back(this.#draft));
    return true;
  }

  /** Completes the shape in the making; without one, puts a first shape into the middle of the view. */
  finish() {
    if (this.#draft) this.#settle(this.#shape.drawing.finish(this.#draft));
    else this.#commit(this.#shape.seed(this.#editor.viewport.visibleFrame, { limits: this.#editor.limits(), type: this.#type }));
  }

  // Private

  get #shape() {
    return SHAPES[this.#editor.session.tool];
  }

  get #type() {
    return this.#editor.ontology.get(this.#editor.session.classHash);
  }

  #advance(step, point) {
    const slop = (point.touch ? SLOP_TOUCH_PX : SLOP_PX) * point.pixel;
    const settings = { limits: this.#editor.limits(), constrain: point.shift, slop, reach: CLOSE_PX * point.pixel, by: this.#editor.session.boxBy };
    this.#settle(this.#shape.drawing[step](this.#draft, point, settings));
  }

  #settle(draft) {
    if (!draft?.done) return this.#show(draft);
    this.#show(null);
    return this.#commit(this.#shape.drawing.geometry(draft, this.#type));
  }

  #show(draft) {
    const { session } = this.#editor;
    const type = this.#type;
    this.#draft = draft;
    const geometry = draft && this.#shape.drawing.geometry(draft, this.#type);
    if (!geometry) return session.set({ draft: null });
    const anchors = this.#shape.drawing.anchors?.(draft) ?? [];
    const look = { color: type.color, name: type.name, look: "selected" };
    return session.set({ draft: { id: "", geometry, anchors, shape: this.#shape, type, ...look } });
  }

  #commit(geometry) {
    const { session, document, history, announce, tell } = this.#editor;
    if (!geometry || !this.#shape.isValid(geometry)) return tell("say.tooSmall");
    const { redraw, frame } = session;
    const id = redraw || newId();
    if (redraw) history.run(putShape(document, { id, frame, geometry }));
    else history.run(addObject(document, { id, classHash: session.classHash, frame, geometry }));
    session.select([id]);
    session.set({ redraw: "" });
    return announce("say.drawn", { name: this.#type.name });
  }
}
