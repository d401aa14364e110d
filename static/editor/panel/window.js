// The window of a DICOM picture: level, width and presets in a bar over the picture, and a read-out in the foot. It
// belongs to the view, and no label knows of it.

import { el, reconcile, textButton } from "../dom.js";

const FIELDS = Object.freeze({ level: "center", width: "width" });
const STEP_SHARE = 100; // of the width: what an arrow key in a number changes
const FINE_BELOW = 10; // widths with decimals

const shown = (value, width) => String(Number(value.toFixed(Math.abs(width) < FINE_BELOW ? 2 : 0)));

export class WindowSettings {
  #editor;
  #bar;
  #button;
  #read;
  #fields;
  #presets;
  #reset;

  constructor(root, editor) {
    this.#editor = editor;
    this.#bar = root.querySelector("[data-part=window]");
    this.#button = root.querySelector("[data-action='view.levels']");
    this.#read = this.#button.querySelector("span");
    this.#button.hidden = !editor.media.setWindow;
    if (!editor.media.setWindow) return;
    this.#build();
    editor.media.addEventListener("change", () => this.refresh());
    editor.session.addEventListener("change", ({ detail }) => {
      if (detail.has("picture") && editor.session.picture) editor.session.set({ windowing: false });
      if (detail.has("windowing")) this.#moveFocus();
    });
    this.refresh();
  }

  // Actions

  refresh() {
    const { media, session, words } = this.#editor;
    const { center, width } = media.window;
    this.#bar.hidden = !session.windowing;
    this.#button.setAttribute("aria-expanded", String(session.windowing));
    this.#read.textContent = words("window.read", { level: shown(center, width), width: shown(width, width) });
    for (const [name, input] of this.#fields) {
      input.step = String(Math.max(Math.round(width / STEP_SHARE), width < FINE_BELOW ? 0.01 : 1));
      if (document.activeElement !== input) input.value = shown(media.window[FIELDS[name]], width);
    }
    this.#reset.disabled = !media.isWindowChosen;
    this.#showPresets();
  }

  // Private

  #showPresets() {
    const { media } = this.#editor;
    const { center, width } = media.window;
    const windows = media.windows.map((window, index) => ({ ...window, index }));
    reconcile(this.#presets, windows, {
      key: ({ name, index }) => `${name} ${index}`,
      create: (window) => textButton("", "secondary", () => this.#choose(window.index)),
      update: (button, window) => {
        const label = this.#nameOf(window, windows);
        if (button.textContent !== label) button.textContent = label;
        button.dataset.preset = window.name;
        button.setAttribute("aria-pressed", String(window.center === center && window.width === width));
      },
    });
  }

  #nameOf({ name, index }, windows) {
    const several = name === "own" && windows.filter((window) => window.name === "own").length > 1;
    return this.#editor.words(several ? "window.ownOf" : `window.${name}`, { number: index + 1 });
  }

  #choose(index) {
    this.#editor.media.setWindow(this.#editor.media.windows[index]);
  }

  #moveFocus() {
    const { session } = this.#editor;
    if (session.windowing && session.picture) session.set({ picture: false });
    this.refresh();
    if (session.windowing) this.#fields.get("level").focus();
    else if (document.activeElement === document.body) this.#editor.focusStage();
  }

  #build() {
    const { media, words } = this.#editor;
    this.#fields = new Map(Object.keys(FIELDS).map((name) => [name, this.#field(name)]));
    const row = (name) => el("label", { class: "window-field" }, el("span", { text: words(`window.${name}`) }), this.#fields.get(name));
    this.#presets = el("div", { class: "window-presets", role: "group", "aria-label": words("window.presets") });
    this.#reset = textButton(words("window.reset"), "secondary", () => {
      this.#fields.get("level").focus(); // the button is about to be disabled
      media.setWindow(null);
    });
    this.#reset.dataset.do = "reset";
    const hint = el("p", { class: "window-hint", text: words("window.hint") });
    this.#bar.append(el("div", { class: "window-fields" }, row("level"), row("width"), this.#reset), this.#presets, hint);
  }

  #field(name) {
    const { media } = this.#editor;
    const input = el("input", { type: "number", data: { window: name } });
    input.addEventListener("input", () => {
      const value = input.valueAsNumber;
      if (Number.isFinite(value)) media.setWindow({ ...media.window, [FIELDS[name]]: value });
    });
    input.addEventListener("blur", () => this.refresh());
    return input;
  }
}
