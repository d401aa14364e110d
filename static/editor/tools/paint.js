// Brush, eraser and filled outlines. A stroke is one command, made when a worker has written its run lengths; the next may begin
// before that. Strokes go on with the selected mask; Enter or Esc lets go of it, and the next one begins a new object.

import { encodeNow } from "../coder.js";
import { paint } from "../commands.js";
import { round } from "../geometry.js";
import { newId } from "../ids.js";
import { SHAPES } from "../shapes/index.js";
import { ERASING, Hand, OUTLINES } from "./_hand.js";
import { otherMasks, readMasks, takenBy } from "./_masks.js";

const MASK = SHAPES.bitmask;

export class PaintTool {
  #editor;
  #hand = null;
  #stroke = null; // {id, mode, radius, overlap, points} while the pointer is down
  #jobs = []; // strokes that are no command yet, in their order
  #order = Promise.resolve();

  constructor(editor) {
    this.#editor = editor;
    editor.session.addEventListener("change", ({ detail }) => {
      if (detail.has("tool") || detail.has("frame")) this.#put();
    });
  }

  // Lifecycle

  down(point) {
    const { session } = this.#editor;
    this.#hand = this.#handFor(session.selection.length === 1 ? session.selection[0] : "");
    if (!this.#hand) return;
    this.#stroke = { id: this.#hand.id, mode: session.brushMode, radius: session.brushRadius, overlap: session.brushOverlap, points: [] };
    this.everyMove(point);
    this.move(point);
  }

  /** Every place the pointer has been, also between two frames of the screen. */
  everyMove({ x, y }) {
    if (!this.#stroke) return;
    const { mode, radius, points } = this.#stroke;
    points.push({ x: round(x), y: round(y) });
    const [hand, piece] = [this.#hand, points.slice(-2)];
    if (!OUTLINES.includes(mode)) hand.whenLoaded(() => hand.extend({ mode, radius, points: piece }));
  }

  move({ x, y }) {
    const { session } = this.#editor;
    const outline = this.#stroke && OUTLINES.includes(this.#stroke.mode) ? [...this.#stroke.points] : null;
    const brush = { x, y, radius: session.brushRadius, erasing: ERASING.includes(session.brushMode), outline };
    session.set({ brush, cursor: "none", hover: "", grabbed: "" });
    if (this.#stroke) this.#show(this.#hand, { isResting: false });
  }

  up(point) {
    if (!this.#stroke) return;
    this.#end(this.#hand, this.#stroke);
    this.#stroke = null;
    this.move(point);
  }

  leave() {
    this.#editor.session.set({ brush: null });
  }

  /** True when there was a stroke to give up. */
  cancel() {
    if (!this.#stroke) return false;
    this.#stroke = null;
    this.#put();
    return true;
  }

  /** Lets go of the mask in hand, so that the next stroke begins a new one. True when there was one. */
  letGo() {
    const { session } = this.#editor;
    const held = session.selection.length > 0 || this.#hand?.pending > 0;
    this.#hand = null;
    session.select([]);
    return held;
  }

  /** Lets go of the mask in hand; without one, puts a first mask into the middle of the view. */
  finish() {
    if (this.letGo()) return;
    const hand = this.#open("");
    if (hand) this.#commit(hand, { mode: "brush", overlap: "over" }, MASK.seed(this.#editor.viewport.visibleFrame, { limits: hand.size }));
  }

  // Actions

  /** What is lost if the page goes away now: {tool, strokes}, or null. */
  get sketch() {
    const strokes = [...this.#jobs.map((job) => job.stroke), ...(this.#stroke ? [this.#stroke] : [])];
    return strokes.length ? { tool: "bitmask", strokes } : null;
  }

  /** Does again what a page before this one did not get done. */
  resume({ strokes }) {
    const { session, document } = this.#editor;
    for (const { id, points, mode, radius, overlap } of strokes) {
      if (document.shapeOf(id, session.frame)) session.select([id]);
      session.set({ brushMode: mode, brushRadius: radius, brushOverlap: overlap });
      points.forEach((point, index) => (index ? this.everyMove(point) : this.down(point)));
      if (this.#stroke) this.up(points.at(-1));
    }
    this.leave();
  }

  // Private

  /** The mask in hand, where it is still the one that is meant. */
  #handFor(id) {
    const { document, session } = this.#editor;
    const hand = this.#hand;
    const same = hand && hand.frame === session.frame && hand.classHash === session.classHash && hand.overlap === session.brushOverlap;
    if (same && (hand.pending || (id === hand.id && document.shapeOf(id, hand.frame) === hand.entry))) return hand;
    return this.#open(id);
  }

  /** Takes the mask of an object of the class in hand, or begins an empty one. */
  #open(id) {
    const { document, session, ontology } = this.#editor;
    const { frame, classHash } = session;
    const isMeant = id && document.object(id)?.class === classHash && !session.locked.has(id);
    const entry = (isMeant && document.shapeOf(id, frame)) || null;
    if (!entry && ERASING.includes(session.brushMode)) return this.#editor.tell("say.nothingToErase") ?? null;
    const facts = { id: entry ? id : session.redraw || newId(), classHash, frame, size: this.#editor.limits(), entry, overlap: session.brushOverlap };
    const hand = new Hand(facts, ontology.get(classHash).color);
    const others = session.brushOverlap === "keep" ? otherMasks(this.#editor, hand) : [];
    if (entry || others.length) this.#load(hand, others);
    else hand.load({ bytes: new Uint8Array(hand.size.width * hand.size.height), bounds: null, kept: null });
    return hand;
  }

  async #load(hand, others) {
    const read = (masks) => readMasks(this.#editor.coder, masks, hand.size);
    const [bytes, kept] = await Promise.all([read(hand.entry ? [hand.entry] : []), others.length ? read(others) : null]);
    hand.load({ bytes, kept, bounds: hand.entry && MASK.bounds(hand.entry) });
    if (this.#hand === hand) this.#show(hand, { isResting: !this.#stroke && !hand.pending });
  }

  #end(hand, stroke) {
    const { coder, coming } = this.#editor;
    const job = { hand, stroke, copy: null };
    hand.pending += 1;
    this.#jobs.push(job);
    const encoded = new Promise((resolve) => {
      hand.whenLoaded(() => {
        if (OUTLINES.includes(stroke.mode)) hand.fill(stroke);
        job.copy = hand.copy();
        const { bytes, crop } = job.copy ?? {};
        resolve(job.copy ? coder.encode(bytes, crop, hand.size).catch(() => encodeNow(bytes, crop, hand.size)) : null);
      });
    });
    this.#order = Promise.all([encoded, this.#order]).then(([facts]) => this.#settle(job, facts));
    coming.add(this.#order, () => this.#settleNow());
  }

  /** Without the worker: the page is about to go. What is not even read yet stays in the sketch. */
  #settleNow() {
    for (const job of [...this.#jobs]) {
      if (job.copy) this.#settle(job, encodeNow(job.copy.bytes, job.copy.crop, job.hand.size));
    }
  }

  #settle(job, facts) {
    if (!this.#jobs.includes(job)) return;
    this.#jobs.splice(this.#jobs.indexOf(job), 1);
    job.hand.pending -= 1;
    this.#commit(job.hand, job.stroke, facts?.area ? MASK.fromFacts(facts, job.hand.size) : null);
  }

  #commit(hand, { mode, overlap }, geometry) {
    const { history, document, session, announce, ontology } = this.#editor;
    const { id, classHash, frame } = hand;
    const isNew = !document.shapeOf(id, frame);
    if (geometry || !isNew) {
      const taken = geometry && overlap === "take" && !ERASING.includes(mode) ? takenBy(this.#editor, hand, geometry) : [];
      history.run(paint(document, { frame, object: { id, class: classHash, attributes: {} }, geometries: new Map([[id, geometry], ...taken]) }));
    }
    hand.entry = document.shapeOf(id, frame) ?? null;
    if (this.#hand === hand && hand.entry && session.frame === frame) session.select([id]);
    if (isNew && geometry) announce("say.drawn", { name: ontology.get(classHash).name });
    if (!this.#stroke && session.mask?.id === id) this.#show(hand, { isResting: !hand.pending });
  }

  #show({ id, canvas, frame }, { isResting }) {
    const { session } = this.#editor;
    if (session.frame === frame && session.tool === "bitmask") session.set({ mask: { id, canvas, isResting } });
  }

  /** Puts the mask down: what is drawn from now on is what the document says. */
  #put() {
    this.#hand = null;
    this.#editor.session.set({ mask: null });
  }
}
