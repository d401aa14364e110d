// Run lengths against texts, areas and bounds that pycocotools 2.0.11 gave for the same masks (rle_vectors.json).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { drawRuns, encodeCrop, factsOf, fromText, toText } from "../../static/editor/rle.js";

const VECTORS = JSON.parse(readFileSync(new URL("./rle_vectors.json", import.meta.url), "utf8"));

function maskOf({ size: [height, width], ones }) {
  const mask = new Uint8Array(height * width);
  for (const place of ones) mask[place] = 1;
  return mask;
}

for (const vector of VECTORS) {
  const [height, width] = vector.size;
  const size = { width, height };
  const whole = { x: 0, y: 0, ...size };

  test(`${vector.name} is written byte for byte as pycocotools writes it`, () => {
    assert.equal(toText(encodeCrop(maskOf(vector), whole, size)), vector.counts);
  });

  test(`${vector.name} is read back pixel for pixel`, () => {
    assert.deepEqual(drawRuns(fromText(vector.counts), new Uint8Array(width * height), whole, size), maskOf(vector));
  });

  test(`${vector.name} tells its area and bounds without being drawn`, () => {
    const { area, bounds } = factsOf(fromText(vector.counts), size);

    assert.equal(area, vector.area);
    assert.deepEqual(Object.values(bounds), vector.bounds);
  });

  test(`${vector.name} is written the same from its crop alone`, () => {
    const runs = fromText(vector.counts);
    const { bounds } = factsOf(runs, size);
    const bytes = drawRuns(runs, new Uint8Array(bounds.width * bounds.height), bounds, size);

    assert.equal(toText(encodeCrop(bytes, bounds, size)), vector.counts);
  });
}

test("an empty mask is one run of zeros", () => {
  const runs = encodeCrop(new Uint8Array(0), { x: 0, y: 0, width: 0, height: 0 }, { width: 4, height: 3 });

  assert.deepEqual(runs, [12]);
  assert.equal(factsOf(runs, { width: 4, height: 3 }).area, 0);
});
