// Three stacked canvases (picture, labels at rest, what moves) and one painter that repaints only what is stale, once per frame.

import { paintAnchors, paintBand, paintCrosshair, paintBrush, paintHandles } from "./marks.js";
import { MaskPictures } from "./mask.js";
import { clear, paintImage, paintItems, paintMask } from "./paint.js";
import { Carried } from "./carried.js";
import { Drift } from "./drift.js";
import { Panes } from "./panes.js";
import { shows } from "../panes.js";

export const IMAGE = 1;
export const LABELS = 2;
export const TOP = 4;
export const VIEW = 8; // all is as it was, and only seen from elsewhere
const NAMES_UP_TO = 300; // beyond this the names would cover the picture
const isChosen = (item) => item.look === "selected";
const atRest = (item) => (item.look === "hover" ? { ...item, look: "plain" } : item);

export class Layers {
  levels = null;
  size = Object.freeze({ width: 1, height: 1 }); // of the stage, in CSS pixels
  #contexts;
  #editor;
  #stale = 0;
  #ratio = 1;
  #panes = new Panes();
  #pictures;
  #carried = new Carried();
  #drifts = { image: new Drift(), labels: new Drift() };

  /** canvases: the three elements from bottom to top; editor: {viewport, session, coder, scene(), panes()} */
  constructor(canvases, editor) {
    this.#contexts = canvases.map((canvas) => canvas.getContext("2d"));
    this.#editor = editor;
    this.#pictures = new MaskPictures(editor.coder, () => this.refresh(LABELS | TOP));
  }

  // Actions

  resize(width, height, ratio) {
    this.#ratio = ratio;
    this.size = Object.freeze({ width, height });
    for (const { canvas } of this.#contexts) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    this.refresh(IMAGE | LABELS | TOP);
  }

  refresh(layers) {
    if (!this.#stale) requestAnimationFrame(() => this.#paint());
    this.#stale |= layers;
  }

  // Private

  #paint() {
    const stale = this.#stale;
    this.#stale = 0;
    const { session, scene } = this.#editor;
    const [image, labels, top] = this.#contexts;
    if (stale & (IMAGE | VIEW)) this.#paintPictures(image, !(stale & IMAGE));
    if (!(stale & (LABELS | TOP | VIEW))) return;
    const all = scene();
    const mask = this.#maskInHand(all);
    const items = all.filter((item) => !mask?.id || item.id !== mask.id);
    const names = session.names && items.length <= NAMES_UP_TO;
    if (stale & (LABELS | VIEW)) this.#paintRest(labels, items, { names, isSame: !(stale & LABELS) && !names });
    this.#eachPane(top, items, (context, view, shown) => this.#paintTop(context, view, shown, { names, mask }));
  }

  /** The mask under the hand, until its picture at rest can take its place. */
  #maskInHand(items) {
    const { mask } = this.#editor.session;
    if (!mask?.isResting) return mask;
    const item = items.find(({ id }) => id === mask.id);
    return item && !this.#pictures.of(item).isCurrent ? mask : null;
  }

  #eachPane(context, items, paint) {
    clear(context, this.#ratio);
    this.#panes.paint(context, this.#ratio, this.#editor.viewport, this.#editor.panes(), (target, view, pane) =>
      paint(target, view, pane.sides ? items.filter((item) => shows(pane, item.layer)) : items));
  }

  #paintRest(context, items, { names, isSame }) {
    const rest = items.filter((item) => !isChosen(item)).map(atRest);
    const paint = (target, view, shown) => paintItems(target, this.#ratio, view, shown, { names, pictures: this.#pictures });
    this.#drifting(this.#drifts.labels, context, isSame, {
      part: (view) => paint(context, view, rest),
      all: () => this.#eachPane(context, rest, paint),
    });
  }

  /** Shifts what is on a canvas and paints what comes into view, where that does; or all of it anew. */
  #drifting(drift, context, isSame, { part, all }) {
    const [pane, ...others] = this.#editor.panes();
    const isWhole = !others.length && !pane.clip;
    if (!isSame || !isWhole || !drift.follow(context, this.#ratio, this.#editor.viewport, part)) all();
    drift.note(this.#editor.viewport);
  }

  #paintPictures(context, isSame) {
    this.#drifting(this.#drifts.image, context, isSame, {
      part: (view) => paintImage(context, this.#ratio, view, this.levels),
      all: () => this.#paintWholePictures(context),
    });
  }

  #paintWholePictures(context) {
    clear(context, this.#ratio);
    const panes = this.#editor.panes().filter((pane) => pane.picture).map((pane) => ({ ...pane, alpha: 1 }));
    this.#panes.paint(context, this.#ratio, this.#editor.viewport, panes, (target, view) => paintImage(target, this.#ratio, view, this.levels));
  }

  /** What the pointer is on is painted over its own picture at rest: hovering repaints this layer only. */
  #paintTop(context, view, items, { names, mask }) {
    const { session } = this.#editor;
    const pictures = this.#pictures;
    const chosen = items.filter(isChosen);
    paintItems(context, this.#ratio, view, items.filter((item) => item.look === "hover"), { names, pictures });
    const paintChosen = (target) => paintItems(target, this.#ratio, view, chosen, { names: names && !session.preview, pictures });
    const drag = { items: chosen, ids: session.selection, shift: session.preview && session.shift };
    if (!this.#carried.paint(context, this.#ratio, view, drag, paintChosen)) paintChosen(context);
    if (session.editable && chosen.length === 1 && !chosen[0].locked) paintHandles(context, view, chosen[0], session.grabbed);
    if (mask) paintMask(context, this.#ratio, view, mask);
    if (session.brush) paintBrush(context, view, session.brush);
    if (session.draft) {
      paintItems(context, this.#ratio, view, [session.draft], { names: false, pictures });
      paintAnchors(context, view, session.draft);
    }
    if (session.band) paintBand(context, view, session.band);
    if (session.crosshair && session.lines && !session.draft) paintCrosshair(context, view, session.crosshair);
  }
}
