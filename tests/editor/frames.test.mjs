// Key frames: what a change on one frame does to the frames around it.

import assert from "node:assert/strict";
import test from "node:test";

import { removeObjects, replaceAll, reshape } from "../../static/editor/commands.js";
import { LabelDocument } from "../../static/editor/document.js";
import { addKey, copyTo, dropKey, extend, fillGap, moveKey, putShape, removeOn } from "../../static/editor/framecommands.js";
import { History } from "../../static/editor/history.js";
import { Ontology } from "../../static/editor/ontology.js";
import { makeSettle } from "../../static/editor/settling.js";
import { Tracks } from "../../static/editor/tracks.js";
import { CLASSES, snapshot } from "./support.mjs";

const ID = "car";

/** A page with one car; `keys` maps frames to the left side of its box. */
function open(keys) {
  const frames = Object.fromEntries(Object.entries(keys).map(([frame, x]) => [frame, [{ object: ID, box_xywh: [x, 0, 10, 10] }]]));
  const document = new LabelDocument({ objects: [{ id: ID, class: "aaaa0001", attributes: {} }], frames });
  const tracks = new Tracks(document);
  const ontology = new Ontology(CLASSES);
  const history = new History(document, undefined, makeSettle({ document, tracks, ontology }));
  return { document, tracks, history };
}

/** What a track looks like: its left side on each frame, marked ones with a ~, absent ones a dot. */
const look = ({ document }, last = 10) => Array.from({ length: last + 1 }, (_, frame) => {
  const shape = document.shapeOf(ID, frame);
  return shape ? `${shape.box_xywh[0]}${shape.interpolated ? "~" : ""}` : ".";
}).join(" ");

const move = ({ document, history }, frame, x) =>
  history.run(reshape(document, { frame, changes: new Map([[ID, { box_xywh: [x, 0, 10, 10] }]]) }));

/** Key frames 0 and 4, marked shapes between and after, until 8. */
function track() {
  const page = open({ 0: 0 });
  page.history.run(extend(page, { ids: [ID], frame: 0, to: 8 }));
  move(page, 4, 40);
  return page;
}

test("a track that is extended holds its last key frame", () => {
  const page = open({ 0: 5 });

  page.history.run(extend(page, { ids: [ID], frame: 0, to: 3 }));

  assert.equal(look(page, 4), "5 5~ 5~ 5~ .");
});

test("a shape that is moved becomes a key frame, and the others follow", () => {
  assert.equal(look(track()), "0 10~ 20~ 30~ 40 40~ 40~ 40~ 40~ . .");
});

test("moving a key frame moves both sides, as one step", () => {
  const page = track();
  move(page, 8, 0);
  const before = snapshot(page.document);

  move(page, 4, 20);

  assert.equal(look(page), "0 5~ 10~ 15~ 20 15~ 10~ 5~ 0 . .");
  page.history.undo();
  assert.deepEqual(snapshot(page.document), before);
  page.history.redo();
  assert.equal(look(page), "0 5~ 10~ 15~ 20 15~ 10~ 5~ 0 . .");
});

test("undo of everything leaves what was there", () => {
  const page = track();

  while (page.history.canUndo) page.history.undo();

  assert.equal(look(page), "0 . . . . . . . . . .");
});

test("dropping a key frame lets its neighbours through", () => {
  const page = track();
  move(page, 8, 0);

  page.history.run(dropKey(page, { id: ID, frame: 4 }));

  assert.equal(look(page), "0 0~ 0~ 0~ 0~ 0~ 0~ 0~ 0 . .");
  assert.deepEqual(page.tracks.of(ID).keys, [0, 8]);
});

test("the only key frame of a stretch stays", () => {
  assert.equal(dropKey(open({ 3: 1 }), { id: ID, frame: 3 }), null);
});

test("a marked shape that is kept is a key frame where it is", () => {
  const page = track();

  page.history.run(addKey(page, { id: ID, frame: 2 }));

  assert.equal(look(page), "0 10~ 20 30~ 40 40~ 40~ 40~ 40~ . .");
});

test("a key frame where the object is not brings it there", () => {
  const page = open({ 0: 0 });

  page.history.run(addKey(page, { id: ID, frame: 4 }));

  assert.equal(look(page, 5), "0 0~ 0~ 0~ 0 .");
});

test("a gap leaves what is beside it in its place", () => {
  const page = track();

  page.history.run(removeOn(page, { ids: [ID], isGone: (frame) => frame === 2, label: "command.removeHere" }));

  assert.equal(look(page), "0 10 . 30 40 40~ 40~ 40~ 40~ . .");
});

test("an object leaves from a frame on, and what was interpolated before stays", () => {
  const page = track();

  page.history.run(removeOn(page, { ids: [ID], isGone: (frame) => frame >= 3, label: "command.removeFrom" }));

  assert.equal(look(page), "0 10~ 20 . . . . . . . .");
});

