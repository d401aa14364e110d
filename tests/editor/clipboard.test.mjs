import assert from "node:assert/strict";
import test from "node:test";

import { copySelection, pasteInstances, pasteNew } from "../../static/editor/clipboard.js";
import { LabelDocument } from "../../static/editor/document.js";
import { History } from "../../static/editor/history.js";
import { Ontology } from "../../static/editor/ontology.js";
import { Session } from "../../static/editor/session.js";
import { bitmask } from "../../static/editor/shapes/bitmask.js";
import { CLASSES, LIMITS, snapshot, wire } from "./support.mjs";

const MASK = { hash: "aaaa0003", kind: "object", name: "Road", shape: "bitmask", color: "#30a46c", attributes: [] };

function makeEditor(labels = wire([10, 20, 30, 40]), sizes = {}) {
  const document = new LabelDocument(labels);
  const session = new Session({ loaded: true });
  const said = [];
  const say = (key) => said.push(key);
  return {
    document, session, said, history: new History(document), ontology: new Ontology([...CLASSES, MASK]), viewport: { scale: 1 },
    limits: () => sizes[session.frame] ?? LIMITS, announce: say, tell: say,
  };
}

function copyAll(editor) {
  editor.session.select(editor.document.shapes(0).map((shape) => shape.object));
  copySelection(editor);
}

const goTo = ({ session }, frame) => session.set({ frame, selection: [] });

test("an instance pasted on another frame is the same object", () => {
  const editor = makeEditor();
  copyAll(editor);
  goTo(editor, 3);

  pasteInstances(editor);

  assert.equal(editor.document.objects.length, 1);
  assert.deepEqual(editor.document.shapes(3), [{ object: "object-0", box_xywh: [10, 20, 30, 40] }]);
  assert.deepEqual(editor.session.selection, ["object-0"]);
});

test("an instance is on a frame once", () => {
  const editor = makeEditor();
  copyAll(editor);

  pasteInstances(editor);

  assert.equal(editor.document.shapes(0).length, 1);
  assert.equal(editor.said.at(-1), "say.alreadyHere");
});

test("an instance that was deleted comes back, and keeps answers given meanwhile where it was not", () => {
  const editor = makeEditor(wire([10, 20, 30, 40], [1, 2, 3, 4]));
  copyAll(editor);
  editor.document.apply({ objects: { "object-0": null, "object-1": { id: "object-1", class: "aaaa0002", attributes: {} } }, frames: { 0: [] } });

  pasteInstances(editor);

  assert.deepEqual(editor.document.shapes(0).map((shape) => shape.object), ["object-0", "object-1"]);
  assert.equal(editor.document.object("object-1").class, "aaaa0002");
});

test("pasted as new it is another object in the same place", () => {
  const editor = makeEditor();
  copyAll(editor);
  goTo(editor, 3);

  pasteNew(editor);

  const [{ object, box_xywh: box }] = editor.document.shapes(3);
  assert.notEqual(object, "object-0");
  assert.deepEqual(box, [10, 20, 30, 40]);
  assert.equal(editor.document.object(object).class, "aaaa0001");
});

test("pasted as new on its own frame it lies beside, each time a step further", () => {
  const editor = makeEditor();
  copyAll(editor);

  pasteNew(editor);
  pasteNew(editor);

  assert.deepEqual(editor.document.shapes(0).map((shape) => shape.box_xywh[0]), [10, 22, 34]);
});

test("a paste is one step of the history", () => {
  const editor = makeEditor(wire([10, 20, 30, 40], [50, 20, 30, 40]));
  const before = snapshot(editor.document);
  copyAll(editor);

  pasteNew(editor);
  assert.equal(editor.document.shapes(0).length, 4);
  editor.history.undo();

  assert.deepEqual(snapshot(editor.document), before);
});

test("on a smaller picture a shape is moved inside, or left out where it is too large", () => {
  const editor = makeEditor(wire([150, 50, 30, 40], [0, 0, 180, 90]), { 1: { width: 100, height: 80 } });
  copyAll(editor);
  goTo(editor, 1);

  pasteInstances(editor);

  assert.deepEqual(editor.document.shapes(1), [{ object: "object-0", box_xywh: [70, 40, 30, 40] }]);
});

test("a mask is written anew for a picture of another size", () => {
  const geometry = bitmask.fromBytes(new Uint8Array(6).fill(1), { x: 190, y: 90, width: 3, height: 2 }, LIMITS);
  const labels = { objects: [{ id: "mask", class: MASK.hash, attributes: {} }], frames: { 0: [{ object: "mask", ...geometry }] } };
  const editor = makeEditor(labels, { 1: { width: 100, height: 80 } });
  copyAll(editor);
  goTo(editor, 1);

  pasteInstances(editor);

  const [mask] = editor.document.shapes(1);
  assert.deepEqual(mask.size, [80, 100]);
  assert.deepEqual(bitmask.bounds(mask), { x: 97, y: 78, width: 3, height: 2 });
});

test("nothing is pasted before something is copied, nor where nothing may be changed", () => {
  const editor = makeEditor();
  pasteNew(editor);
  pasteInstances(editor);
  copyAll(editor);
  editor.session.set({ mode: "readonly", frame: 1 });
  pasteNew(editor);

  assert.equal(editor.document.objects.length, 1);
  assert.equal(editor.history.canUndo, false);
});
