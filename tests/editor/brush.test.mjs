import assert from "node:assert/strict";
import test from "node:test";

import { cropOf, fill, stroke } from "../../static/editor/brush.js";

const SIZE = { width: 60, height: 40 };
const empty = () => new Uint8Array(SIZE.width * SIZE.height);
const count = (mask) => mask.reduce((sum, value) => sum + value, 0);
const at = (x, y) => ({ x, y });

test("a dab is a disc about the pointer", () => {
  const mask = empty();

  stroke(mask, SIZE, { from: at(30, 20), to: at(30, 20), radius: 10, value: 1 });

  assert.ok(Math.abs(count(mask) - Math.PI * 100) < 10);
  assert.equal(mask[20 * 60 + 30], 1);
  assert.equal(mask[20 * 60 + 41], 0);
});

test("a fast stroke leaves no gaps", () => {
  const mask = empty();

  stroke(mask, SIZE, { from: at(5, 20), to: at(55, 20), radius: 2, value: 1 });

  for (let x = 5; x < 55; x += 1) assert.equal(mask[20 * 60 + x], 1, `x ${x}`);
});

test("the thinnest brush paints the pixel under it", () => {
  const mask = empty();

  stroke(mask, SIZE, { from: at(10.4, 7.6), to: at(10.4, 7.6), radius: 0.5, value: 1 });

  assert.equal(count(mask), 1);
  assert.equal(mask[7 * 60 + 10], 1);
});

test("nothing is painted beyond the frame, and nothing is told of it", () => {
  const mask = empty();

  assert.equal(stroke(mask, SIZE, { from: at(-90, -90), to: at(-80, -90), radius: 5, value: 1 }), null);
  const rect = stroke(mask, SIZE, { from: at(-2, 20), to: at(2, 20), radius: 5, value: 1 });

  assert.ok(rect.x === 0 && rect.width <= 8);
  assert.equal(mask[20 * 60 + 59], 0);
});

test("the eraser takes away what the brush laid down", () => {
  const mask = empty();
  const way = { from: at(10, 10), to: at(50, 30), radius: 6 };

  stroke(mask, SIZE, { ...way, value: 1 });
  stroke(mask, SIZE, { ...way, value: 0 });

  assert.equal(count(mask), 0);
});

test("pixels that are kept are left alone", () => {
  const [mask, kept] = [empty(), empty()];
  kept.fill(1, 0, 20 * 60);

  stroke(mask, SIZE, { from: at(30, 20), to: at(30, 20), radius: 10, value: 1, kept });

  assert.equal(count(mask.subarray(0, 20 * 60)), 0);
  assert.ok(count(mask) > 0);
});

test("an outline is filled to the pixels whose centre lies inside", () => {
  const mask = empty();

  fill(mask, SIZE, { points: [at(10, 10), at(20, 10), at(20, 15), at(10, 15)], value: 1 });

  assert.equal(count(mask), 50);
  assert.deepEqual([mask[10 * 60 + 10], mask[14 * 60 + 19], mask[15 * 60 + 10], mask[10 * 60 + 20]], [1, 1, 0, 0]);
});

test("an outline that leaves the frame is cut at its edge", () => {
  const mask = empty();

  fill(mask, SIZE, { points: [at(-10, -10), at(200, -10), at(200, 5), at(-10, 5)], value: 1 });

  assert.equal(count(mask), 5 * 60);
});

test("a crop holds the bytes of its rectangle", () => {
  const mask = empty();
  mask[3 * 60 + 4] = 1;

  assert.deepEqual([...cropOf(mask, SIZE, { x: 3, y: 2, width: 3, height: 2 })], [0, 0, 0, 0, 1, 0]);
});
