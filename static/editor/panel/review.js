// The list of pairs in review: outcome, similarity and points of each label, the costliest first, and why the chosen one lost its points.

import { inWords } from "../answers.js";
import { el, icon, swatch } from "../dom.js";
import { inOrder } from "../pairs.js";
import { showPair } from "../review.js";
import { answersOn } from "../spans.js";
import { Compare } from "./compare.js";
import { OUTCOME_ICONS, Outcomes } from "./outcomes.js";
import { Strip } from "./strip.js";
import { Why } from "./why.js";

const ROWS_AT_ONCE = 200;
const COMPARED = Object.freeze(["matched", "wrong_category"]);
const percent = (share) => `${Math.round(share * 1000) / 10} %`;
const points = (score) => (Math.round(score * 10) / 10).toFixed(1);

export class Review {
  #editor;
  #list;
  #more;
  #none;
  #why;
  #room = ROWS_AT_ONCE;
  #order = [];
  #rows = new Map();

  constructor(root, editor) {
    this.#editor = editor;
    if (editor.session.mode !== "review") return;
    this.#list = root.querySelector("[data-part=pairs]");
    this.#none = root.querySelector("[data-part=no-pairs]");
    this.#more = root.querySelector("[data-part=more-pairs]");
    this.#more.addEventListener("click", () => this.#showMore());
    this.#why = new Why(editor);
    new Outcomes(root, editor);
    new Compare(root, editor);
    new Strip(root, editor);
    this.#fill();
    editor.session.addEventListener("change", ({ detail }) => this.#follow(detail));
  }

  // Private

  #follow(names) {
    const moved = names.has("frame") && this.#editor.session.order === "here";
    if (names.has("outcomes") || names.has("order") || moved) {
      this.#room = ROWS_AT_ONCE;
      this.#fill();
    }
    if (names.has("pair") || names.has("hoverPair")) this.#mark(names.has("pair"));
  }

  #fill() {
    const { session, pairs } = this.#editor;
    this.#order = inOrder(pairs, session);
    const shown = this.#order.slice(0, this.#room);
    this.#rows.clear();
    let frame = null;
    this.#list.replaceChildren(...shown.flatMap((pair) => {
      const heads = session.order === "frame" && pair.frame !== frame ? [this.#heading((frame = pair.frame))] : [];
      return [...heads, this.#row(pair)];
    }));
    this.#more.hidden = this.#order.length <= shown.length;
    this.#none.textContent = this.#editor.words(pairs.length ? "review.noneHere" : "review.none");
    this.#none.hidden = this.#order.length > 0;
    this.#mark(false);
  }

  #showMore() {
    const first = this.#order[this.#room]?.index;
    this.#room += ROWS_AT_ONCE;
    this.#fill();
    this.#rows.get(first)?.focus();
  }

  #heading = (frame) => el("li", { class: "pair-frame", text: this.#frameName(frame) });

  #frameName(frame) {
    return this.#editor.words("review.frame", { number: this.#editor.media.indexes.indexOf(frame) + 1 });
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
        blur: () => session.hoverPair === pair.index && session.set({ hoverPair: -1 }),
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
    const { words, media, session } = this.#editor;
    const compared = COMPARED.includes(outcome) && Number.isFinite(similarity);
    const named = media.indexes.length > 1 && session.order === "cost";
    return el("span", { class: "pair-outcome", data: { outcome } },
      icon(OUTCOME_ICONS[outcome]), el("span", { text: words(`outcome.${outcome}`) }),
      compared && el("span", { class: "pair-similarity", text: words("review.similarity", { value: percent(similarity) }) }),
      named && el("span", { class: "pair-similarity", text: this.#frameName(frame) }));
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
      return { layer, text: inWords(type.attributes, entry?.answers ?? answersOn(entry, pair.frame)) };
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

  #mark(chosen) {
    const { session } = this.#editor;
    const focused = this.#list.contains(document.activeElement);
    for (const [index, row] of this.#rows) {
      row.setAttribute("aria-pressed", String(index === session.pair));
      row.classList.toggle("is-hovered", index === session.hoverPair);
    }
    if (!chosen) return;
    this.#makeRoomFor(session.pair);
    const row = this.#rows.get(session.pair);
    this.#why.show(row ?? null, session.pair);
    if (focused) row?.focus({ preventScroll: true });
    row?.parentElement.scrollIntoView({ block: "nearest" });
  }

  /** A pair further down than the list reaches yet. */
  #makeRoomFor(index) {
    const place = this.#order.findIndex((pair) => pair.index === index);
    if (place < this.#room) return;
    this.#room = place + ROWS_AT_ONCE;
    this.#fill();
  }
}
