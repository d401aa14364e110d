// The buttons of what the page is for (submit, complete): as the configuration lists them.

import { el } from "../dom.js";
import { act } from "../submit.js";

export class Actions {
  #editor;
  #buttons;

  constructor(root, editor) {
    this.#editor = editor;
    this.#buttons = (editor.config.actions ?? []).map((action) => this.#button(action));
    root.querySelector("[data-part=actions]").append(...this.#buttons);
    editor.session.addEventListener("change", ({ detail }) => (detail.has("mode") || detail.has("loaded")) && this.refresh());
    editor.keys.addEventListener("change", () => this.refresh());
    this.refresh();
  }

  // Actions

  refresh() {
    const { session, keys } = this.#editor;
    for (const button of this.#buttons) button.hidden = !session.editable;
    if (this.#buttons.length) this.#buttons[0].title = `${this.#buttons[0].textContent} (${keys.shown("submit")})`;
  }

  // Private

  #button(action) {
    return el("button", {
      type: "button", class: `button button--${action.kind ?? "secondary"}`, text: action.label, data: { act: action.id },
      on: { click: () => act(this.#editor, action) },
    });
  }
}
