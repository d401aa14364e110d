// The stage around the canvases: its size, cursor, read-out, and the read-only data attributes that tests rely on.

import { BOXED } from "../boxing.js";
import { el, icon, textButton } from "../dom.js";
import { layerOf, paneAt, paneSize } from "../panes.js";

const rounded = (value, digits = 4) => String(Number(value.toFixed(digits)));

/** Only what is not so already: each write costs the page a layout, and the pointer moves often. */
function write(target, values) {
  for (const [name, value] of Object.entries(values)) if (String(target[name]) !== String(value)) target[name] = value;
}

export class StageView {
  #editor;
  #root;
  #stage;
  #parts;
  #pointer = null; // where it is on the screen

  constructor(root, editor) {
    this.#editor = editor;
    this.#root = root;
    this.#stage = root.querySelector("#stage");
    const part = (name) => [name, root.querySelector(`[data-part=${name}]`)];
    this.#parts = Object.fromEntries(["zoom", "position", "hint", "trouble"].map(part));
    this.#watch();
    this.#stage.addEventListener("pointermove", (event) => this.#point(event));
    this.#stage.addEventListener("pointerleave", () => this.#point(null));
    editor.viewport.addEventListener("change", () => this.refresh());
    editor.session.addEventListener("change", () => this.refresh());
    editor.document.addEventListener("change", () => this.refresh());
    editor.saver?.addEventListener("change", () => this.refresh());
    editor.keys.addEventListener("change", () => this.refresh());
  }

  // Actions

  /** The state of the editor, for tests and for style sheets. Nothing reads it back. */
  refresh() {
    const { session, viewport, saver, document: labels, words } = this.#editor;
    write(this.#root.dataset, { mode: session.mode });
    write(this.#stage.style, { cursor: session.cursor });
    write(this.#stage, { ariaBusy: String(this.#stage.dataset.ready !== "true") });
    write(this.#stage.dataset, {
      mode: session.mode, tool: session.tool, class: session.classHash, frame: session.frame, layer: layerOf(session), layout: session.layout, pair: session.pair,
      selection: session.selection.join(" "), objects: labels.shapes(session.frame).length, drawing: String(Boolean(session.draft) || session.mask?.isResting === false),
      save: saver?.state ?? "none", revision: saver?.revision ?? "",
      view: [viewport.scale, viewport.x, viewport.y].map((value) => rounded(value)).join(" "),
    });
    write(this.#parts.zoom, { textContent: `${rounded(viewport.scale * 100, viewport.scale < 0.1 ? 1 : 0)} %` });
    write(this.#parts.hint, { textContent: words(this.#hint(), this.#keysInHints()) });
  }

  ready() {
    this.#stage.dataset.ready = "true";
    this.#parts.trouble.hidden = true;
    this.#showPosition();
    this.refresh();
  }

  /** What keeps the editor from starting, with a way on. */
  fail(key, again) {
    const { words } = this.#editor;
    this.#stage.dataset.ready = "failed";
    this.#parts.trouble.replaceChildren(icon("alert"), el("p", { text: words(key) }),
      textButton(words("act.again"), "primary", again));
    this.#parts.trouble.hidden = false;
  }

  // Private

  #keysInHints() {
    const names = { smaller: "brush.smaller", larger: "brush.larger", swap: "brush.swap", by: "box.by" };
    return Object.fromEntries(Object.entries(names).map(([name, id]) => [name, this.#editor.keys.shown(id)]));
  }

  #hint() {
    const { config, session, timing } = this.#editor;
    if (session.mode === "review" && !config.documents.benchmark) return "hint.review.alone";
    if (session.mode !== "edit") return `hint.${session.mode}`;
    const resting = timing.unit === "slice" && timing.count > 1 ? "hint.select.slice" : "hint.select";
    if (session.tool === "select") return session.selection.length ? "hint.selected" : resting;
    if (session.boxBy === "extremes" && BOXED.includes(session.tool)) return session.draft ? "hint.extremes.drawing" : "hint.extremes";
    return session.draft ? `hint.${session.tool}.drawing` : `hint.${session.tool}`;
  }

  #point(event) {
    this.#pointer = event && { x: event.clientX, y: event.clientY };
    this.#showPosition();
  }

  #showPosition() {
    const { viewport } = this.#editor;
    const { position } = this.#parts;
    if (!this.#pointer) return write(position, { textContent: "" });
    const frame = this.#stage.getBoundingClientRect();
    const at = { x: this.#pointer.x - frame.left, y: this.#pointer.y - frame.top };
    const pane = paneAt(this.#editor.panes(), at);
    const point = viewport.toImage({ x: at.x - pane.x, y: at.y - pane.y });
    const inside = point.x >= 0 && point.y >= 0 && point.x <= viewport.frame.width && point.y <= viewport.frame.height;
    const shown = inside ? [`${Math.floor(point.x)}, ${Math.floor(point.y)}`, this.#valueAt(point)] : [];
    return write(position, { textContent: shown.filter(Boolean).join(" · ") });
  }

  /** What the sample under the pointer stands for, where the picture is made of samples. */
  #valueAt({ x, y }) {
    const { media, words } = this.#editor;
    const value = media.valueAt?.(x, y) ?? null;
    return value === null ? "" : words(media.unit ? `value.${media.unit}` : "value.plain", { value: rounded(value, 2) });
  }

  #watch() {
    const { viewport, layers, session } = this.#editor;
    const fill = () => {
      const pane = paneSize(session.layout, layers.size);
      viewport.setScreen(pane.width, pane.height);
    };
    new ResizeObserver(([{ contentRect: { width, height } }]) => {
      layers.resize(width, height, devicePixelRatio);
      fill();
    }).observe(this.#stage);
    session.addEventListener("change", ({ detail }) => detail.has("layout") && fill());
  }
}
