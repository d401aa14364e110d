// The buttons of what the page is for (submit, complete): as the configuration lists them.

import { el } from "../dom.js";
import { shownKey } from "../keymap.js";
import { act } from "../submit.js";

export class Actions {
  #editor;
  #buttons;

  constructor(root, editor) {
    this.#editor = editor;
    this.#buttons = (editor.config.actions ?? []).map((action, index) => this.#button(action, index));
    root.querySelector("[data-part=actions]").append(...this.#buttons);
    editor.session.addEventListener("change", ({ detail }) => (detail.has("mode") || detail.has("loaded")) && this.refresh());
    this.refresh();
  }

  // Actions

  refresh() {
    for (const button of this.#buttons) button.hidden = !this.#editor.session.editable;
  }

  // Private

  #button(action, index) {
    return el("button", {
      type: "button", class: `button button--${action.kind ?? "secondary"}`, text: action.label, data: { act: action.id },
      title: index ? "" : `${action.label} (${shownKey("submit")})`, on: { click: () => act(this.#editor, action) },
    });
  }
}
