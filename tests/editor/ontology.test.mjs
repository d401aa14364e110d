import assert from "node:assert/strict";
import test from "node:test";

import { Ontology } from "../../static/editor/ontology.js";

const NAMES = ["Handcart", "Car", "Police car", "Élan", "Scar"];
const classes = NAMES.map((name, index) => ({ hash: `${index}`, kind: "object", name, shape: "bounding_box", color: "#e5484d" }));
const ontology = new Ontology([
  ...classes,
  { hash: "old", kind: "object", name: "Car of old", shape: "bounding_box", color: "#e5484d", archived: true },
  { hash: "sky", kind: "classification", name: "Sky", shape: "", color: "#e5484d" },
]);

for (const [text, expected] of [
  ["car", ["Car", "Police car", "Handcart", "Scar"]],
  [" CAR ", ["Car", "Police car", "Handcart", "Scar"]],
  ["elan", ["Élan"]],
  ["sky", ["Sky"]],
  ["lorry", []],
  ["", [...NAMES, "Sky"]],
]) {
  test(`a search for "${text}" finds ${expected.join(", ") || "nothing"}`, () => {
    assert.deepEqual(ontology.search(text).map((type) => type.name), expected);
  });
}
