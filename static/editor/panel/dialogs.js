// The dialogs: one <dialog> of the template, filled each time. `ask` resolves to the value of the button pressed, "" for Esc.

import { el } from "../dom.js";

export class Dialogs {
  #dialog;
  #words;
  #open = Promise.resolve(); // one after the other, each waits for the one before to close

  constructor(root, words) {
    this.#dialog = root.querySelector("[data-part=dialog]");
    this.#words = words;
  }

  /**
   * choices: [{value, text, kind?, href?}], the main one last. With `careful` the focus starts on the first, so that a key
   * held too long decides nothing; with `focus` on that element.
   */
  ask(question) {
    this.#open = this.#open.then(() => this.#show(question));
    return this.#open;
  }

  /** Closes the dialog as a button of this value would. */
  close(value) {
    this.#dialog.close(value);
  }

  // Private

  #show({ title, body = [], choices, wide = false, careful = false, focus = null }) {
    const dialog = this.#dialog;
    const buttons = choices.map(({ value, text, kind = "secondary", href }) => (href
      ? el("a", { class: `button button--${kind}`, href, text, data: { choice: value } })
      : el("button", { value, class: `button button--${kind}`, text, data: { choice: value } })));
    const paragraphs = [body].flat().map((part) => (typeof part === "string" ? el("p", { text: part }) : part));
    dialog.replaceChildren(el("form", { method: "dialog" },
      
      el("header", { class: "dialog__header" }, el("h2", { text: title, id: "dialog-title" })),
      el("div", { class: "dialog__body" }, paragraphs),
      el("footer", { class: "dialog__footer" }, buttons)));
    dialog.classList.toggle("dialog--wide", wide);
    dialog.returnValue = "";
    dialog.showModal();
    (focus ?? buttons.at(careful ? 0 : -1)).focus();
    return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
  }
}
