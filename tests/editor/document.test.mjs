import assert from "node:assert/strict";
import test from "node:test";

import { makeDocument, snapshot, wire } from "./support.mjs";
import { LabelDocument } from "../../static/editor/document.js";

test("a document gives back the wire format it was made from", () => {
  const labels = wire([1, 2, 3, 4], [5, 6, 7, 8]);

  const { objects, classifications, frames } = snapshot(new LabelDocument(labels));

  assert.deepEqual({ revision: 1, objects, classifications, frames }, labels);
});

test("applying a patch answers with the patch that undoes it", () => {
  const document = makeDocument([1, 2, 3, 4]);
  const before = snapshot(document);

  const inverse = document.apply({
    objects: { "object-0": null, fresh: { id: "fresh", class: "aaaa0002", attributes: {} } },
    frames: { 0: [{ object: "fresh", box_xywh: [0, 0, 9, 9] }], 3: [{ object: "fresh", box_xywh: [1, 1, 9, 9] }] },
  });

  assert.equal(document.object("object-0"), undefined);
  assert.deepEqual(document.frameIndexes, [0, 3]);
  document.apply(inverse);
  assert.deepEqual(snapshot(document), before);
});

test("a frame asked for that holds nothing is sent as empty", () => {
  const document = makeDocument();

  assert.deepEqual(document.toWire([4]).frames, { 4: [] });
});

test("entries cannot be changed behind the document's back", () => {
  const document = makeDocument([1, 2, 3, 4]);

  assert.throws(() => { document.shapes(0)[0].box_xywh[0] = 99; }, TypeError);
  assert.throws(() => { document.object("object-0").class = "other"; }, TypeError);
});

test("listeners are told which parts a change touched", () => {
  const document = makeDocument([1, 2, 3, 4]);
  const heard = [];
  document.addEventListener("change", ({ detail }) => heard.push(Object.keys(detail)));

  document.apply({ frames: { 0: [] } });

  assert.deepEqual(heard, [["frames"]]);
});

test("a classification is found on the frames of its ranges only", () => {
  const document = new LabelDocument({
    classifications: [{ id: "weather", class: "cccc0001", answers: {}, ranges: [[2, 4], [7, 7]] }],
  });

  assert.deepEqual([1, 2, 4, 5, 7].map((frame) => Boolean(document.classificationOn("cccc0001", frame))), [false, true, true, false, true]);
});
