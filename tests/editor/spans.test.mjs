import assert from "node:assert/strict";
import test from "node:test";

import { changeClass } from "../../static/editor/commands.js";
import { LabelDocument } from "../../static/editor/document.js";
import {
  answerSpan, answersOn, missingOn, moveSpan, reach, setRanges, splitClassification, withRange, withSpan, withoutRange,
} from "../../static/editor/spans.js";

const SEEN = {
  name: "Seen", type: "radio", featureNodeHash: "seen", required: true, dynamic: true, options: [
    { label: "Whole", featureNodeHash: "whole", options: [] },
    { label: "In part", featureNodeHash: "part", options: [{ name: "Percent", type: "numeric", featureNodeHash: "percent", required: true, options: [] }] },
  ],
};
const span = (first, last, seen, more = {}) => ({ range: [first, last], answers: { seen, ...more } });
const car = (changes = {}) => new LabelDocument({ objects: [{ id: "car", class: "aaaa0001", attributes: {}, ...changes }] });
const LAST = 99;

const answered = (document, range, answers) => {
  document.apply(answerSpan(document, { id: "car", question: SEEN, range, answers, last: LAST }).patch);
  return document.object("car");
};

test("the answers of a frame are those for all frames and those given there", () => {
  const object = { attributes: { make: "Fiat" }, dynamic: { seen: [span(3, 5, "part", { percent: 4 })] } };

  assert.deepEqual(answersOn(object, 4), { make: "Fiat", seen: "part", percent: 4 });
  assert.deepEqual(answersOn(object, 6), { make: "Fiat" });
  assert.deepEqual(answersOn(undefined, 6), {});
});

test("an answer reaches to the next one, or to the end", () => {
  const spans = [span(10, 19, "whole"), span(30, 39, "part")];

  assert.deepEqual(reach(spans, 0, LAST), [0, 9]);
  assert.deepEqual(reach(spans, 12, LAST), [12, 19]);
  assert.deepEqual(reach(spans, 20, LAST), [20, 29]);
  assert.deepEqual(reach(spans, 50, LAST), [50, LAST]);
  assert.deepEqual(reach(spans, 50, LAST, true), [50, 50]);
});

test("a new answer cuts those it covers", () => {
  assert.deepEqual(withSpan([span(0, 9, "whole")], [3, 5], { seen: "part" }), [span(0, 2, "whole"), span(3, 5, "part"), span(6, 9, "whole")]);
  assert.deepEqual(withSpan([span(0, 2, "whole"), span(3, 5, "part")], [1, 8], { seen: "part" }), [span(0, 0, "whole"), span(1, 8, "part")]);
});

test("neighbours that say the same become one, and no answer is a hole", () => {
  assert.deepEqual(withSpan([span(0, 4, "whole"), span(8, 9, "whole")], [5, 7], { seen: "whole" }), [span(0, 9, "whole")]);
  assert.deepEqual(withSpan([span(0, 9, "whole")], [4, 5], {}), [span(0, 3, "whole"), span(6, 9, "whole")]);
});

test("answering by frame takes the place of the answer for all frames", () => {
  const document = car({ attributes: { make: "Fiat", seen: "part", percent: 10 } });

  assert.deepEqual(answered(document, [50, LAST], { seen: "whole" }), {
    id: "car", class: "aaaa0001", attributes: { make: "Fiat" }, dynamic: { seen: [span(0, 49, "part", { percent: 10 }), span(50, LAST, "whole")] },
  });
});

test("answers below an option that is not chosen are dropped, and nothing empty is kept", () => {
  const document = car();

  assert.deepEqual(answered(document, [0, 5], { seen: "whole", percent: 4 }).dynamic, { seen: [span(0, 5, "whole")] });
  assert.equal("dynamic" in answered(document, [0, LAST], {}), false);
});

test("a span gets other ends", () => {
  const document = car({ dynamic: { seen: [span(0, 4, "whole"), span(5, 9, "part")] } });

  document.apply(moveSpan(document, { id: "car", question: SEEN, frame: 5, range: [3, 7] }).patch);

  assert.deepEqual(document.object("car").dynamic.seen, [span(0, 2, "whole"), span(3, 7, "part")]);
  assert.equal(moveSpan(document, { id: "car", question: SEEN, frame: 50, range: [3, 7] }), null);
});

test("another class keeps the dynamic answers that it asks for", () => {
  const document = car({ dynamic: { seen: [span(0, 4, "whole")], other: [{ range: [0, 1], answers: { other: "x" } }] } });

  document.apply(changeClass(document, ["car"], { hash: "aaaa0002", attributes: [SEEN] }).patch);

  assert.deepEqual(document.object("car").dynamic, { seen: [span(0, 4, "whole")] });
});

test("ranges join where they touch and part where something is taken out", () => {
  assert.deepEqual(withRange([[0, 4], [8, 9]], [5, 6]), [[0, 6], [8, 9]]);
  assert.deepEqual(withRange([[0, 4], [8, 9]], [3, 8]), [[0, 9]]);
  assert.deepEqual(withoutRange([[0, 9]], [3, 5]), [[0, 2], [6, 9]]);
  assert.deepEqual(withoutRange([[0, 9]], [0, 20]), []);
});

const weather = () => new LabelDocument({ classifications: [
  { id: "day", class: "bbbb0001", answers: { q: "day" }, ranges: [[0, 9]] }, { id: "night", class: "bbbb0001", answers: { q: "night" }, ranges: [[10, 19]] },
] });

test("a classification that holds on more frames takes them from others of its class", () => {
  const document = weather();

  document.apply(setRanges(document, "day", [[0, 14]]).patch);
  assert.deepEqual(document.classification("night").ranges, [[15, 19]]);

  document.apply(setRanges(document, "day", [[0, 50]]).patch);
  assert.equal(document.classification("night"), undefined);
});

test("a classification is split in two with the same answers", () => {
  const document = weather();

  document.apply(splitClassification(document, { id: "day", frame: 4, newId: "evening" }).patch);

  assert.deepEqual(document.classifications.map(({ id, answers, ranges }) => [id, answers.q, ranges]),
    [["day", "day", [[0, 3]]], ["night", "night", [[10, 19]]], ["evening", "day", [[4, 9]]]]);
  assert.equal(splitClassification(document, { id: "day", frame: 0, newId: "x" }), null);
});

test("what is missing is told with its frames", () => {
  const object = { attributes: {}, dynamic: { seen: [span(0, 1, "whole"), span(2, 3, "part")] } };

  const found = missingOn([SEEN], object, [1, 2, 3, 4]).map(({ question, frames }) => [question.name, frames]);

  assert.deepEqual(found, [["Percent", [2, 3]], ["Seen", [4]]]);
});
