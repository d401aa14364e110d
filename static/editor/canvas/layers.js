// Three stacked canvases (picture, labels at rest, what moves) and one painter that repaints only what is stale, once per frame.

import { paintAnchors, paintBand, paintCrosshair, paintBrush, paintHandles } from "./marks.js";
import { MaskPictures } from "./mask.js";
import { clear, paintImage, paintItems, paintMask } from "./paint.js";
import { Panes } from "./panes.js";
import { shows } from "../panes.js";

export const IMAGE = 1;
export const LABELS = 2;
export const TOP = 4;
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
    if (stale & IMAGE) this.#paintPictures(image);
    if (!(stale & (LABELS | TOP))) return;
    const all = scene();
    const mask = this.#maskInHand(all);
    const items = all.filter((item) => !mask?.id || item.id !== mask.id);
    const names = session.names && items.length <= NAMES_UP_TO;
    if (stale & LABELS) {
      const rest = items.filter((item) => !isChosen(item)).map(atRest);
      this.#eachPane(labels, rest, (context, view, shown) => paintItems(context, this.#ratio, view, shown, { names, pictures: this.#pictures }));
    }
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

  #paintPictures(context) {
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
    paintItems(context, this.#ratio, view, chosen, { names: names && !session.preview, pictures });
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
