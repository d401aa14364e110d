// The builder of a skeleton's template: what a press on the drawing makes of it.

import assert from "node:assert/strict";
import test from "node:test";

import {
  addNode, freeId, freeName, isJoined, moveNode, removeNode, toggleEdge,
} from "../../static/js/skeleton/template.js";

const node = (id, name, x = 0, y = 0) => ({ id, name, x, y, k: "0.05" });
const TWO = { nodes: [node("a", "Head"), node("b", "Node 3")], edges: [["a", "b"]] };

test("a node stays inside of the box", () => {
  const moved = moveNode(TWO, "a", { x: -3, y: 104.26 });

  assert.deepEqual([moved.nodes[0].x, moved.nodes[0].y], [0, 100]);
});

test("a node that goes takes its edges along", () => {
  assert.deepEqual(removeNode(TWO, "b"), { nodes: [TWO.nodes[0]], edges: [] });
});

test("the same two nodes are joined, and parted whichever comes first", () => {
  const parted = toggleEdge(TWO, "b", "a");

  assert.equal(isJoined(parted, "a", "b"), false);
  assert.equal(isJoined(toggleEdge(parted, "b", "a"), "a", "b"), true);
  assert.equal(toggleEdge(TWO, "a", "a"), TWO);
});

test("names and ids of new nodes are free", () => {
  const more = addNode(TWO, node("new-1", "Nose"));

  assert.equal(freeName(TWO, "Node {n}"), "Node 4");
  assert.equal(freeId(more), "new-2");
});
