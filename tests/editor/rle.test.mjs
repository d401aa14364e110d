// Run lengths against texts, areas and bounds that pycocotools 2.0.11 gave for the same masks (rle_vectors.json).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { drawRuns, encodeCrop, fromText, toText } from "../../static/editor/rle.js";
import { combine, factsOf, shiftRuns } from "../../static/editor/runs.js";

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
    assert.deepEqual(drawRuns(fromText(vector.counts), whole, size), maskOf(vector));
  });

  test(`${vector.name} tells its area and bounds without being drawn`, () => {
    const { area, bounds } = factsOf(fromText(vector.counts), size);

    assert.equal(area, vector.area);
    assert.deepEqual(Object.values(bounds), vector.bounds);
  });

  test(`${vector.name} is written the same from its crop alone`, () => {
    const runs = fromText(vector.counts);
    const { bounds } = factsOf(runs, size);
    const bytes = drawRuns(runs, bounds, size);

    assert.equal(toText(encodeCrop(bytes, bounds, size)), vector.counts);
  });
}

test("an empty mask is one run of zeros", () => {
  const runs = encodeCrop(new Uint8Array(0), { x: 0, y: 0, width: 0, height: 0 }, { width: 4, height: 3 });

  assert.deepEqual([...runs], [12]);
  assert.equal(factsOf(runs, { width: 4, height: 3 }).area, 0);
});

/** Masks of every density and odd sizes; crops that lie anywhere. */
function* randomMasks() {
  let seed = 7;
  const random = () => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed / 2147483648; };
  for (let round = 0; round < 200; round += 1) {
    const size = { width: 1 + Math.floor(random() * 23), height: 1 + Math.floor(random() * 17) };
    const density = random();
    const other = Uint8Array.from({ length: size.width * size.height }, () => Number(random() < 0.5));
    yield { size, mask: Uint8Array.from({ length: size.width * size.height }, () => Number(random() < density)), other };
  }
}

const runsOf = (mask, size) => encodeCrop(mask, { x: 0, y: 0, ...size }, size);

test("any mask comes back as it was, through its text", () => {
  for (const { size, mask } of randomMasks()) {
    const runs = fromText(toText(runsOf(mask, size)));

    assert.deepEqual(drawRuns(runs, { x: 0, y: 0, ...size }, size), mask);
    assert.equal(runs.reduce((sum, run) => sum + run, 0), mask.length);
  }
});

test("two masks are combined as their pixels are", () => {
  for (const { size, mask, other } of randomMasks()) {
    const pixels = mask.map((value, place) => Number(value && !other[place]));

    const runs = combine(runsOf(mask, size), runsOf(other, size), (one, two) => one && !two, size);

    assert.deepEqual(runs, runsOf(pixels, size));
  }
});

test("shifted runs are those of the shifted pixels", () => {
  for (const { size, mask } of randomMasks()) {
    const runs = runsOf(mask, size);
    const { area, bounds } = factsOf(runs, size);
    const [dx, dy] = [size.width - bounds.x - bounds.width, -bounds.y];
    if (!area) continue;

    const shifted = drawRuns(shiftRuns(runs, dx, dy, size), { x: 0, y: 0, ...size }, size);

    assert.deepEqual(shifted, drawRuns(encodeCrop(drawRuns(runs, bounds, size), { ...bounds, x: bounds.x + dx, y: 0 }, size), { x: 0, y: 0, ...size }, size));
  }
});
