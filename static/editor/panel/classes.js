// The classes of the ontology as buttons with their digits: choosing one takes it in hand.

import { pickClass } from "../editing.js";
import { el, swatch } from "../dom.js";

export class Classes {
  #editor;
  #list;

  constructor(root, editor) {
    this.#editor = editor;
    this.#list = root.querySelector("[data-part=classes]");
    this.#list.append(...editor.ontology.objects.map((type) => this.#row(type)));
    root.querySelector("[data-section=classes]").hidden = !editor.session.editable || !editor.ontology.objects.length;
    editor.session.addEventListener("change", ({ detail }) => {
      if (["classHash", "tool", "mode", "loaded"].some((name) => detail.has(name))) this.refresh();
    });
    this.refresh();
  }

  // Actions

  refresh() {
    const { session } = this.#editor;
    for (const row of this.#list.children) {
      const button = row.firstElementChild;
      button.setAttribute("aria-pressed", String(session.tool !== "select" && button.dataset.class === session.classHash));
    }
    const chosen = this.#list.querySelector("[aria-pressed=true]");
    // On a narrow window the classes are a strip: the one in hand is brought into it.
    if (chosen) this.#list.scrollTo({ left: chosen.offsetLeft - this.#list.clientWidth / 2 });
    this.#list.closest("[data-section]").hidden = !session.editable || !this.#list.children.length;
  }

  // Private

  #row(type) {
    const pick = () => {
      pickClass(this.#editor, type);
      if (type.kind === "object") this.#editor.focusStage();
    };
    return el("li", {}, el("button",
      { type: "button", class: "class-row", data: { class: type.hash }, "aria-keyshortcuts": type.hotkey || undefined, on: { click: pick } },
      swatch(type.color),
      el("span", { class: "class-name", text: type.name }),
      this.#editor.ontology.shapes.length > 1 && el("span", { class: "class-shape", text: this.#editor.words(`tool.${type.shape}`) }),
      type.hotkey && el("kbd", { text: type.hotkey, "aria-hidden": "true" }),
    ));
  }
}
