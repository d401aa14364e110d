// The search for a class by its name: type, choose with the arrows, Enter takes it in hand.

import { el, swatch } from "../dom.js";
import { pickClass } from "../editing.js";

const LIST = "class-search-list";
const STEPS = Object.freeze({ ArrowDown: 1, ArrowUp: -1 });

class ClassSearch {
  #editor;
  #found = [];
  #at = 0;
  #list;

  constructor(editor) {
    const { words } = editor;
    this.#editor = editor;
    this.input = el("input", {
      type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-label": words("search.name"), "aria-controls": LIST,
      "aria-expanded": "true", "aria-autocomplete": "list", on: { input: () => this.#find(), keydown: (event) => this.#press(event) },
    });
    this.#list = el("ul", { class: "class-search", id: LIST, role: "listbox", "aria-label": words("search.found") });
    this.body = [this.input, this.#list, this.none = el("p", { class: "editor-empty", text: words("search.none"), role: "status" })];
    this.#find();
  }

  // Private

  #find() {
    this.#found = this.#editor.ontology.search(this.input.value);
    this.#at = 0;
    this.none.hidden = this.#found.length > 0;
    this.#list.replaceChildren(...this.#found.map((type, index) => this.#option(type, index)));
    this.#mark();
  }

  #option(type, index) {
    const { words } = this.#editor;
    return el("li", {
      id: `${LIST}-${index}`, class: "class-row", role: "option", data: { class: type.hash },
      on: { click: () => this.#editor.dialogs.close(type.hash) },
    }, swatch(type.color), el("span", { class: "class-name", text: type.name }),
    el("span", { class: "class-shape", text: words(type.kind === "object" ? `tool.${type.shape}` : "search.classification") }),
    type.hotkey && el("kbd", { text: type.hotkey, "aria-hidden": "true" }));
  }

  #mark() {
    [...this.#list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === this.#at)));
    const current = this.#list.children[this.#at];
    current?.scrollIntoView({ block: "nearest" });
    if (current) this.input.setAttribute("aria-activedescendant", current.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  #press(event) {
    if (event.isComposing || (event.key !== "Enter" && !STEPS[event.key])) return;
    event.preventDefault();
    if (event.key === "Enter") {
      if (this.#found.length) this.#editor.dialogs.close(this.#found[this.#at].hash);
      return;
    }
    this.#at = Math.max(Math.min(this.#at + STEPS[event.key], this.#found.length - 1), 0);
    this.#mark();
  }
}

export async function searchClass(editor) {
  const { session, dialogs, words, ontology } = editor;
  if (!session.editable) return;
  const search = new ClassSearch(editor);
  const answer = await dialogs.ask({
    title: words("search.title"), body: search.body, choices: [{ value: "", text: words("act.cancel") }], focus: search.input,
  });
  const type = ontology.get(answer);
  if (!answer || !type.shape && type.kind !== "classification") return;
  if (type.kind === "object") editor.focusStage();
  pickClass(editor, type);
}
