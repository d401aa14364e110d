// The list of pairs in review: outcome, similarity and points of each label, the costliest first.

import { inWords } from "../answers.js";
import { el, icon, swatch } from "../dom.js";
import { countByOutcome, readingOrder, showPair } from "../review.js";

const ICONS = Object.freeze({ matched: "check", wrong_category: "swap", missing: "minus", extra: "plus" });
const COMPARED = Object.freeze(["matched", "wrong_category"]);
const percent = (share) => `${Math.round(share * 1000) / 10} %`;
const points = (score) => (Math.round(score * 10) / 10).toFixed(1);

export class Review {
  #editor;
  #list;
  #rows = new Map();

  constructor(root, editor) {
    this.#editor = editor;
    const section = root.querySelector("[data-section=review]");
    const layers = root.querySelector("[data-part=layers]");
    section.hidden = editor.session.mode !== "review";
    layers.hidden = section.hidden || !editor.config.documents.benchmark;
    if (section.hidden) return;
    this.#list = root.querySelector("[data-part=pairs]");
    this.#tally(root.querySelector("[data-part=tally]"));
    this.#list.append(...readingOrder(editor.pairs).map((pair) => this.#row(pair)));
    root.querySelector("[data-part=no-pairs]").hidden = editor.pairs.length > 0;
    this.#layers(layers);
    editor.session.addEventListener("change", ({ detail }) => {
      if (detail.has("pair") || detail.has("hoverPair")) this.#mark(detail.has("pair"));
    });
  }

  // Private

  #tally(element) {
    const { words, pairs } = this.#editor;
    element.append(...countByOutcome(pairs).map(({ outcome, count }) => el("span", { class: "tally", data: { outcome } },
      icon(ICONS[outcome]), el("b", { text: count }), el("span", { text: words(`outcome.${outcome}`) }))));
  }

  #row(pair) {
    const { ontology, session } = this.#editor;
    const type = ontology.get(pair.class);
    const candidate = this.#nameOfCandidate(pair, type);
    const row = el("button", {
      type: "button", class: "pair-row", data: { outcome: pair.outcome, pair: pair.index }, "aria-pressed": "false",
      on: {
        click: () => showPair(this.#editor, pair.index),
        pointerenter: () => session.set({ hoverPair: pair.index }),
        pointerleave: () => session.hoverPair === pair.index && session.set({ hoverPair: -1 }),
        focus: () => session.set({ hoverPair: pair.index }),
      },
    },
    swatch(type.color),
    el("span", { class: "pair-main" },
      el("span", { class: "pair-class", text: candidate ? `${type.name} → ${candidate}` : type.name }),
      this.#outcome(pair),
      this.#answers(pair, type).map((line) => el("span", { class: "pair-answers", text: line }))),
    this.#points(pair));
    this.#rows.set(pair.index, row);
    return el("li", {}, row);
  }

  #outcome({ outcome, similarity, frame }) {
    const { words, media } = this.#editor;
    const compared = COMPARED.includes(outcome) && Number.isFinite(similarity);
    const several = media.indexes.length > 1;
    return el("span", { class: "pair-outcome", data: { outcome } },
      icon(ICONS[outcome]), el("span", { text: words(`outcome.${outcome}`) }),
      compared && el("span", { class: "pair-similarity", text: words("review.similarity", { value: percent(similarity) }) }),
      several && el("span", { class: "pair-similarity", text: words("review.frame", { number: media.indexes.indexOf(frame) + 1 }) }));
  }

  #points({ score }) {
    if (score === null || score === undefined) return null;
    return el("span", { class: "pair-points" }, el("b", { text: points(score) }), el("span", { text: this.#editor.words("review.points") }));
  }

  /** What either side answered, where answers are what the pair is about or where they differ. */
  #answers(pair, type) {
    const { documents, words } = this.#editor;
    const sides = [["benchmark", pair.reference], ["submission", pair.candidate]].filter(([, id]) => id).map(([layer, id]) => {
      const entry = documents[layer].object(id) ?? documents[layer].classification(id);
      return { layer, text: inWords(type.attributes, entry?.answers ?? entry?.attributes) };
    });
    const same = sides.every(({ text }) => text === sides[0].text);
    if (same && (type.kind === "object" || !sides.length)) return [];
    return sides.map(({ layer, text }) => words(`review.${layer}`, { answers: text || words("review.unanswered") }));
  }

  /** The class the trainee gave, where it is another one. */
  #nameOfCandidate(pair, type) {
    const { documents, ontology } = this.#editor;
    const given = pair.candidate && (documents.submission.object(pair.candidate) ?? documents.submission.classification(pair.candidate));
    return pair.outcome === "wrong_category" && given && given.class !== type.hash ? ontology.get(given.class).name : "";
  }

  #layers(element) {
    const { session, words } = this.#editor;
    const buttons = ["both", "benchmark", "submission"].map((layer) => el("button", {
      type: "button", class: "layer-button", data: { layer }, on: { click: () => session.set({ layer }) },
    }, layer !== "both" && el("span", { class: `line ${layer}`, "aria-hidden": "true" }), el("span", { text: words(`layer.${layer}`) })));
    const mark = () => buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.layer === session.layer)));
    element.append(...buttons);
    session.addEventListener("change", mark);
    mark();
  }

  #mark(scroll) {
    const { session } = this.#editor;
    for (const [index, row] of this.#rows) {
      row.setAttribute("aria-pressed", String(index === session.pair));
      row.classList.toggle("is-hovered", index === session.hoverPair);
    }
    if (scroll) this.#rows.get(session.pair)?.scrollIntoView({ block: "nearest" });
  }
}
