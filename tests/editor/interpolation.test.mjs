import assert from "node:assert/strict";
import test from "node:test";

import { INTERPOLATED, between } from "../../static/editor/interpolation.js";
import { SHAPES } from "../../static/editor/shapes/index.js";

test("every shape has a rule", () => {
  assert.deepEqual([...INTERPOLATED].sort(), Object.keys(SHAPES).sort());
});

test("a box moves and grows evenly", () => {
  assert.deepEqual(between("bounding_box", { box_xywh: [0, 0, 10, 10] }, { box_xywh: [10, 4, 20, 10] }, 0.25), { box_xywh: [2.5, 1, 12.5, 10] });
});

for (const [from, to, middle] of [[350, 10, 0], [10, 350, 0], [0, 90, 45], [90, 0, 45], [20, 190, 105], [0, 181, 270.5]]) {
  test(`a box turned from ${from} to ${to} degrees takes the shorter way`, () => {
    const turned = (angle) => ({ box_xywh: [0, 0, 10, 10], angle_deg: angle });

    assert.equal(between("rotatable_bounding_box", turned(from), turned(to), 0.5).angle_deg, middle);
  });
}

test("a point and a line move point by point", () => {
  assert.deepEqual(between("point", { point: [0, 0] }, { point: [4, 8] }, 0.5), { point: [2, 4] });
  assert.deepEqual(between("polyline", { points: [0, 0, 10, 0] }, { points: [0, 4, 20, 4] }, 0.5), { points: [0, 2, 15, 2] });
});

test("a line with another number of points keeps its form at both ends", () => {
  const [from, to] = [{ points: [0, 0, 10, 0] }, { points: [0, 10, 4, 10, 10, 10] }];

  assert.deepEqual(between("polyline", from, to, 0).points, [0, 0, 4, 0, 10, 0]);
  assert.deepEqual(between("polyline", from, to, 0.5).points, [0, 5, 4, 5, 10, 5]);
});

const area = (ring) => {
  let twice = 0;
  for (let index = 0; index < ring.length; index += 2) {
    const next = (index + 2) % ring.length;
    twice += ring[index] * ring[next + 1] - ring[next] * ring[index + 1];
  }
  return Math.abs(twice) / 2;
};

test("a polygon that was drawn anew, round the other way and with a point more, keeps its area on the way", () => {
  const from = { polygons: [[[0, 0, 20, 0, 20, 20, 0, 20]]] };
  const to = { polygons: [[[120, 20, 120, 10, 120, 0, 100, 0, 100, 20]]] };

  for (const share of [0.1, 0.5, 0.9]) {
    const [[ring]] = between("polygon", from, to, share).polygons;
    assert.ok(Math.abs(area(ring) - 400) < 1, `${share}: ${area(ring)}`);
  }
});

test("a polygon whose hole went is held", () => {
  const from = { polygons: [[[0, 0, 20, 0, 20, 20], [5, 2, 8, 2, 8, 4]]] };

  assert.equal(between("polygon", from, { polygons: [[[0, 0, 30, 0, 30, 30]]] }, 0.5), from);
});

test("a skeleton moves node by node, whatever their order, and shows what the earlier one shows", () => {
  const node = (id, x, visibility = "visible") => ({ id, x, y: 0, visibility });
  const mixed = between("skeleton", { nodes: [node("a", 0, "occluded"), node("b", 10)] }, { nodes: [node("b", 20), node("a", 4)] }, 0.5);

  assert.deepEqual(mixed.nodes, [node("a", 2, "occluded"), node("b", 15)]);
});

test("a node without a place, and a mask, are held", () => {
  const from = { nodes: [{ id: "a", visibility: "invisible" }] };
  const mask = { size: [2, 2], counts: "04" };

  assert.deepEqual(between("skeleton", from, { nodes: [{ id: "a", x: 1, y: 1, visibility: "visible" }] }, 0.5), from);
  assert.equal(between("bitmask", mask, { size: [2, 2], counts: "13" }, 0.5), mask);
});
