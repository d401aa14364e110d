// How the picture is looked at: brightness, contrast and the lines through the pointer, in a bar over the picture.

import { el, textButton } from "../dom.js";
import { LEAST, MOST, NEUTRAL, filterOf, isNeutral, resetTone, setTone } from "../picture.js";

const TONES = Object.freeze(["brightness", "contrast"]);
const SHOWN = Object.freeze([...TONES, "picture", "lines"]);

export class PictureSettings {
  #editor;
  #bar;
  #button;
  #canvas;
  #tones;
  #lines;
  #reset;

  constructor(root, editor) {
    this.#editor = editor;
    this.#bar = root.querySelector("[data-part=picture]");
    this.#button = root.querySelector("[data-action='view.picture']");
    this.#canvas = root.querySelector("#stage canvas");
    this.#build();
    editor.session.addEventListener("change", ({ detail }) => {
      if (SHOWN.some((name) => detail.has(name))) this.refresh();
      if (detail.has("picture")) this.#moveFocus();
    });
    this.refresh();
  }

  // Actions

  refresh() {
    const { session, words } = this.#editor;
    this.#bar.hidden = !session.picture;
    this.#button.setAttribute("aria-expanded", String(session.picture));
    this.#button.setAttribute("aria-pressed", String(!isNeutral(session)));
    this.#canvas.style.filter = filterOf(session);
    for (const [name, { input, shown }] of this.#tones) {
      input.value = String(session[name]);
      input.setAttribute("aria-valuetext", words("picture.percent", { value: session[name] }));
      shown.textContent = words("picture.percent", { value: session[name] });
    }
    this.#lines.checked = session.lines;
    this.#reset.disabled = isNeutral(session);
  }

  // Private

  #moveFocus() {
    if (this.#editor.session.picture) this.#tones.get("brightness").input.focus();
    else if (document.activeElement === document.body) this.#editor.focusStage();
  }

  #build() {
    const { session, words } = this.#editor;
    this.#tones = new Map(TONES.map((name) => [name, this.#tone(name)]));
    this.#lines = el("input", { type: "checkbox", on: { change: () => session.set({ lines: this.#lines.checked }) } });
    const lines = el("label", { class: "answer-choice" }, this.#lines, el("span", { text: words("picture.lines") }));
    this.#reset = textButton(words("picture.reset"), "secondary", () => {
      this.#tones.get("brightness").input.focus(); // the button is about to be disabled
      resetTone(session);
    });
    this.#reset.dataset.do = "reset";
    this.#bar.append(...[...this.#tones.values()].map(({ row }) => row), el("div", { class: "picture-foot" }, lines, this.#reset));
  }

  #tone(name) {
    const { session, words } = this.#editor;
    const set = (value) => setTone(session, name, value);
    const input = el("input", {
      type: "range", class: "slider", min: LEAST, max: MOST, step: 1, data: { tone: name }, on: {
        input: () => set(input.valueAsNumber),
        dblclick: () => set(NEUTRAL),
      },
    });
    const shown = el("output", { class: "picture-value" });
    return { input, shown, row: el("label", { class: "picture-tone" }, el("span", { text: words(`picture.${name}`) }), input, shown) };
  }
}
