// The pairs as lists: order, filter, what they cost, where along the frames they lie; and the names that find room.

import assert from "node:assert/strict";
import test from "node:test";

import { reviewScene, tagText } from "../../static/editor/canvas/review_scene.js";
import { withRoom } from "../../static/editor/canvas/tags.js";
import { LabelDocument } from "../../static/editor/document.js";
import { byFrame, countByOutcome, inOrder, isDifference, lost, stretches } from "../../static/editor/pairs.js";
import { nextLayer, stepPair, toggleOutcome } from "../../static/editor/review.js";
import { Ontology } from "../../static/editor/ontology.js";
import { Session } from "../../static/editor/session.js";

const PAIRS = [
  { frame: 0, outcome: "matched", score: 100, reference: "r0", candidate: "c0" },
  { frame: 3, outcome: "wrong_category", score: 40, reference: "r1", candidate: "c1" },
  { frame: 1, outcome: "extra", score: 0, reference: null, candidate: "c2" },
  { frame: 0, outcome: "missing", score: 0, reference: "r3", candidate: null },
  { frame: 0, outcome: "matched", score: 88.5, reference: "r4", candidate: "c4" },
];
const order = (options) => inOrder(PAIRS, options).map((pair) => pair.index);

function reviewer(values = {}, { pairs = PAIRS, indexes = [0, 1, 2, 3] } = {}) {
  return {
    pairs,
    pairsOn: byFrame(pairs),
    config: { documents: { benchmark: {} } },
    documents: { benchmark: new LabelDocument(), submission: new LabelDocument() },
    media: { indexes },
    tool: () => ({ cancel: () => false }),
    viewport: { reveal: () => undefined },
    session: new Session({ mode: "review", ...values }),
    tell(key) { this.told = key; },
  };
}

test("the costliest pair comes first, whatever its frame", () => {
  assert.deepEqual(order(), [3, 2, 1, 4, 0]);
  assert.deepEqual(order({ order: "frame" }), [3, 4, 0, 2, 1]);
  assert.deepEqual(order({ order: "here", frame: 0 }), [3, 4, 0]);
  assert.deepEqual(order({ outcomes: new Set(["matched"]) }), [4, 0]);
});

test("pairs without a score are judged by their outcome", () => {
  assert.equal(lost({ outcome: "matched", score: null }), 0);
  assert.equal(lost({ outcome: "extra" }), 100);
  assert.ok(!isDifference(PAIRS[0]) && isDifference(PAIRS[4]));
});

test("outcomes are counted in the order in which they are read", () => {
  assert.deepEqual(countByOutcome(PAIRS).map(({ outcome, count }) => [outcome, count]),
    [["missing", 1], ["extra", 1], ["wrong_category", 1], ["matched", 2]]);
});

test("stepping goes from error to error over the frames, the costliest first, and round", () => {
  const editor = reviewer();
  const seen = [];

  for (let step = 0; step < 5; step += 1) {
    stepPair(editor, 1);
    seen.push([editor.session.frame, editor.session.pair]);
  }

  assert.deepEqual(seen, [[0, 3], [1, 2], [3, 1], [0, 4], [0, 3]]);
  stepPair(editor, -1);
  assert.equal(editor.session.pair, 4);
});

test("stepping keeps to the outcomes that are looked for, and says when there are none", () => {
  const editor = reviewer();
  toggleOutcome(editor.session, "matched");

  stepPair(editor, 1);
  stepPair(editor, 1);

  assert.equal(editor.session.pair, 4);
  const perfect = reviewer({}, { pairs: [PAIRS[0]] });
  stepPair(perfect, 1);
  assert.equal(perfect.told, "say.noDifference");
  assert.equal(perfect.session.pair, -1);
});

test("the layers follow one another", () => {
  const editor = reviewer();
  const seen = [1, 2, 3].map(() => {
    nextLayer(editor);
    return editor.session.blend;
  });

  assert.deepEqual(seen, [0, 100, 50]);
});

test("stretches hold every frame once, and every point that was lost", () => {
  for (const [length, most] of [[4, 240], [1000, 240], [7, 3]]) {
    const indexes = Array.from({ length }, (_, index) => index);
    const pairs = indexes.map((frame) => ({ frame, outcome: "matched", score: 100 - (frame % 50) }));

    const made = stretches(pairs, indexes, most);

    assert.equal(made.length, Math.min(length, most));
    assert.equal(made[0].first, 0);
    assert.equal(made.at(-1).last, length - 1);
    made.slice(1).forEach((stretch, at) => assert.equal(stretch.first, made[at].last + 1));
    assert.equal(made.reduce((sum, { points }) => sum + points, 0), pairs.reduce((sum, pair) => sum + lost(pair), 0));
    for (const { first, last, frame } of made) {
      const worst = Math.max(...indexes.slice(first, last + 1).map((index) => index % 50));
      assert.equal(frame % 50, worst);
    }
  }
});

test("both sides of a pair look alike under the pointer, and the others step back behind a chosen one", () => {
  const wire = (ids) => ({
    objects: ids.map((id) => ({ id, class: "aa", attributes: {} })),
    frames: { 0: ids.map((id, at) => ({ object: id, box_xywh: [at * 50, 0, 40, 40] })) },
  });
  const editor = {
    ...reviewer({ frame: 0, hoverPair: 4 }),
    documents: { benchmark: new LabelDocument(wire(["r0", "r3", "r4"])), submission: new LabelDocument(wire(["c0", "c4"])) },
    ontology: new Ontology([{ hash: "aa", kind: "object", name: "Apple", shape: "bounding_box", color: "#ff0000", attributes: [] }]),
  };
  const looks = () => Object.fromEntries(reviewScene(editor).map((item) => [item.id, item.look]));

  assert.deepEqual(looks(), { r0: "plain", r3: "plain", r4: "hover", c0: "plain", c4: "hover" });
  editor.session.set({ pair: 3, hoverPair: -1 });
  assert.deepEqual(looks(), { r0: "dim", r3: "selected", r4: "dim", c0: "dim", c4: "dim" });
  editor.session.set({ pair: -1, outcomes: new Set(["missing"]) });
  assert.deepEqual(looks(), { r0: "dim", r3: "plain", r4: "dim", c0: "dim", c4: "dim" });
  const named = Object.fromEntries(reviewScene(editor).map((item) => [item.id, [item.name, item.outcome]]));
  assert.deepEqual(named.r3, ["Apple −100", "missing"]);
  assert.deepEqual(named.c4, ["Apple −12", "matched"]);
});

test("a name says what was lost, and nothing where nothing was", () => {
  assert.equal(tagText("Apple", PAIRS[0]), "Apple");
  assert.equal(tagText("Apple", { outcome: "matched", score: 95.5 }), "Apple −4.5");
  assert.equal(tagText("Apple", undefined), "Apple");
});

test("names that would cover another are left out, but never that of what is pointed at", () => {
  const tag = (x, y, must = false) => ({ x, y, width: 50, must });

  assert.deepEqual(withRoom([tag(0, 0), tag(40, 5), tag(60, 0)]), [tag(0, 0), tag(60, 0)]);
  assert.deepEqual(withRoom([tag(0, 0), tag(10, 5, true)]), [tag(10, 5, true)]);
});
