// The worked example of the weights' form: it says what the server's formula says.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { rowScore, written } from "../../static/js/weights/score.js";

const VECTORS = JSON.parse(readFileSync(new URL("./score_vectors.json", import.meta.url)));
const named = ([iou, category, attributes]) => ({ iou, category, attributes });

test("a label scores what scoring/weights.py gives it", () => {
  for (const vector of VECTORS) {
    const parts = {
      iou: vector.similarity_ppm / 1e6, category: vector.category, attributes: vector.attributes_ppm / 1e6,
    };

    assert.ok(Math.abs(rowScore(named(vector.weights), parts) - vector.score) < 1e-9, JSON.stringify(vector));
  }
});

test("a class that is not scored has no score", () => {
  assert.equal(rowScore(named([0, 0, 0]), named([1, 1, 1])), null);
});

test("the sum is written with the weights that count", () => {
  const sum = written(named([50, 50, 0]), named([0.8, 1, 1]), (value) => value.toFixed(1));

  assert.equal(sum, "100 × (50 × 0.8 + 50 × 1) ÷ 100 = 90.0");
});
