import assert from "node:assert/strict";
import test from "node:test";

import { CLASSES, makeDocument, snapshot } from "./support.mjs";
import * as commands from "../../static/editor/commands.js";
import { History } from "../../static/editor/history.js";

const box = (...numbers) => ({ box_xywh: numbers });

const QUESTION = [{ name: "Quality", type: "radio", featureNodeHash: "q", options: [{ label: "Sharp", featureNodeHash: "sharp" }] }];

/** One of every command, made for a document with two boxes. */
const EVERY_COMMAND = {
  addObject: (document) => commands.addObject(document, { id: "fresh", classHash: "aaaa0001", frame: 0, geometry: box(1, 1, 5, 5) }),
  reshape: (document) => commands.reshape(document, { frame: 0, changes: new Map([["object-1", box(9, 9, 9, 9)]]) }),
  paint: (document) => {
    const geometries = new Map([["fresh", box(1, 1, 5, 5)], ["object-0", box(12, 10, 5, 5)], ["object-1", null]]);
    return commands.paint(document, { frame: 0, object: { id: "fresh", class: "aaaa0001", attributes: {} }, geometries });
  },
  removeObjects: (document) => commands.removeObjects(document, ["object-0"]),
  changeClass: (document) => commands.changeClass(document, ["object-0", "object-1"], CLASSES[1]),
  setAttributes: (document) => commands.setAttributes(document, { id: "object-0", attributes: QUESTION, answers: { q: "sharp" } }),
  answerClassification: (document) =>
    commands.answerClassification(document, { id: "c", classHash: "cccc0001", attributes: QUESTION, frame: 0, answers: { q: "sharp" } }),
  merge: (document) => commands.merge(document, { frame: 0, id: "object-0", geometry: box(0, 0, 90, 90), gone: ["object-1"], label: "command.join" }),
  restack: (document) => commands.restack(document, { frame: 0, ids: ["object-0"], toFront: true }),
  duplicate: (document) => commands.duplicate(document, { frame: 0, copies: [{ from: "object-0", id: "copy", geometry: box(2, 2, 5, 5) }] }),
  paste: (document) => commands.paste(document, { frame: 2, pieces: [{ object: document.object("object-0"), geometry: box(2, 2, 5, 5) }] }),
  replaceAll: (document) => commands.replaceAll(document, { objects: [], classifications: [], frames: {} }, "command.newer"),
};

test("the table above holds every command there is", () => {
  assert.deepEqual(Object.keys(EVERY_COMMAND).sort(), Object.keys(commands).sort());
});

for (const [name, make] of Object.entries(EVERY_COMMAND)) {
  test(`${name} changes the document, can be undone and done again`, () => {
    const document = makeDocument([10, 10, 20, 20], [50, 10, 20, 20]);
    const history = new History(document);
    const before = snapshot(document);

    history.run(make(document));
    const after = snapshot(document);
    history.undo();

    assert.notDeepEqual(after, before);
    assert.deepEqual(snapshot(document), before);
    history.redo();
    assert.deepEqual(snapshot(document), after);
  });
}

test("commands of one merge key within a second are one step", () => {
  let now = 0;
  const document = makeDocument([0, 0, 5, 5]);
  const history = new History(document, () => now);
  const move = (x, at) => {
    now = at;
    history.run(commands.reshape(document, { frame: 0, changes: new Map([["object-0", box(x, 0, 5, 5)]]), merge: "nudge" }));
  };

  move(1, 0);
  move(2, 900);
  move(3, 1800);
  move(4, 5000);

  history.undo();
  assert.equal(document.shapes(0)[0].box_xywh[0], 3);
  history.undo();
  assert.equal(document.shapes(0)[0].box_xywh[0], 0);
  assert.equal(history.canUndo, false);
  history.redo();
  assert.equal(document.shapes(0)[0].box_xywh[0], 3);
});

test("a new command forgets what could have been done again", () => {
  const document = makeDocument([0, 0, 5, 5]);
  const history = new History(document);
  history.run(EVERY_COMMAND.addObject(document));
  history.undo();

  history.run(EVERY_COMMAND.removeObjects(document));

  assert.equal(history.canRedo, false);
});

test("undo has no end", () => {
  const document = makeDocument([0, 0, 5, 5]);
  const history = new History(document);
  for (let x = 1; x <= 5000; x += 1) {
    history.run(commands.reshape(document, { frame: 0, changes: new Map([["object-0", box(x, 0, 5, 5)]]) }));
  }

  while (history.canUndo) history.undo();

  assert.equal(document.shapes(0)[0].box_xywh[0], 0);
});

test("changing the class to the one an object has is no command", () => {
  assert.equal(commands.changeClass(makeDocument([0, 0, 5, 5]), ["object-0"], CLASSES[0]), null);
});

test("a classification without any answer goes", () => {
  const document = makeDocument();
  const history = new History(document);
  const answer = (answers) => history.run(commands.answerClassification(document, {
    id: "c", classHash: "cccc0001", attributes: QUESTION, frame: 0, answers,
  }));

  answer({ q: "sharp" });
  answer({});

  assert.deepEqual(document.classifications, []);
});
