// Three stacked canvases (picture, labels at rest, what moves) and one painter that repaints only what is stale, once per frame.

import { paintAnchors, paintBand, paintCrosshair, paintBrush, paintHandles } from "./marks.js";
import { clear, paintImage, paintItems, paintMask } from "./paint.js";

export const IMAGE = 1;
export const LABELS = 2;
export const TOP = 4;
const NAMES_UP_TO = 300; // beyond this the names would cover the picture
const isChosen = (item) => item.look === "selected";
const atRest = (item) => (item.look === "hover" ? { ...item, look: "plain" } : item);

export class Layers {
  levels = null;
  #contexts;
  #editor;
  #stale = 0;
  #ratio = 1;

  /** canvases: the three elements from bottom to top; editor: {viewport, session, scene()} */
  constructor(canvases, editor) {
    this.#contexts = canvases.map((canvas) => canvas.getContext("2d"));
    this.#editor = editor;
  }

  // Actions

  resize(width, height, ratio) {
    this.#ratio = ratio;
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
    const { viewport, session, scene } = this.#editor;
    const [image, labels, top] = this.#contexts;
    if (stale & IMAGE) paintImage(image, this.#ratio, viewport, this.levels);
    if (!(stale & (LABELS | TOP))) return;
    const items = scene().filter((item) => !session.mask?.id || item.id !== session.mask.id);
    const names = session.names && items.length <= NAMES_UP_TO;
    if (stale & LABELS) {
      clear(labels, this.#ratio);
      paintItems(labels, this.#ratio, viewport, items.filter((item) => !isChosen(item)).map(atRest), { names });
    }
    clear(top, this.#ratio);
    this.#paintTop(top, items, names);
  }

  /** What the pointer is on is painted over its own picture at rest: hovering repaints this layer only. */
  #paintTop(context, items, names) {
    const { viewport, session } = this.#editor;
    const chosen = items.filter(isChosen);
    paintItems(context, this.#ratio, viewport, items.filter((item) => item.look === "hover"), { names });
    paintItems(context, this.#ratio, viewport, chosen, { names: names && !session.preview });
    if (session.editable && chosen.length === 1 && !chosen[0].locked) paintHandles(context, viewport, chosen[0], session.grabbed);
    if (session.mask) paintMask(context, this.#ratio, viewport, session.mask);
    if (session.brush) paintBrush(context, viewport, session.brush);
    if (session.draft) {
      paintItems(context, this.#ratio, viewport, [session.draft], { names: false });
      paintAnchors(context, viewport, session.draft);
    }
    if (session.band) paintBand(context, viewport, session.band);
    if (session.crosshair && session.lines && !session.draft) paintCrosshair(context, viewport, session.crosshair);
  }
}
