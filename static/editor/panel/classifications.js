// The classifications of the frame: one form each, always at hand.

import { AttributeForm } from "./form.js";
import { RangeRow } from "./ranges.js";
import { answerClassification } from "../commands.js";
import { el } from "../dom.js";
import { newId } from "../ids.js";
import { setRanges, splitClassification, withRange, withoutRange } from "../spans.js";

export class Classifications {
  #editor;
  #list;
  #forms = new Map();
  #rows = new Map(); // the frames that each answer holds for

  constructor(root, editor) {
    this.#editor = editor;
    this.#list = root.querySelector("[data-part=classifications]");
    for (const type of editor.ontology.classifications) this.#list.append(this.#item(type));
    root.querySelector("[data-section=classifications]").hidden = !editor.ontology.classifications.length || editor.session.mode === "review";
    editor.document.addEventListener("change", ({ detail }) => detail.classifications && this.refresh());
    editor.session.addEventListener("change", ({ detail }) => ["frame", "mode", "loaded"].some((name) => detail.has(name)) && this.refresh());
    this.refresh();
  }

  // Actions

  refresh() {
    const { document: labels, session } = this.#editor;
    for (const [hash, form] of this.#forms) {
      const entry = labels.classificationOn(hash, session.frame);
      const range = entry?.ranges.find(([first, last]) => first <= session.frame && session.frame <= last);
      form.update(entry?.answers ?? {}, { disabled: !session.editable });
      this.#rows.get(hash)?.update(this.#hasRange(range) ? range : null, { disabled: !session.editable });
    }
  }

  focus(hash) {
    const form = this.#forms.get(hash)?.element;
    form?.scrollIntoView({ block: "nearest" });
    (form?.querySelector("input:checked") ?? form?.querySelector("input, textarea"))?.focus();
  }

  // Private

  /** Where pictures are of their own, a range is told only if it is one of several. */
  #hasRange = (range) => Boolean(range) && (this.#editor.timing.isContinuous || range[1] > range[0]);

  #row(type) {
    const { document: labels, history, session, words, timing } = this.#editor;
    if (timing.count < 2) return null;
    const here = () => labels.classificationOn(type.hash, session.frame);
    const set = (range) => {
      const { id, ranges } = here();
      const own = ranges.find(([first, last]) => first <= session.frame && session.frame <= last);
      history.run(setRanges(labels, id, withRange(withoutRange(ranges, own), range)));
    };
    const split = () => history.run(splitClassification(labels, { id: here().id, frame: session.frame, newId: newId() }));
    const row = new RangeRow(this.#editor, { set, extra: [{ name: "split", text: words("range.split"), click: split }] });
    this.#rows.set(type.hash, row);
    return row.element;
  }

  #item(type) {
    const form = new AttributeForm({
      attributes: type.attributes,
      words: this.#editor.words,
      legend: type.attributes[0]?.name !== type.name,
      onAnswer: (answers) => this.#answer(type, answers),
    });
    this.#forms.set(type.hash, form);
    return el("section", { class: "classification", data: { class: type.hash } },
      el("h3", { class: "classification-name" }, 
        el("span", { text: type.name }),
        (type.required || type.attributes[0]?.required) && el("span", { class: "required", text: this.#editor.words("form.required") }),
        type.hotkey && el("kbd", { text: type.hotkey })),
      form.element, this.#row(type));
  }

  #answer(type, answers) {
    const { document: labels, history, session } = this.#editor;
    if (!session.editable) return;
    const { hash: classHash, attributes } = type;
    history.run(answerClassification(labels, { id: newId(), classHash, attributes, frame: session.frame, answers }));
  }
}
