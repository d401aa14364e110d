// What can be set of the one selected object, unfolded under its row: class, answers, numbers.

import { dynamicAnswers } from "./dynamic.js";
import { AttributeForm } from "./form.js";
import { nodeList } from "./nodes.js";
import { changeClass, setAttributes } from "../commands.js";
import { el } from "../dom.js";
import { setValue } from "../editing.js";
import { SHAPES } from "../shapes/index.js";
import { isDynamic } from "../spans.js";

const shown = (value) => String(Math.round(value * 10) / 10);

export class ObjectDetails {
  #editor;
  #element = el("div", { class: "object-details" });
  #shown = "";
  #update = () => undefined;

  constructor(editor) {
    this.#editor = editor;
  }

  // Actions

  /** Shows the details of an object at the end of its row; null folds them away. */
  show(row, id) {
    if (!row) {
      this.#shown = "";
      this.#element.remove();
      return;
    }
    const { document: labels, ontology } = this.#editor;
    const type = ontology.get(labels.object(id).class);
    if (this.#shown !== `${id} ${type.hash}`) this.#build(id, type);
    if (this.#element.parentElement !== row) row.append(this.#element);
    this.#update();
  }

  // Private

  #build(id, type) {
    const { document: labels, session, words, history } = this.#editor;
    const shape = SHAPES[type.shape];
    const dynamic = dynamicAnswers(this.#editor, id, type);
    const form = new AttributeForm({
      attributes: dynamic ? type.attributes.filter((question) => !isDynamic(question)) : type.attributes, words, onAnswer: (answers) => history.run(setAttributes(labels, { id, attributes: type.attributes, answers })),
    });
    const choice = this.#classChoice(id, type);
    const numbers = this.#numbers(id, shape);
    const nodes = nodeList(this.#editor, id, type);
    this.#element.replaceChildren(...[choice, form.element, dynamic?.element, nodes?.element, numbers.element].filter(Boolean));
    this.#shown = `${id} ${type.hash}`;
    this.#update = () => {
      const disabled = !session.editable || session.locked.has(id);
      if (choice) choice.querySelector("select").disabled = disabled;
      form.update(labels.object(id).attributes, { disabled });
      dynamic?.update(disabled);
      numbers.update(labels.shapeOf(id, session.frame), disabled);
      nodes?.update(labels.shapeOf(id, session.frame), disabled);
    };
  }

  #classChoice(id, type) {
    const { document: labels, history, ontology, words } = this.#editor;
    const others = ontology.alternatives(type);
    if (others.length < 2) return null;
    const select = el("select", { on: { change: () => history.run(changeClass(labels, [id], ontology.get(select.value))) } },
      others.map((item) => el("option", { value: item.hash, text: item.name })));
    select.value = type.hash;
    return el("label", { class: "question" }, el("span", { class: "question-name", text: words("object.class") }), select);
  }

  #numbers(id, shape) {
    const { words } = this.#editor;
    const inputs = (shape?.fields ?? []).map((name) => {
      const input = el("input", { type: "number", step: "any", on: { change: () => this.#typed(id, name, input, shape) } });
      return { name, input, label: el("label", { class: "number" }, el("span", { text: words(`field.${name}`) }), input) };
    });
    return {
      element: inputs.length ? el("div", { class: "numbers" }, inputs.map(({ label }) => label)) : null,
      update: (geometry, disabled) => {
        const values = shape && inputs.length ? shape.values(geometry) : {};
        for (const { name, input } of inputs) {
          input.disabled = disabled;
          if (document.activeElement !== input) input.value = shown(values[name]);
        }
      },
    };
  }

  #typed(id, name, input, shape) {
    setValue(this.#editor, id, name, input.valueAsNumber);
    input.value = shown(shape.values(this.#editor.document.shapeOf(id, this.#editor.session.frame))[name]);
  }
}
