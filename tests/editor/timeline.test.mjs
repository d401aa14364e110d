import assert from "node:assert/strict";
import test from "node:test";

import { LabelDocument } from "../../static/editor/document.js";
import { Ontology } from "../../static/editor/ontology.js";
import { clock, lanesOf, scaleOf, stateOf, timingOf } from "../../static/editor/timeline.js";
import { Tracks, runsOf } from "../../static/editor/tracks.js";
import { CLASSES } from "./support.mjs";

const SEEN = { name: "Seen", type: "text", featureNodeHash: "seen", dynamic: true };
const WEATHER = { hash: "bbbb0001", kind: "classification", name: "Weather", color: "#2f9e44", attributes: [{ name: "Weather", type: "text", featureNodeHash: "q" }] };
const ontology = new Ontology([{ ...CLASSES[1], attributes: [SEEN] }, CLASSES[0], WEATHER]);
const box = (object, marked) => ({ object, box_xywh: [0, 0, 1, 1], ...(marked ? { interpolated: true } : {}) });

function open() {
  const document = new LabelDocument({
    objects: [
      { id: "car", class: "aaaa0001" }, { id: "bus", class: "aaaa0002", dynamic: { seen: [{ range: [2, 4], answers: { seen: "half" } }] } }, { id: "late", class: "aaaa0001" },
    ],
    classifications: [{ id: "rain", class: "bbbb0001", answers: { q: "rain" }, ranges: [[5, 6], [0, 1]] }],
    frames: { 0: [box("car"), box("bus")], 1: [box("car", true)], 2: [box("car")], 7: [box("late")] },
  });
  return { document, tracks: new Tracks(document), ontology };
}

test("frames, slices and pictures are told apart", () => {
  const indexes = [0, 1, 2];

  assert.deepEqual([["video", 3], ["dicom", 3], ["image_group", undefined], ["image_sequence", 3]].map(([modality, count]) => {
    const { unit, isContinuous } = timingOf({ modality, count }, indexes);
    return [unit, isContinuous];
  }), [["frame", true], ["slice", true], ["picture", false], ["frame", true]]);
  assert.equal(timingOf({ modality: "dicom", count: 1 }, [0]).isContinuous, false);
});

test("only videos have a time", () => {
  assert.equal(timingOf({ count: 90, rate: 30 }, [0]).time(45), "0:01.50");
  assert.equal(timingOf({ count: 90 }, [0]).time(45), "");
});

for (const [seconds, shown] of [[0, "0:00.00"], [1.966, "0:01.96"], [59.999, "0:59.99"], [65.4, "1:05.40"], [3600, "60:00.00"]]) {
  test(`${seconds} seconds are ${shown}`, () => assert.equal(clock(seconds), shown));
}

test("a place on the strip and its frame are each other's inverse, and places outside are the ends", () => {
  const scale = scaleOf({ count: 300, width: 1000, inset: 9 });

  for (const frame of [0, 1, 150, 299]) assert.equal(scale.frame(scale.x(frame)), frame);
  assert.deepEqual([scale.x(0), scale.x(299), scale.frame(-50), scale.frame(2000)], [9, 991, 0, 299]);
  assert.equal(scaleOf({ count: 3, width: 1000, inset: 9 }).right(2), 1000);
  assert.equal(scaleOf({ count: 1, width: 100, inset: 9 }).frame(80), 0);
});

test("lanes stand in the order of the classes, what is in hand with its answers, classifications last", () => {
  const lanes = lanesOf(open(), { held: ["bus"] });

  assert.deepEqual(lanes.map(({ kind, name }) => [kind, name]),
    [["object", "Bus 0"], ["answer", "Seen"], ["object", "Car 0"], ["object", "Car 1"], ["classification", "Weather"]]);
  assert.deepEqual(lanes.at(-1).spans.map(({ range }) => range), [[0, 1], [5, 6]]);
});

test("lanes of objects that are not on a frame can be left out, apart from what is in hand", () => {
  const shown = (held) => lanesOf(open(), { held, frame: 7, hereOnly: true }).filter(({ kind }) => kind === "object").map(({ id }) => id);

  assert.deepEqual(shown([]), ["late"]);
  assert.deepEqual(shown(["car"]), ["car", "late"]);
});

test("what a lane has on a frame is said in words", () => {
  const lanes = lanesOf(open(), { held: ["bus"] });
  const [, seen, car] = lanes;

  assert.deepEqual([0, 1, 3].map((frame) => stateOf(car, frame)[0]), ["lane.key", "lane.interpolated", "lane.absent"]);
  assert.deepEqual(stateOf(car, 0)[1], { count: 3, keys: 2 });
  assert.deepEqual(stateOf(seen, 3), ["lane.answered", { answer: "half", first: 3, last: 5 }]);
  assert.equal(stateOf(seen, 5)[0], "lane.unanswered");
});

test("frames that follow each other are one run", () => {
  assert.deepEqual(runsOf([0, 1, 2, 5, 9, 10]), [{ first: 0, last: 2 }, { first: 5, last: 5 }, { first: 9, last: 10 }]);
});
