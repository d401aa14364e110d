import assert from "node:assert/strict";
import test from "node:test";

import { KEYMAP } from "../../static/editor/keymap.js";
import { Keys, PRESETS, duplicates, withKeys } from "../../static/editor/keys.js";

class Storage {
  items = new Map();
  getItem = (name) => this.items.get(name) ?? null;
  setItem = (name, value) => this.items.set(name, value);
  removeItem = (name) => this.items.delete(name);
}

test("no preset gives a key twice, or to something unknown", () => {
  for (const changes of Object.values(PRESETS)) {
    assert.deepEqual(duplicates(withKeys(changes)), []);
    for (const id of Object.keys(changes)) assert.ok(KEYMAP.some((binding) => binding.id === id), id);
  }
});

test("a key of one's own does what the old one did, and is found again", () => {
  const storage = new Storage();

  assert.equal(new Keys(storage).assign("tool.bounding_box", 0, "w"), null);

  const keys = new Keys(storage);
  assert.equal(keys.bindingOf("w").id, "tool.bounding_box");
  assert.equal(keys.bindingOf("b"), undefined);
  assert.equal(keys.shown("tool.bounding_box"), "W");
});

test("of several keys only the one meant is changed", () => {
  const keys = new Keys(new Storage());

  keys.assign("object.delete", 1, "w");

  assert.deepEqual(keys.map.find((binding) => binding.id === "object.delete").keys, ["Delete", "w"]);
});

for (const [id, chord, reason] of [
  ["tool.bounding_box", "p", "taken"],
  ["object.delete", "Backspace", "taken"],
  ["tool.bounding_box", "1", "taken"],
  ["tool.bounding_box", "Mod+w", "browser"],
  ["tool.bounding_box", "Tab", "browser"],
  ["escape", "w", "fixed"],
  ["class.digit", "w", "fixed"],
]) {
  test(`${chord} is refused to ${id}: ${reason}`, () => {
    const keys = new Keys(new Storage());

    assert.equal(keys.assign(id, 0, chord).reason, reason);
    assert.deepEqual(keys.map.map((binding) => binding.keys), KEYMAP.map((binding) => binding.keys));
  });
}

test("a key stays what it is without complaint", () => {
  assert.equal(new Keys(new Storage()).assign("tool.bounding_box", 0, "b"), null);
});

test("a preset replaces what was changed, and reset leaves nothing behind", () => {
  const storage = new Storage();
  const keys = new Keys(storage);
  keys.assign("tool.bounding_box", 0, "w");

  keys.choose("cvat");
  assert.equal(keys.bindingOf("l").id, "object.lock");
  assert.equal(keys.bindingOf("w"), undefined);
  keys.reset();

  assert.equal(keys.isChanged, false);
  assert.equal(storage.items.size, 0);
});

for (const stored of ["{", "null", '{"preset":"constructor","changes":{"nothing":["w"],"tool.select":"w"}}', '{"changes":{"tool.select":["b"]}}']) {
  test(`stored keys that make no sense are left out: ${stored}`, () => {
    const storage = new Storage();
    storage.setItem("touchstone-editor-keys", stored);

    const keys = new Keys(storage);

    assert.equal(keys.preset, "touchstone");
    assert.equal(keys.bindingOf("b").id, "tool.bounding_box");
    assert.equal(keys.bindingOf("v").id, "tool.select");
  });
}

test("a change is told", () => {
  const keys = new Keys(new Storage());
  let told = 0;
  keys.addEventListener("change", () => { told += 1; });

  keys.assign("tool.select", 0, "w");
  keys.assign("tool.select", 0, "b");

  assert.equal(told, 1);
});
