// Why the chosen pair has its points, in the server's words: asked for once per frame, shown below the pair's row.

import { el, textButton } from "../dom.js";

const PARTS = Object.freeze(["iou", "category", "attributes"]);
const SHARES = Object.freeze({ iou: "similarity", category: "category", attributes: "attributes" });
const percent = (share) => `${Math.round(share * 1000) / 10} %`;
const points = (value) => (Math.round(value * 10) / 10).toFixed(1);

export class Why {
  #editor;
  #box = null;
  #frames = new Map();

  constructor(editor) {
    this.#editor = editor;
  }

  // Actions

  /** Below a row, or nowhere (null). */
  async show(row, index) {
    this.#box?.remove();
    this.#box = null;
    const pair = this.#editor.pairs[index];
    if (!row || !pair) return;
    const box = el("div", { class: "pair-why", "aria-live": "polite" });
    this.#box = box;
    row.after(box);
    const labels = await this.#labelsOn(pair.frame);
    if (this.#box !== box) return;
    const label = labels?.find((one) => one.id === pair.id);
    box.replaceChildren(...(label ? this.#lines(label) : this.#failure(row, index)));
    row.parentElement.scrollIntoView({ block: "nearest" });
  }

  // Private

  async #labelsOn(frame) {
    if (!this.#frames.has(frame)) {
      const asked = this.#editor.api.explain(frame);
      this.#frames.set(frame, asked);
    }
    const { outcome, labels } = await this.#frames.get(frame);
    if (outcome === "ok") return labels;
    this.#frames.delete(frame);
    return null;
  }

  #failure(row, index) {
    const { words } = this.#editor;
    return [el("p", { text: words("review.unexplained") }), textButton(words("act.again"), "secondary", () => this.show(row, index))];
  }

  #lines(label) {
    const [first, ...others] = label.explanation;
    return [
      el("p", { text: first }),
      others.length > 0 && el("ul", {}, others.map((text) => el("li", { text }))),
      label.labelled_as !== null && label.outcome !== "extra" && this.#table(label),
    ].filter(Boolean);
  }

  /** What each part of the score was, what it weighs, and what it cost. */
  #table(label) {
    const { words } = this.#editor;
    const parts = PARTS.filter((part) => label.weights[part] > 0);
    const head = ["part", "value", "weight", "lost"].map((name) => el("th", { scope: "col", text: words(`why.${name}`) }));
    const body = parts.map((part) => el("tr", {},
      el("th", { scope: "row", text: words(`why.${part}`) }),
      el("td", { text: this.#value(label, part) }),
      el("td", { text: String(label.weights[part]) }),
      el("td", { class: label.lost[part] >= 0.05 ? "is-lost" : "", text: points(label.lost[part]) })));
    return el("table", {}, el("thead", {}, el("tr", {}, head)), el("tbody", {}, body));
  }

  #value(label, part) {
    const share = label[SHARES[part]];
    if (part === "category") return this.#editor.words(share ? "why.right" : "why.wrong");
    return share === null ? "–" : percent(share);
  }
}
