import assert from "node:assert/strict";
import test from "node:test";

import { asked, inWords, missing, prune } from "../../static/editor/answers.js";

const option = (hash, options = []) => ({ label: hash, featureNodeHash: hash, options });
const ATTRIBUTES = [
  {
    name: "State", type: "radio", featureNodeHash: "state", required: true,
    options: [option("whole"), option("damaged", [
      { name: "How", type: "text", featureNodeHash: "how", required: true },
      { name: "Where", type: "checklist", featureNodeHash: "where", options: [option("left"), option("right", [
        { name: "How many", type: "numeric", featureNodeHash: "many", required: true },
      ])] },
    ])],
  },
];
const hashes = (attributes) => attributes.map((attribute) => attribute.featureNodeHash);

test("nested questions are asked only where their option is chosen", () => {
  assert.deepEqual(hashes(asked(ATTRIBUTES, {})), ["state"]);
  assert.deepEqual(hashes(asked(ATTRIBUTES, { state: "whole" })), ["state"]);
  assert.deepEqual(hashes(asked(ATTRIBUTES, { state: "damaged", where: ["right"] })), ["state", "how", "where", "many"]);
});

test("pruning drops empty answers and answers to questions no longer asked", () => {
  assert.deepEqual(prune(ATTRIBUTES, { state: "whole", how: "dent", where: ["right"], many: 2 }), { state: "whole" });
  assert.deepEqual(prune(ATTRIBUTES, { state: "damaged", how: "  ", where: [] }), { state: "damaged" });
});

test("zero is an answer", () => {
  const answers = { state: "damaged", how: "dent", where: ["right"], many: 0 };

  assert.deepEqual(prune(ATTRIBUTES, answers), answers);
  assert.deepEqual(missing(ATTRIBUTES, answers), []);
});

test("answers are told in words, parents first", () => {
  assert.equal(inWords(ATTRIBUTES, { state: "damaged", how: "dent", where: ["left", "right"], many: 3 }), "damaged, dent, left, right, 3");
  assert.equal(inWords(ATTRIBUTES), "");
});

test("missing names what is required, asked and not answered", () => {
  assert.deepEqual(hashes(missing(ATTRIBUTES, {})), ["state"]);
  assert.deepEqual(hashes(missing(ATTRIBUTES, { state: "whole" })), []);
  assert.deepEqual(hashes(missing(ATTRIBUTES, { state: "damaged", where: ["right"] })), ["how", "many"]);
});
