// The settings of the brush, over the picture while masks are painted.

import { el, iconButton } from "../dom.js";
import { MAX_RADIUS_PX, setRadius } from "../painting.js";

const OVERLAPS = Object.freeze(["over", "keep", "take"]);
const MODES = Object.freeze(["brush", "eraser", "lasso", "cut"]);

export class BrushSettings {
  #editor;
  #bar;
  #modes = [];
  #size;
  #shown;
  #overlap;

  constructor(root, editor) {
    this.#editor = editor;
    this.#bar = root.querySelector("[data-part=brush]");
    this.#build();
    editor.session.addEventListener("change", ({ detail }) => {
      if (["tool", "brushMode", "brushRadius", "brushOverlap"].some((name) => detail.has(name))) this.refresh();
    });
    editor.keys.addEventListener("change", () => this.refresh());
    this.refresh();
  }

  // Actions

  refresh() {
    const { session, keys, words } = this.#editor;
    this.#bar.hidden = session.tool !== "bitmask";
    for (const button of this.#modes) {
      const { brush: mode } = button.dataset;
      button.setAttribute("aria-pressed", String(mode === session.brushMode));
      button.title = `${words(`brush.${mode}`)} (${keys.shown(mode === "brush" ? "tool.bitmask" : `brush.${mode}`)})`;
    }
    this.#size.title = `${words("brush.width")} (${keys.shown("brush.smaller")} ${keys.shown("brush.larger")})`;
    this.#size.value = String(Math.sqrt(session.brushRadius / MAX_RADIUS_PX) * 100);
    this.#shown.textContent = words("brush.size", { size: Math.round(session.brushRadius * 2) });
    this.#overlap.value = session.brushOverlap;
  }

  // Private

  #build() {
    const { session, words } = this.#editor;
    this.#modes = MODES.map((mode) => this.#mode(mode));
    this.#size = el("input", {
      type: "range", class: "slider", min: "1", max: "100", "aria-label": words("brush.width"),
      on: { input: () => setRadius(this.#editor, (Number(this.#size.value) / 100) ** 2 * MAX_RADIUS_PX) },
    });
    this.#shown = el("span", { class: "brush-size" });
    this.#overlap = el("select", { on: { change: () => session.set({ brushOverlap: this.#overlap.value }) } },
      OVERLAPS.map((overlap) => el("option", { value: overlap, text: words(`overlap.${overlap}`) })));
    const overlap = el("label", { class: "brush-overlap" }, el("span", { text: words("brush.overlap") }), this.#overlap);
    this.#bar.append(...this.#modes, this.#size, this.#shown, overlap);
  }

  #mode(mode) {
    const { session, words } = this.#editor;
    const pick = () => session.set({ brushMode: mode });
    return iconButton(mode, words(`brush.${mode}`), { data: { brush: mode }, on: { click: pick } });
  }
}