test("a held end is cut without leaving key frames behind", () => {
  const page = track();

  page.history.run(removeOn(page, { ids: [ID], isGone: (frame) => frame >= 7, label: "command.removeFrom" }));

  assert.equal(look(page), "0 10~ 20~ 30~ 40 40~ 40~ . . . .");
});

test("an object that is removed from all its frames goes", () => {
  const page = track();

  page.history.run(removeOn(page, { ids: [ID], isGone: () => true, label: "command.removeFrom" }));

  assert.equal(page.document.object(ID), undefined);
  page.history.undo();
  assert.equal(look(page), "0 10~ 20~ 30~ 40 40~ 40~ 40~ 40~ . .");
});

test("an object returns after a gap, and the gap can be filled", () => {
  const page = open({ 0: 0, 1: 10 });

  page.history.run(putShape(page.document, { id: ID, frame: 5, geometry: { box_xywh: [50, 0, 10, 10] } }));
  assert.equal(look(page, 6), "0 10 . . . 50 .");
  assert.deepEqual(page.tracks.of(ID).runs, [{ first: 0, last: 1 }, { first: 5, last: 5 }]);

  page.history.run(fillGap(page, { ids: [ID], frame: 3 }));
  assert.equal(look(page, 6), "0 10 20~ 30~ 40~ 50 .");
});

test("a key frame moves in time between its neighbours, and no further", () => {
  const page = track();

  assert.equal(moveKey(page, { id: ID, from: 4, to: 0 }), null);
  page.history.run(moveKey(page, { id: ID, from: 4, to: 2 }));

  assert.equal(look(page), "0 20~ 40 40~ 40~ 40~ 40~ 40~ 40~ . .");
});

test("a copy on the next frame is a key frame there", () => {
  const page = track();

  page.history.run(copyTo(page.document, { ids: [ID], from: 0, to: 1 }));

  assert.equal(look(page), "0 0 13.33~ 26.67~ 40 40~ 40~ 40~ 40~ . .");
});

test("deleting an object settles nothing", () => {
  const page = track();

  page.history.run(removeObjects(page.document, [ID]));

  assert.equal(look(page), ". . . . . . . . . . .");
});

test("labels that come from elsewhere are taken as they are", () => {
  const page = track();
  const theirs = { objects: [{ id: ID, class: "aaaa0001", attributes: {} }], classifications: [], frames: {
    0: [{ object: ID, box_xywh: [0, 0, 10, 10] }], 1: [{ object: ID, box_xywh: [7, 0, 10, 10], interpolated: true }],
  } };

  page.history.run(replaceAll(page.document, theirs, "command.newer"));

  assert.equal(look(page), "0 7~ . . . . . . . . .");
});

test("other objects of a frame keep their places and their order", () => {
  const page = track();
  page.history.run({ patch: {
    objects: { bus: { id: "bus", class: "aaaa0002", attributes: {} } },
    frames: { 2: [{ object: "bus", box_xywh: [1, 1, 2, 2] }, ...page.document.shapes(2)] },
  } });

  move(page, 0, 20);

  assert.deepEqual(page.document.shapes(2).map((shape) => shape.object), ["bus", ID]);
  assert.equal(look(page), "20 25~ 30~ 35~ 40 40~ 40~ 40~ 40~ . .");
});

test("numbers within a class begin at 0, are given once, and come back with the object", () => {
  const { document, tracks, history } = open({ 0: 0 });
  const add = (id, classHash) => history.run({ patch: { objects: { [id]: { id, class: classHash, attributes: {} } } } });
  add("second", "aaaa0001");
  add("bus", "aaaa0002");
  assert.deepEqual([ID, "second", "bus"].map((id) => tracks.number(id)), [0, 1, 0]);

  history.run(removeObjects(document, [ID]));
  assert.equal(tracks.number("second"), 1);
  history.undo();
  assert.equal(tracks.number(ID), 0);
});

test("a drag among a thousand frames of fifty objects changes the frames up to the next key frames", () => {
  const ids = Array.from({ length: 50 }, (_, index) => `object-${index}`);
  const frames = Object.fromEntries(Array.from({ length: 1000 }, (_, frame) => [frame, ids.map((id, index) => ({
    object: id, box_xywh: [index, frame, 5, 5], ...(frame % 300 ? { interpolated: true } : {}),
  }))]));
  const document = new LabelDocument({ objects: ids.map((id) => ({ id, class: "aaaa0001", attributes: {} })), frames });
  const tracks = new Tracks(document);
  const history = new History(document, undefined, makeSettle({ document, tracks, ontology: new Ontology(CLASSES) }));

  history.run(reshape(document, { frame: 300, changes: new Map([["object-7", { box_xywh: [90, 0, 5, 5] }]]) }));

  assert.equal(Object.keys(history.last.patch.frames).length, 599);
  assert.deepEqual(document.shapeOf("object-7", 150).box_xywh, [48.5, 0, 5, 5]);
});
