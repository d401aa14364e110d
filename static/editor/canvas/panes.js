// Paints a layer pane by pane: cut out, moved, and faint where a side steps back.

import { clear } from "./paint.js";

/** The viewport as one pane sees it. */
export function paneView(viewport, { x, y }) {
  if (!x && !y) return viewport;
  return {
    scale: viewport.scale,
    x: viewport.x + x,
    y: viewport.y + y,
    left: x,
    screen: viewport.screen,
    frame: viewport.frame,
    visible: viewport.visible,
    visibleFrame: viewport.visibleFrame,
    toScreen: (point) => {
      const at = viewport.toScreen(point);
      return { x: at.x + x, y: at.y + y };
    },
  };
}

export class Panes {
  #scratch = null;

  /** paint(context, view, pane) draws one pane; the context is cut to it meanwhile. */
  paint(context, ratio, viewport, panes, paint) {
    for (const pane of panes) {
      if (pane.alpha < 1) this.#paintFaint(context, ratio, viewport, pane, paint);
      else this.#paintCut(context, ratio, viewport, pane, paint);
    }
  }

  // Private

  #paintCut(context, ratio, viewport, pane, paint) {
    if (!pane.clip) return paint(context, paneView(viewport, pane), pane);
    const { x, y, width, height } = pane.clip;
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    paint(context, paneView(viewport, pane), pane);
    return context.restore();
  }

  /** Shapes that lie over one another must fade as one, so they are drawn aside first. */
  #paintFaint(context, ratio, viewport, pane, paint) {
    const { width, height } = context.canvas;
    if (this.#scratch?.canvas.width !== width || this.#scratch.canvas.height !== height) {
      this.#scratch = new OffscreenCanvas(width, height).getContext("2d");
    }
    clear(this.#scratch, ratio);
    paint(this.#scratch, paneView(viewport, pane), pane);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = pane.alpha;
    context.drawImage(this.#scratch.canvas, 0, 0);
    context.globalAlpha = 1;
  }
}
