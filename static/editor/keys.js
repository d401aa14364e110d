// The keys in force: a preset of the key map, and what the user has changed of it, kept in the browser.

import { KEYMAP, bindingOf, shownKey } from "./keymap.js";

const STORED = "touchstone-editor-keys";

/** What each preset changes of the key map. */
export const PRESETS = Object.freeze({
  touchstone: Object.freeze({}),
  cvat: Object.freeze({ "object.lock": ["l"], "tool.polyline": ["Shift+l"] }),
});

const BROWSERS_OWN = /^(Mod\+(Shift\+)?[wtnqrlp]|Mod\+[-+=0-9]|(Mod\+)?(Shift\+)?Tab|Alt\+\d|Alt\+Arrow(Left|Right)|(Shift\+)?F\d+|Alt\+F4)$/;
const FIXED = Object.freeze(["escape", "draw.finish"]); // known everywhere, and the way out of a wrong key
const DEFAULTS = new Map(KEYMAP.map((binding) => [binding.id, binding]));

const changeable = (binding) => Boolean(binding) && !binding.shown && binding.help !== "" && !FIXED.includes(binding.id);

const isList = (keys) => Array.isArray(keys) && keys.length > 0 && keys.every((key) => typeof key === "string");

/** The key map with other keys for some bindings, {id: [chord, ...]}. */
export const withKeys = (changes) =>
  Object.freeze(KEYMAP.map((binding) => (changes[binding.id] ? Object.freeze({ ...binding, keys: changes[binding.id] }) : binding)));

/** The keys that a map gives twice. */
export function duplicates(keymap) {
  const keys = keymap.flatMap((binding) => binding.keys);
  return keys.filter((key, index) => keys.indexOf(key) !== index);
}

export class Keys extends EventTarget {
  preset = "touchstone";
  map = KEYMAP;
  #changes = {};
  #storage;

  /** storage: the browser's, or anything with getItem, setItem and removeItem */
  constructor(storage) {
    super();
    this.#storage = storage;
    const { preset, changes } = this.#read();
    if (Object.hasOwn(PRESETS, preset)) this.preset = preset;
    const kept = Object.entries(changes ?? {}).filter(([id, keys]) => changeable(DEFAULTS.get(id)) && isList(keys));
    this.#changes = Object.fromEntries(kept);
    this.#apply();
    // A later release may have given a key of the user's to something else: then its own keys hold.
    if (duplicates(this.map).length) this.#changes = {};
    this.#apply();
  }

  // Reading

  bindingOf = (chord) => bindingOf(chord, this.map);

  shown = (id) => shownKey(id, this.map);

  isChangeable = (id) => changeable(DEFAULTS.get(id));

  get isChanged() {
    return this.preset !== "touchstone" || Object.keys(this.#changes).length > 0;
  }

  // Actions

  /** Gives one of a binding's keys another chord. Answers with what speaks against it, {reason, binding?}, or null where it is done. */
  assign(id, index, chord) {
    const binding = this.map.find((entry) => entry.id === id);
    if (!changeable(binding)) return { reason: "fixed" };
    if (BROWSERS_OWN.test(chord)) return { reason: "browser" };
    const owner = this.bindingOf(chord);
    if (owner === binding && binding.keys.indexOf(chord) === index) return null;
    if (owner) return { reason: "taken", binding: owner };
    this.#change({ preset: this.preset, changes: { ...this.#changes, [id]: binding.keys.map((key, at) => (at === index ? chord : key)) } });
    return null;
  }

  /** Takes a preset as it is; what was changed before is given up. */
  choose = (preset) => this.#change({ preset, changes: {} });

  reset = () => this.choose("touchstone");

  // Private

  #read() {
    try {
      return JSON.parse(this.#storage.getItem(STORED)) ?? {};
    } catch (error) {
      if (error instanceof SyntaxError) return {};
      throw error;
    }
  }

  #change({ preset, changes }) {
    this.preset = preset;
    this.#changes = changes;
    this.#apply();
    if (this.isChanged) this.#storage.setItem(STORED, JSON.stringify({ preset, changes }));
    else this.#storage.removeItem(STORED);
    this.dispatchEvent(new Event("change"));
  }

  #apply() {
    this.map = withKeys({ ...PRESETS[this.preset], ...this.#changes });
  }
}
