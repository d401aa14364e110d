// From a key press to an action. Keys never get in the way of typing, of controls that need them, or of the browser.

import { chordOf } from "./keymap.js";

const TEXT_FIELD = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
const OWN_ENTER = "button, a, summary, input";
const OWN_PRESS = Object.freeze(["Enter", " "]);
const SINGLE = /^(Shift\+)?.$/;

export class Keyboard {
  #stage;
  #keys;
  #run;
  #singles;

  /** keys: those in force; run(id, chord) does an action; singles() tells whether single-key shortcuts are switched on */
  constructor(stage, { keys, run, singles }) {
    this.#stage = stage;
    this.#keys = keys;
    this.#run = run;
    this.#singles = singles;
    document.addEventListener("keydown", (event) => this.#press(event));
  }

  // Private

  #press(event) {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const chord = chordOf(event);
    const binding = this.#keys.bindingOf(chord);
    if (!binding || !this.#applies(binding, chord, event.target)) return;
    event.preventDefault();
    this.#run(binding.id, chord);
  }

  #applies(binding, chord, target) {
    if (binding.always) return true;
    if (target.matches(TEXT_FIELD)) {
      if (chord === "Escape") this.#stage.focus();
      return false;
    }
    if (binding.id === "object.copy" && !getSelection().isCollapsed) return false; // text of the page
    if (OWN_PRESS.includes(chord) && target.matches(OWN_ENTER)) return false;
    if (SINGLE.test(chord) && !this.#singles()) return false;
    return binding.where !== "stage" || target === document.body || target.closest("[data-keys=stage]") !== null;
  }
}
