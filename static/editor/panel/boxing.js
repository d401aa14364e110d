// How boxes are drawn, over the picture while a tool that draws them is in hand.

import { iconButton } from "../dom.js";
import { BOXED, drawBoxesBy } from "../boxing.js";

const WAYS = Object.freeze(["corners", "extremes"]);

export class BoxSettings {
  #editor;
  #bar;
  #ways;

  constructor(root, editor) {
    const { words } = editor;
    this.#editor = editor;
    this.#bar = root.querySelector("[data-part=boxing]");
    this.#ways = WAYS.map((way) => iconButton(way, words(`boxing.${way}`), { data: { boxing: way }, on: { click: () => this.#pick(way) } }));
    this.#bar.append(...this.#ways);
    editor.session.addEventListener("change", ({ detail }) => ["tool", "boxBy"].some((name) => detail.has(name)) && this.refresh());
    editor.keys.addEventListener("change", () => this.refresh());
    this.refresh();
  }

  // Actions

  refresh() {
    const { session, keys, words } = this.#editor;
    this.#bar.hidden = !BOXED.includes(session.tool);
    for (const button of this.#ways) {
      button.setAttribute("aria-pressed", String(button.dataset.boxing === session.boxBy));
      button.title = `${words(`boxing.${button.dataset.boxing}`)} (${keys.shown("box.by")})`;
    }
  }

  // Private

  #pick(way) {
    drawBoxesBy(this.#editor, way);
    this.#editor.focusStage();
  }
}
