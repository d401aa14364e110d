// The overview of the keys, where each can be given another: click a key, press the new one.

import { el, textButton } from "../dom.js";
import { chordOf, pretty } from "../keymap.js";
import { PRESETS } from "../keys.js";

const MODIFIERS = Object.freeze(["Shift", "Control", "Alt", "Meta", "AltGraph", "Dead", "CapsLock"]);

class KeyTable {
  #editor;
  #groups = el("div", { class: "key-groups" });
  #message = el("p", { class: "key-message", role: "status" });
  #preset;
  #reset;

  constructor(editor) {
    const { words, keys } = editor;
    this.#editor = editor;
    this.#preset = el("select", { on: { change: () => this.#choose(this.#preset.value) } },
      Object.keys(PRESETS).map((name) => el("option", { value: name, text: words(`preset.${name}`) })));
    this.#reset = textButton(words("keys.reset"), "secondary", () => this.#choose("touchstone"));
    Object.assign(this.#reset, { type: "button" }).dataset.do = "reset-keys";
    const preset = el("label", { class: "key-preset" }, el("span", { text: words("keys.preset") }), this.#preset);
    this.body = [el("div", { class: "key-settings" }, el("p", { class: "muted small", text: words("keys.change") }), preset, this.#reset),
      this.#message, this.#groups];
    this.#draw();
    keys.addEventListener("change", () => this.#draw());
  }

  // Private

  #choose(preset) {
    this.#message.textContent = "";
    this.#editor.keys.choose(preset);
    this.#preset.focus();
  }

  #draw() {
    const { keys, words, session } = this.#editor;
    const groups = [...new Set(keys.map.map((binding) => binding.group))].filter((group) => session.mode === "review" || group !== "review");
    this.#groups.replaceChildren(...groups.map((group) => el("section", { class: "keys" },
      el("h3", { text: words(`keys.${group}`) }),
      el("dl", {}, keys.map.filter((binding) => binding.group === group && binding.help !== "").map((binding) => this.#row(binding))))));
    this.#preset.value = keys.preset;
    this.#reset.disabled = !keys.isChanged;
  }

  #row(binding) {
    const shown = this.#editor.keys.isChangeable(binding.id)
      ? binding.keys.map((key, index) => this.#key(binding, key, index))
      : (binding.shown ? [binding.shown] : binding.keys.map(pretty)).map((key) => el("kbd", { text: key }));
    return el("div", { data: { binding: binding.id } }, el("dt", { text: this.#nameOf(binding) }), el("dd", {}, shown));
  }

  #nameOf = (binding) => this.#editor.words(binding.word ?? `key.${binding.help || binding.id}`);

  #key(binding, key, index) {
    const { words } = this.#editor;
    const button = el("button", {
      type: "button", class: "key-button", data: { index }, text: pretty(key),
      "aria-label": words("keys.of", { name: this.#nameOf(binding), key: pretty(key) }),
      on: { click: () => this.#record(button), keydown: (event) => this.#press(event, binding, button), blur: () => this.#end(button, pretty(key)) },
    });
    return button;
  }

  #record(button) {
    button.dataset.recording = "true";
    button.textContent = this.#message.textContent = this.#editor.words("keys.press");
  }

  #end(button, text) {
    delete button.dataset.recording;
    button.textContent = text;
  }

  #press(event, binding, button) {
    if (!button.dataset.recording || event.isComposing || MODIFIERS.includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const { keys, words } = this.#editor;
    const index = Number(button.dataset.index);
    const chord = chordOf(event);
    const against = chord === "Escape" ? null : keys.assign(binding.id, index, chord);
    const name = against?.binding ? this.#nameOf(against.binding) : "";
    this.#message.textContent = against ? words(`keys.refused.${against.reason}`, { key: pretty(chord), name }) : "";
    const current = this.#groups.querySelector(`[data-binding="${binding.id}"] [data-index="${index}"]`);
    this.#end(current, pretty(keys.map.find((entry) => entry.id === binding.id).keys[index]));
    current.focus();
  }
}

/** Opens the overview; singles: whether keys without Ctrl or Alt are on, onSingles: called when that is switched. */
export function showKeys(editor, { singles, onSingles }) {
  const { words } = editor;
  editor.keyTable ??= new KeyTable(editor);
  const input = el("input", { type: "checkbox", checked: singles, on: { change: () => onSingles(input.checked) } });
  return editor.dialogs.ask({
    title: words("keys.title"), wide: true, choices: [{ value: "close", text: words("act.close"), kind: "primary" }],
    body: [
      ...editor.keyTable.body,
      el("p", { class: "muted small", text: words("keys.pointer") }),
      el("label", { class: "answer-choice" }, input, el("span", { text: words("keys.singles") })),
    ],
  });
}
