import assert from "node:assert/strict";
import test from "node:test";

import { wheelOf } from "../../static/editor/wheel.js";

const none = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };

function turned({ tool = "select", draft = null, unit = "slice", count = 3 }, keys = {}) {
  const done = [];
  const turn = wheelOf({ session: { tool, draft }, timing: { unit, count }, run: (id) => done.push(id) }, { ...none, ...keys });
  turn?.(1);
  turn?.(-1);
  return done;
}

test("the wheel goes through the slices of a series; Ctrl leaves it to zoom and Shift to pan", () => {
  assert.deepEqual(turned({}), ["frame.next", "frame.previous"]);
  assert.deepEqual(turned({}, { ctrlKey: true }), []);
  assert.deepEqual(turned({}, { shiftKey: true }), []);
});

test("elsewhere, and while a shape is drawn, the wheel zooms", () => {
  assert.deepEqual(turned({ count: 1 }), []);
  assert.deepEqual(turned({ unit: "frame" }), []);
  assert.deepEqual(turned({ draft: {} }), []);
});

test("Alt and the wheel set the width of the brush", () => {
  assert.deepEqual(turned({ tool: "bitmask" }, { altKey: true }), ["brush.smaller", "brush.larger"]);
  assert.deepEqual(turned({ tool: "polygon" }, { altKey: true }), []);
});
