// The rail of tools and the buttons that stand in the template with a data-action: pressed, disabled and named as the state asks.

import { pickTool } from "../editing.js";
import { el, icon } from "../dom.js";

const SHOWN = Object.freeze(["tool", "mode", "loaded", "names"]);

export class Toolbar {
  #editor;
  #tools;
  #buttons;

  constructor(root, editor) {
    this.#editor = editor;
    this.#tools = root.querySelector("[data-part=tools]");
    this.#buttons = new Map([...root.querySelectorAll("[data-action]")].map((button) => [button.dataset.action, button]));
    for (const [action, button] of this.#buttons) this.#equip(action, button);
    this.#makeTools();
    editor.session.addEventListener("change", ({ detail }) => SHOWN.some((name) => detail.has(name)) && this.refresh());
    editor.history.addEventListener("change", () => this.refresh());
    editor.keys.addEventListener("change", () => this.#nameKeys());
    this.#nameKeys();
  }

  // Actions

  refresh() {
    const { session, history, words } = this.#editor;
    for (const button of this.#tools.children) button.setAttribute("aria-pressed", String(button.dataset.tool === session.tool));
    this.#able("undo", history.canUndo, history.last && words("title.undo", { what: words(history.last.label) }));
    this.#able("redo", history.canRedo, history.next && words("title.redo", { what: words(history.next.label) }));
    this.#buttons.get("view.names")?.setAttribute("aria-pressed", String(session.names));
    this.#tools.hidden = !session.editable;
    for (const name of ["undo", "redo"]) this.#buttons.get(name).hidden = !session.editable;
  }

  // Private

  #equip(action, button) {
    button.dataset.name = button.getAttribute("aria-label") ?? button.textContent.trim();
    button.addEventListener("click", () => this.#editor.run(action));
  }

  /** The keys in force, on the buttons that they stand for. */
  #nameKeys() {
    const { keys } = this.#editor;
    for (const [action, button] of this.#buttons) {
      button.title = `${button.dataset.name} (${keys.shown(action)})`;
      const shown = button.querySelector("kbd");
      if (shown) shown.textContent = keys.shown(action);
    }
    for (const button of this.#tools.children) {
      const key = keys.shown(`tool.${button.dataset.tool}`);
      button.title = `${button.getAttribute("aria-label")} (${key})`;
      button.setAttribute("aria-keyshortcuts", key);
      button.querySelector("kbd").textContent = key;
    }
    this.refresh();
  }

  #makeTools() {
    const { ontology, words } = this.#editor;
    for (const name of ["select", ...ontology.shapes]) {
      const label = words(`tool.${name}`);
      this.#tools.append(el("button", {
        type: "button", class: "tool", "aria-label": label,
        data: { tool: name }, on: { click: () => this.#pick(name) },
      }, icon(name), el("kbd", { "aria-hidden": "true" })));
    }
  }

  #pick(name) {
    pickTool(this.#editor, name);
    this.#editor.focusStage();
  }

  #able(action, able, title) {
    const button = this.#buttons.get(action);
    button.disabled = !able;
    button.title = `${title || button.getAttribute("aria-label")} (${this.#editor.keys.shown(action)})`;
  }
}
