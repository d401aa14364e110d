// A form for nested attributes, built from the ontology. Questions under an option are shown only while it is chosen.

import { el } from "../dom.js";

let made = 0;

export class AttributeForm {
  element;
  #words;
  #answer;
  #questions = [];
  #answers = {};

  /** onAnswer(answers) gets all answers after each change; hidden ones are left for the command to prune. */
  constructor({ attributes, words, onAnswer, legend = true }) {
    this.#words = words;
    this.#answer = (hash, value) => onAnswer({ ...this.#answers, [hash]: value });
    this.element = el("div", { class: "answers" }, attributes.map((attribute) => this.#question(attribute, { legend })));
  }

  // Actions

  update(answers = {}, { disabled = false } = {}) {
    this.#answers = answers;
    for (const question of this.#questions) question(answers, disabled);
  }

  // Private

  #question(attribute, { legend = true } = {}) {
    const inputs = { radio: this.#choices, checklist: this.#choices, text: this.#text, numeric: this.#number };
    return inputs[attribute.type].call(this, attribute, legend);
  }

  #title(attribute, legend) {
    const required = attribute.required && el("span", { class: "required", text: this.#words("form.required") });
    return el("span", { class: legend ? "" : "visually-hidden" }, el("span", { text: attribute.name }), required);
  }

  #choices(attribute, legend) {
    const hash = attribute.featureNodeHash;
    const name = `answer-${(made += 1)}`;
    const many = attribute.type === "checklist";
    const rows = attribute.options.map((option) => this.#option({ attribute, option, name, many }));
    const clear = el("button", {
      type: "button", class: "answer-clear", text: this.#words("form.clear"), on: { click: () => this.#answer(hash, undefined) },
    });
    this.#questions.push((answers, disabled) => { clear.hidden = disabled || many || !answers[hash]; });
    return el("fieldset", { class: "question", data: { attribute: hash } },
      el("legend", {}, this.#title(attribute, legend)), rows, clear);
  }

  #option({ attribute, option, name, many }) {
    const hash = attribute.featureNodeHash;
    const value = option.featureNodeHash;
    const input = el("input", { type: many ? "checkbox" : "radio", name, on: { change: () => this.#choose(attribute, value, input.checked) } });
    const below = (option.options ?? []).map((child) => this.#question(child));
    const nested = below.length > 0 && el("div", { class: "nested", hidden: true }, below);
    this.#questions.push((answers, disabled) => {
      input.checked = many ? (answers[hash] ?? []).includes(value) : answers[hash] === value;
      input.disabled = disabled;
      if (nested) nested.hidden = !input.checked;
    });
    const choice = el("label", { class: "answer-choice" }, input, el("span", { text: option.label }));
    return el("div", { class: "answer", data: { option: value } }, choice, nested);
  }

  #choose(attribute, value, checked) {
    const hash = attribute.featureNodeHash;
    if (attribute.type === "radio") return this.#answer(hash, value);
    const others = (this.#answers[hash] ?? []).filter((entry) => entry !== value);
    const wanted = new Set(checked ? [...others, value] : others);
    return this.#answer(hash, attribute.options.map((option) => option.featureNodeHash).filter((entry) => wanted.has(entry)));
  }

  #text(attribute, legend) {
    return this.#field(attribute, legend, el("textarea", { rows: "2" }), (input) => input.value);
  }

  #number(attribute, legend) {
    const read = (input) => (input.value === "" ? undefined : input.valueAsNumber);
    return this.#field(attribute, legend, el("input", { type: "number", step: "any" }), read);
  }

  #field(attribute, legend, input, read) {
    const hash = attribute.featureNodeHash;
    input.addEventListener("input", () => this.#answer(hash, read(input)));
    this.#questions.push((answers, disabled) => {
      const value = String(answers[hash] ?? "");
      // Blanks typed so far are no answer yet, and are left to the one who types.
      const typing = document.activeElement === input && !value && !input.value.trim();
      if (!typing && String(read(input) ?? "") !== value) input.value = value;
      input.disabled = disabled;
    });
    const name = el("span", { class: "question-name" }, this.#title(attribute, legend));
    return el("label", { class: "question", data: { attribute: hash } }, name, input);
  }
}
