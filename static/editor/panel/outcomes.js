// How many pairs of each outcome there are, as buttons that narrow the list, and the order of the list over several frames.

import { el, icon } from "../dom.js";
import { countByOutcome } from "../pairs.js";
import { toggleOutcome } from "../review.js";

export const OUTCOME_ICONS = Object.freeze({ matched: "check", wrong_category: "swap", missing: "minus", extra: "plus" });
const ORDERS = Object.freeze(["cost", "frame", "here"]);

export class Outcomes {
  #editor;
  #buttons = new Map();

  constructor(root, editor) {
    this.#editor = editor;
    this.#tally(root.querySelector("[data-part=tally]"));
    this.#orders(root.querySelector("[data-part=order]"));
    editor.session.addEventListener("change", ({ detail }) => detail.has("outcomes") && this.refresh());
    this.refresh();
  }

  // Actions

  refresh() {
    const { outcomes } = this.#editor.session;
    for (const [outcome, button] of this.#buttons) button.setAttribute("aria-pressed", String(outcomes.has(outcome)));
  }

  // Private

  #tally(element) {
    const { words, pairs, session } = this.#editor;
    element.append(...countByOutcome(pairs).map(({ outcome, count }) => {
      const button = el("button", {
        type: "button", class: "tally", data: { outcome }, disabled: !count, on: { click: () => toggleOutcome(session, outcome) },
      }, icon(OUTCOME_ICONS[outcome]), el("b", { text: count }), el("span", { text: words(`outcome.${outcome}`) }));
      this.#buttons.set(outcome, button);
      return button;
    }));
    element.hidden = !pairs.length;
  }

  #orders(label) {
    const { words, session, media } = this.#editor;
    label.hidden = media.indexes.length < 2;
    const select = label.querySelector("select");
    select.append(...ORDERS.map((order) => el("option", { value: order, text: words(`review.order.${order}`) })));
    select.addEventListener("change", () => session.set({ order: select.value }));
  }
}
