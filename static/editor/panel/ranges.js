// The frames that an answer holds for, as two numbers and the usual ranges at a click.

import { el } from "../dom.js";

export class RangeRow {
  element;
  #editor;
  #set;
  #range = null;
  #inputs;
  #buttons;

  /** set(range) asks for another range; extra: more buttons, [{name, text, click}] */
  constructor(editor, { set, extra = [] }) {
    const { words, timing } = editor;
    this.#editor = editor;
    this.#set = set;
    const unit = words(`range.${timing.unit}`);
    this.#inputs = ["first", "last"].map((name) => el("input", {
      type: "number", min: 1, max: timing.count, step: 1, data: { range: name }, "aria-label": `${unit}: ${words(`range.${name}`)}`,
      on: { change: () => this.#typed() },
    }));
    const usual = [
      { name: "onward", text: words("range.onward"), click: () => this.#set([editor.session.frame, timing.last]) },
      { name: "all", text: words("range.all"), click: () => this.#set([0, timing.last]) },
    ];
    this.#buttons = [...usual, ...extra].map(({ name, text, click }) =>
      el("button", { type: "button", class: "answer-clear", text, data: { range: name }, on: { click } }));
    const [first, last] = this.#inputs;
    this.element = el("div", { class: "range-row", role: "group", "aria-label": words("range.title") },
      el("div", { class: "range-numbers" }, el("span", { text: unit }), first, el("span", { text: words("range.to") }), last),
      el("div", { class: "range-acts" }, this.#buttons));
  }

  // Actions

  /** Without a range (null) there is nothing to show. */
  update(range, { disabled = false } = {}) {
    this.#range = range;
    this.element.hidden = !range;
    if (!range) return;
    this.#inputs.forEach((input, index) => {
      input.disabled = disabled;
      if (document.activeElement !== input) input.value = range[index] + 1;
    });
    const { last } = this.#editor.timing;
    const { frame } = this.#editor.session;
    const pointless = { onward: range[0] === frame && range[1] === last, all: range[0] === 0 && range[1] === last, split: range[0] === frame };
    for (const button of this.#buttons) button.hidden = disabled || pointless[button.dataset.range];
  }

  // Private

  #typed() {
    const { last } = this.#editor.timing;
    const [from, to] = this.#inputs.map((input) => Math.min(Math.max(Math.round(input.valueAsNumber) - 1, 0), last));
    if (Number.isFinite(from) && Number.isFinite(to)) this.#set([Math.min(from, to), Math.max(from, to)]);
    this.#inputs.forEach((input, index) => { input.value = (this.#range?.[index] ?? 0) + 1; });
  }
}
