// How the two sides lie on the stage: the choice in the bar, the slider over the picture, and the line of the wipe.

import { el, icon } from "../dom.js";
import { EVEN, LAYOUTS, layerOf, panesOf } from "../panes.js";

const FOLLOWED = Object.freeze(["layout", "blend", "wipe"]);

export class Compare {
  #editor;
  #stage;
  #layouts;
  #bar;
  #slider;
  #ends;
  #line;
  #captions;

  constructor(root, editor) {
    this.#editor = editor;
    this.#stage = root.querySelector("#stage");
    const layouts = root.querySelector("[data-part=layers]");
    layouts.hidden = !editor.config.documents.benchmark;
    if (layouts.hidden) return;
    this.#makeLayouts(layouts);
    this.#makeBar(root.querySelector("[data-part=compare]"));
    this.#makeLine(root.querySelector("[data-part=wipe-line]"));
    this.#captions = root.querySelectorAll("[data-part=captions] > *");
    editor.session.addEventListener("change", ({ detail }) => FOLLOWED.some((name) => detail.has(name)) && this.refresh());
    editor.viewport.addEventListener("change", () => this.#placeCaptions());
    this.refresh();
  }

  // Actions

  refresh() {
    const { session, words } = this.#editor;
    const { layout } = session;
    for (const button of this.#layouts) button.setAttribute("aria-pressed", String(button.dataset.layout === layout));
    this.#bar.hidden = layout === "side";
    this.#slider.value = String(layout === "wipe" ? session.wipe : session.blend);
    this.#slider.setAttribute("aria-label", words(`compare.${layout === "wipe" ? "wipe" : "blend"}`));
    const layer = layerOf(session);
    for (const button of this.#ends) {
      button.setAttribute("aria-pressed", String(layer === button.dataset.layer));
      button.disabled = layout !== "overlay";
    }
    this.#line.hidden = layout !== "wipe";
    this.#line.style.setProperty("--at", `${session.wipe}%`);
    this.#placeCaptions();
  }

  // Private

  #pick(layout) {
    this.#editor.session.set({ layout });
    this.#editor.focusStage(); // the arrow keys go on from difference to difference
  }

  #makeLayouts(element) {
    const { words } = this.#editor;
    this.#layouts = LAYOUTS.map((layout) => el("button", {
      type: "button", class: "layer-button", data: { layout }, on: { click: () => this.#pick(layout) },
    }, icon(`layout-${layout}`), el("span", { text: words(`layout.${layout}`) })));
    element.append(...this.#layouts);
  }

  #makeBar(element) {
    const { session, words } = this.#editor;
    this.#bar = element;
    this.#slider = el("input", {
      type: "range", class: "slider", min: 0, max: 100, step: 1, data: { part: "blend" },
      on: {
        input: () => session.set({ [session.layout === "wipe" ? "wipe" : "blend"]: this.#slider.valueAsNumber }),
        dblclick: () => session.set({ [session.layout === "wipe" ? "wipe" : "blend"]: EVEN }),
      },
    });
    this.#ends = [["benchmark", 0], ["submission", 100]].map(([layer, blend]) => el("button", {
      type: "button", class: "compare-end", data: { layer }, on: { click: () => session.set({ blend: session.blend === blend ? EVEN : blend }) },
    }, el("span", { class: `line ${layer}`, "aria-hidden": "true" }), el("span", { text: words(`layer.${layer}`) })));
    element.append(this.#ends[0], this.#slider, this.#ends[1]);
  }

  /** The slider does the same for keys and screen readers. */
  #makeLine(element) {
    const { session } = this.#editor;
    this.#line = element;
    element.addEventListener("pointerdown", (event) => {
      event.stopPropagation();
      event.preventDefault();
      element.setPointerCapture(event.pointerId);
    });
    element.addEventListener("pointermove", (event) => {
      if (!element.hasPointerCapture(event.pointerId)) return;
      const { left, width } = this.#stage.getBoundingClientRect();
      session.set({ wipe: Math.min(100, Math.max(0, Math.round((1000 * (event.clientX - left)) / width) / 10)) });
    });
  }

  /** Which side is which, at the top of each pane. */
  #placeCaptions() {
    const { session, layers } = this.#editor;
    const panes = session.layout === "side" ? panesOf(session, layers.size) : [];
    this.#captions.forEach((caption, index) => {
      const clip = panes[index]?.clip;
      caption.hidden = !clip;
      if (!clip) return;
      caption.style.setProperty("--x", `${clip.x}px`);
      caption.style.setProperty("--y", `${clip.y}px`);
    });
  }
}
