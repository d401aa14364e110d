// Windowing: PS3.3 C.11.2.1.2 in numbers, inversion, signs and the rescale.

import assert from "node:assert/strict";
import test from "node:test";

import { greyOf, paintSamples, tableOf, windowOfRange } from "../../static/editor/media/_window.js";

const SOFT = { center: 40, width: 400 };

test("the linear function follows the standard, half-open at both ends", () => {
  // (x - (c - 0.5)) / (w - 1) + 0.5, from c - 0.5 - (w-1)/2 to c - 0.5 + (w-1)/2
  assert.equal(greyOf(-160, SOFT), 0);
  assert.equal(greyOf(-1000, SOFT), 0);
  assert.equal(greyOf(39.5, SOFT), 128);
  assert.equal(greyOf(239, SOFT), 255);
  assert.equal(greyOf(3000, SOFT), 255);
  assert.equal(greyOf(100, SOFT), Math.floor(((100 - 39.5) / 399 + 0.5) * 255 + 0.5));
});

test("the exact and the sigmoid function are those of the standard", () => {
  assert.equal(greyOf(40, { ...SOFT, kind: "LINEAR_EXACT" }), 128);
  assert.equal(greyOf(-160, { ...SOFT, kind: "LINEAR_EXACT" }), 0);
  assert.equal(greyOf(240, { ...SOFT, kind: "LINEAR_EXACT" }), 255);
  assert.equal(greyOf(40, { ...SOFT, kind: "SIGMOID" }), 128);
  assert.equal(greyOf(140, { ...SOFT, kind: "SIGMOID" }), Math.floor(255 / (1 + Math.exp(-1)) + 0.5));
});

test("a window of one value parts black from white", () => {
  assert.equal(greyOf(9.4, { center: 10, width: 1 }), 0);
  assert.equal(greyOf(10, { center: 10, width: 1 }), 255);
});

test("an inverted picture is its own negative", () => {
  for (const value of [-2000, 0, 40, 100, 3000]) {
    assert.equal(greyOf(value, SOFT) + greyOf(value, { ...SOFT, inverted: true }), 255);
  }
});

test("stored samples are rescaled, with their sign", () => {
  const signed = tableOf({ signed: true, slope: 2, intercept: -10 }, SOFT);
  const unsigned = tableOf({ signed: false, slope: 1, intercept: -1024 }, SOFT);
  const samples = new Uint16Array([65536 - 20, 55]);
  const pixels = new Uint32Array(2);

  paintSamples(samples, signed, pixels);

  assert.equal(pixels[0] & 0xff, greyOf(-50, SOFT));
  assert.equal(pixels[1] & 0xff, greyOf(100, SOFT));
  assert.equal(pixels[1] >>> 24, 255);
  assert.equal(unsigned[1064] & 0xff, greyOf(40, SOFT));
});

test("the window of a range shows both of its ends", () => {
  assert.deepEqual(windowOfRange([-100, 300]), { center: 100, width: 400 });
  assert.equal(windowOfRange([7, 7]).width, 1);
});
