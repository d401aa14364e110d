// How benchmark and submission lie on the stage.

import assert from "node:assert/strict";
import test from "node:test";

import { layerOf, paneAt, paneSize, panesOf, shows, strengths } from "../../static/editor/panes.js";

const STAGE = { width: 1000, height: 600 };
const view = (values) => ({ layout: "overlay", blend: 50, wipe: 50, ...values });

test("an even overlay is one pane with both sides at full strength", () => {
  const panes = panesOf(view(), STAGE);

  assert.equal(panes.length, 1);
  assert.ok(shows(panes[0], "benchmark") && shows(panes[0], "submission"));
  assert.equal(panes[0].alpha, 1);
});

test("the slider takes one side away towards either end, and the picture stays", () => {
  assert.deepEqual(strengths(0), { benchmark: 1, submission: 0 });
  assert.deepEqual(strengths(75), { benchmark: 0.5, submission: 1 });
  for (const [blend, sides] of [[0, ["benchmark"]], [25, ["benchmark", "submission"]], [100, ["submission"]]]) {
    const panes = panesOf(view({ blend }), STAGE);
    assert.deepEqual(panes.flatMap((pane) => pane.sides), sides);
    assert.equal(panes.filter((pane) => pane.picture).length, 1);
  }
});

test("side by side, both panes are of one size and neither covers the other", () => {
  for (const stage of [STAGE, { width: 390, height: 700 }]) {
    const [one, other] = panesOf(view({ layout: "side" }), stage);

    assert.deepEqual([one.sides, other.sides], [["benchmark"], ["submission"]]);
    assert.deepEqual({ width: one.clip.width, height: one.clip.height }, paneSize("side", stage));
    assert.deepEqual([one.clip.width, one.clip.height], [other.clip.width, other.clip.height]);
    assert.ok(other.clip.x >= one.clip.x + one.clip.width || other.clip.y >= one.clip.y + one.clip.height);
    assert.equal(other.clip.x + other.clip.width, stage.width);
    assert.equal(other.clip.y + other.clip.height, stage.height);
  }
});

test("one point of the picture lies at the same place of both panes", () => {
  const panes = panesOf(view({ layout: "side" }), STAGE);

  const inSecond = paneAt(panes, { x: 700, y: 100 });

  assert.equal(inSecond, panes[1]);
  assert.equal(700 - inSecond.x, 700 - panes[1].clip.x);
  assert.equal(paneAt(panes, { x: 10, y: 10 }), panes[0]);
});

test("the line of the wipe divides the stage, and moves no picture", () => {
  const [left, right] = panesOf(view({ layout: "wipe", wipe: 30 }), STAGE);

  assert.deepEqual(left.clip, { x: 0, y: 0, width: 300, height: 600 });
  assert.deepEqual(right.clip, { x: 300, y: 0, width: 700, height: 600 });
  assert.deepEqual([right.x, right.y], [0, 0]);
});

test("only the ends of an overlay show one side alone", () => {
  assert.deepEqual([0, 1, 50, 99, 100].map((blend) => layerOf(view({ blend }))), ["benchmark", "both", "both", "both", "submission"]);
  assert.equal(layerOf(view({ layout: "side", blend: 0 })), "both");
});
