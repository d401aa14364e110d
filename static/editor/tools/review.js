// Pointing at pairs: hovering one label lights up its counterpart, a click chooses the pair, a drag pans.

import { itemAt } from "../canvas/scene.js";
import { distance } from "../geometry.js";
import { paneAt, shows } from "../panes.js";

const DRAG_FROM_PX = 3;
const EDGE_PX = 6;

export class ReviewTool {
  #editor;
  #from = null;
  #last = null;
  #dragged = false;

  constructor(editor) {
    this.#editor = editor;
  }

  down(point) {
    this.#from = this.#last = point.screen;
    this.#dragged = false;
  }

  move(point) {
    if (!this.#from) {
      const pair = this.#pairAt(point);
      this.#editor.session.set({ hoverPair: pair, cursor: pair < 0 ? "default" : "pointer" });
      return;
    }
    this.#dragged ||= distance(this.#from, point.screen) >= DRAG_FROM_PX;
    if (this.#dragged) this.#editor.viewport.panBy(point.screen.x - this.#last.x, point.screen.y - this.#last.y);
    this.#last = point.screen;
  }

  up(point) {
    if (this.#from && !this.#dragged) this.#editor.session.set({ pair: this.#pairAt(point) });
    this.#from = null;
  }

  cancel() {
    this.#from = null;
    return false;
  }

  leave() {
    this.#editor.session.set({ hoverPair: -1 });
  }

  doubleClick(point) {
    if (this.#pairAt(point) < 0) this.#editor.viewport.fit();
  }

  /** Only what can be seen in the pane under the pointer can be pointed at. */
  #pairAt(point) {
    const panes = this.#editor.panes().filter(({ clip }) => !clip);
    const seen = panes.length ? panes : [paneAt(this.#editor.panes(), point.stage)];
    const items = this.#editor.scene().filter((item) => seen.some((pane) => shows(pane, item.layer)));
    return itemAt(items, point, EDGE_PX * point.pixel)?.pair ?? -1;
  }
}
