import assert from "node:assert/strict";
import test from "node:test";

import { KEYMAP, bindingOf, chordOf, pretty } from "../../static/editor/keymap.js";
import { ACTIONS } from "../../static/editor/actions.js";
import { SHAPES } from "../../static/editor/shapes/index.js";

const BROWSERS_OWN = ["Mod+w", "Mod+t", "Mod+n", "Mod+Tab", "Mod++", "Mod+-", "Mod+0", "Alt+1", "Alt+ArrowLeft", "Tab"];

test("no key is given twice", () => {
  const keys = KEYMAP.flatMap((binding) => binding.keys);

  assert.deepEqual(keys.filter((key, index) => keys.indexOf(key) !== index), []);
});

test("every binding has an action and every action a binding", () => {
  const bound = KEYMAP.map((binding) => binding.id);

  assert.deepEqual(bound.filter((id) => !ACTIONS[id]), []);
  assert.deepEqual(Object.keys(ACTIONS).filter((id) => !bound.includes(id)), []);
});

test("every shape has a key for its tool", () => {
  for (const type of Object.keys(SHAPES)) assert.ok(KEYMAP.some((binding) => binding.id === `tool.${type}`), type);
});

test("the browser's own keys are left alone", () => {
  for (const chord of BROWSERS_OWN) assert.equal(bindingOf(chord), undefined, chord);
});

for (const [event, expected] of [
  [{ key: "B", code: "KeyB", shiftKey: false }, "b"],
  [{ key: "Z", code: "KeyZ", ctrlKey: true, shiftKey: true }, "Mod+Shift+z"],
  [{ key: "z", code: "KeyW", metaKey: true }, "Mod+z"],
  [{ key: "&", code: "Digit1" }, "&"],
  [{ key: "1", code: "Digit1" }, "1"],
  [{ key: "1", code: "Numpad1" }, "1"],
  [{ key: "?", code: "Slash", shiftKey: true }, "?"],
  [{ key: "ArrowLeft", code: "ArrowLeft", altKey: true, shiftKey: true }, "Alt+Shift+ArrowLeft"],
]) {
  test(`${JSON.stringify(event)} is ${expected}`, () => {
    assert.equal(chordOf(event), expected);
  });
}

test("chords are written for people", () => {
  assert.deepEqual(["Mod+Shift+z", "Alt+ArrowDown", "b", "Escape"].map(pretty), ["Ctrl Shift Z", "Alt ↓", "B", "Esc"]);
});
