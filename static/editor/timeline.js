// What the timeline shows, without a page: how frames are called, where they lie, and the lanes of objects and answers. Pure.

import { inWords } from "./answers.js";
import { isDynamic, spansOf } from "./spans.js";

const UNITS = Object.freeze({ dicom: "slice", image_group: "picture" });
const PLAY_RATE = 10; // frames a second, where the media has none of its own

const pad = (number, digits) => String(number).padStart(digits, "0");

/** Seconds as a clock shows them: 1:05.40 */
export const clock = (seconds) => `${Math.floor(seconds / 60)}:${pad((Math.floor(seconds * 100) / 100 % 60).toFixed(2), 5)}`;

/**
 * How the frames of a task hang together: {unit, count, last, isContinuous, rate, time(frame)}. Where they are pictures of
 * their own, nothing goes on from one to the next.
 */
export function timingOf({ modality = "", count, rate = null }, indexes) {
  return Object.freeze({
    unit: UNITS[modality] ?? "frame",
    count: indexes.length,
    last: indexes.at(-1),
    isContinuous: count > 1 && indexes.length > 1,
    hasTime: Boolean(rate),
    rate: rate ?? PLAY_RATE,
    time: (frame) => (rate ? clock(frame / rate) : ""),
  });
}

/** Where frames lie on a strip of so many pixels, the first and the last `inset` from its ends: their middles and their sides. */
export function scaleOf({ count, width, inset }) {
  const step = count > 1 ? Math.max(width - 2 * inset, 1) / (count - 1) : 0;
  return Object.freeze({
    step,
    x: (frame) => inset + frame * step,
    left: (frame) => Math.max(inset + frame * step - Math.max(step / 2, 1), 0),
    right: (frame) => Math.min(inset + frame * step + Math.max(step / 2, 1), width),
    frame: (x) => Math.min(Math.max(Math.round(step ? (x - inset) / step : 0), 0), count - 1),
  });
}

/** The lanes from top to bottom: objects by class and number, those in hand with their dynamic answers, then classifications. */
export function lanesOf({ document, tracks, ontology, layer = "" }, { held = [], frame = 0, hereOnly = false } = {}) {
  const order = new Map(ontology.classes.map((type, index) => [type.hash, index]));
  const objects = document.objects
    .filter(({ id }) => !hereOnly || held.includes(id) || tracks.state(id, frame) !== "none")
    .map((object) => ({ object, type: ontology.get(object.class), number: tracks.number(object.id) }))
    .sort((one, other) => (order.get(one.type.hash) ?? 0) - (order.get(other.type.hash) ?? 0) || one.number - other.number);
  return [
    ...objects.flatMap(({ object, type, number }) => [
      { kind: "object", key: `${layer}${object.id}`, id: object.id, layer, name: `${type.name} ${number}`, color: type.color, track: tracks.of(object.id), isHeld: held.includes(object.id) },
      ...(held.includes(object.id) ? answerLanes(object, type, layer) : []),
    ]),
    ...ontology.classes.filter((type) => type.kind === "classification").flatMap((type) => classificationLane(document, type, layer)),
  ];
}

/** What a lane has on a frame, in the words of the page: a key and its values. */
export function stateOf(lane, frame) {
  if (lane.kind !== "object") {
    const span = lane.spans.find(({ range: [first, last] }) => first <= frame && frame <= last);
    return span ? ["lane.answered", { answer: span.text, first: span.range[0] + 1, last: span.range[1] + 1 }] : ["lane.unanswered", {}];
  }
  const { frames, keys } = lane.track;
  const facts = { count: frames.length, keys: keys.length };
  if (!frames.includes(frame)) return ["lane.absent", facts];
  return [keys.includes(frame) ? "lane.key" : "lane.interpolated", facts];
}

// Private

const answerLanes = (object, type, layer) => type.attributes.filter(isDynamic).map((question) => ({
  kind: "answer", key: `${layer}${object.id} ${question.featureNodeHash}`, id: object.id, layer, question, name: question.name, color: type.color,
  spans: spansOf(object, question.featureNodeHash).map(({ range, answers }) => ({ range, text: inWords([question], answers) })),
}));

function classificationLane(document, type, layer) {
  const entries = document.classifications.filter((entry) => entry.class === type.hash);
  const spans = entries.flatMap((entry) => entry.ranges.map((range) => ({ id: entry.id, range, text: inWords(type.attributes, entry.answers) })));
  if (type.archived && !spans.length) return [];
  spans.sort((one, other) => one.range[0] - other.range[0]);
  return [{ kind: "classification", key: `${layer}${type.hash}`, classHash: type.hash, layer, name: type.name, color: type.color, spans }];
}
