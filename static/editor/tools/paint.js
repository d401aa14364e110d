// Brush, eraser and filled outlines for masks. A stroke is one command; the mask under the hand lives here as bytes until it ends.
// Strokes go on with the selected mask; Enter or Esc lets go of it, and the next stroke begins a new object.

import { cropOf, fill, stroke } from "../brush.js";
import { MaskCanvas } from "../canvas/mask.js";
import { addObject, removeObjects, reshape } from "../commands.js";
import { rectsTouch, unite } from "../geometry.js";
import { newId } from "../ids.js";
import { SHAPES } from "../shapes/index.js";

const OUTLINES = Object.freeze(["lasso", "cut"]);
const ERASING = Object.freeze(["eraser", "cut"]);

export class PaintTool {
  #editor;
  #mask = null; // {id, bytes, size, bounds, canvas} while a stroke is made
  #last = null;
  #outline = null;

  constructor(editor) {
    this.#editor = editor;
  }

  // Lifecycle

  down(point) {
    const { session } = this.#editor;
    this.#take(session.selection.length === 1 ? session.selection[0] : "");
    if (!this.#mask) return;
    if (OUTLINES.includes(session.brushMode)) this.#outline = [point];
    this.#last = point;
    this.everyMove(point);
  }

  /** Every place the pointer has been, also between two frames of the screen. */
  everyMove(point) {
    if (!this.#mask) return;
    if (this.#outline) this.#outline.push(point);
    else this.#touched(stroke(this.#mask.bytes, this.#mask.size, { from: this.#last, to: point, ...this.#settings() }));
    this.#last = point;
  }

  move(point) {
    const { session } = this.#editor;
    const outline = this.#outline && [...this.#outline];
    const brush = { x: point.x, y: point.y, radius: session.brushRadius, erasing: this.#erasing, outline };
    session.set({ brush, cursor: "none", hover: "", grabbed: "" });
  }

  up(point) {
    if (!this.#mask) return;
    if (this.#outline) this.#touched(fill(this.#mask.bytes, this.#mask.size, { points: this.#outline, ...this.#settings() }));
    this.#outline = null;
    this.#commit();
    this.move(point);
  }

  leave() {
    this.#editor.session.set({ brush: null });
  }

  /** True when there was a stroke to give up. */
  cancel() {
    const busy = Boolean(this.#mask);
    this.#drop();
    return busy;
  }

  /** Lets go of the mask in hand, so that the next stroke begins a new one. True when there was one. */
  letGo() {
    const { session } = this.#editor;
    const held = session.selection.length > 0;
    session.select([]);
    return held;
  }

  /** Lets go of the mask in hand; without one, puts a first mask into the middle of the view. */
  finish() {
    const { viewport } = this.#editor;
    if (!this.letGo()) this.#add(this.#shape.seed(viewport.visibleFrame, { limits: this.#editor.limits() }));
  }

  // Private

  get #shape() {
    return SHAPES[this.#editor.session.tool];
  }

  get #erasing() {
    return ERASING.includes(this.#editor.session.brushMode);
  }

  #settings = () => ({ radius: this.#editor.session.brushRadius, value: this.#erasing ? 0 : 1, kept: this.#mask.kept });

  /** Opens the mask of an object of the class in hand, or an empty one. */
  #take(id) {
    const { document, session, ontology } = this.#editor;
    const size = this.#editor.limits();
    const object = id && document.object(id);
    const geometry = object?.class === session.classHash && !session.locked.has(id) ? document.shapeOf(id, session.frame) : null;
    if (!geometry && this.#erasing) return this.#editor.tell("say.nothingToErase");
    const whole = { x: 0, y: 0, ...size };
    const bytes = geometry ? this.#shape.bytesOf(geometry, whole) : new Uint8Array(size.width * size.height);
    const canvas = new MaskCanvas(size, ontology.get(session.classHash).color);
    const bounds = geometry ? this.#shape.bounds(geometry) : null;
    this.#mask = { id: geometry ? id : "", bytes, size, bounds, canvas, kept: session.brushKeep ? this.#others(id, whole) : null };
    if (bounds) canvas.update(bytes, bounds);
    return session.set({ mask: { id: this.#mask.id, canvas: canvas.element } });
  }

  /** The pixels of all other masks of the frame, which are not to be painted over. */
  #others(id, whole) {
    const { document, session, ontology } = this.#editor;
    const bytes = new Uint8Array(whole.width * whole.height);
    for (const geometry of document.shapes(session.frame)) {
      if (geometry.object === id || ontology.get(document.object(geometry.object).class).shape !== this.#shape.type) continue;
      this.#shape.bytesOf(geometry, whole).forEach((value, place) => { if (value) bytes[place] = 1; });
    }
    return bytes;
  }

  #touched(rect) {
    if (!rect) return;
    const { bounds } = this.#mask;
    this.#mask.canvas.update(this.#mask.bytes, rect);
    if (!this.#erasing || (bounds && rectsTouch(bounds, rect))) this.#mask.bounds = bounds ? unite([bounds, rect]) : rect;
    this.#editor.session.set({ mask: { ...this.#editor.session.mask } });
  }

  #commit() {
    const { history, document, session } = this.#editor;
    const { id, bytes, size, bounds } = this.#mask;
    const geometry = bounds && this.#shape.fromBytes(cropOf(bytes, size, bounds), bounds, size);
    this.#drop();
    if (!geometry || !this.#shape.isValid(geometry)) {
      if (id) history.run(removeObjects(document, [id]));
    } else if (id) {
      history.run(reshape(document, { frame: session.frame, changes: new Map([[id, geometry]]), label: "command.paint" }));
    } else {
      this.#add(geometry);
    }
  }

  #add(geometry) {
    const { history, document, session, announce, ontology } = this.#editor;
    const id = newId();
    history.run(addObject(document, { id, classHash: session.classHash, frame: session.frame, geometry }));
    session.select([id]);
    announce("say.drawn", { name: ontology.get(session.classHash).name });
  }

  #drop() {
    this.#mask = this.#outline = null;
    this.#editor.session.set({ mask: null });
  }
}
