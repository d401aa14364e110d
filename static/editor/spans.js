// Answers that hold for some frames: the dynamic ones of objects, as the wire has them ({question: [{range: [first, last],
// answers}]}), and the ranges of classifications ([[first, last], ...]). Pure.

import { missing, prune } from "./answers.js";

const NONE = Object.freeze([]);

const covers = ([first, last], frame) => first <= frame && frame <= last;

const same = (one, other) => JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

export const isDynamic = (attribute) => Boolean(attribute.dynamic);

/** The answers of an object on a frame, those for all frames and those given here. */
export function answersOn(object, frame) {
  const here = Object.values(object?.dynamic ?? {}).map((spans) => spanAt(spans, frame)?.answers);
  return Object.assign({}, object?.attributes, ...here);
}

export const spansOf = (object, hash) => object?.dynamic?.[hash] ?? NONE;

export const spanAt = (spans, frame) => spans.find(({ range }) => covers(range, frame));

/**
 * The stretch that an answer given on a frame is for: from here to where the present one ends, or the next begins, or the
 * media ends. Where frames are pictures of their own (`alone`), it is this frame.
 */
export function reach(spans, frame, last, alone = false) {
  if (alone) return [frame, frame];
  const here = spanAt(spans, frame);
  if (here) return [frame, here.range[1]];
  const next = spans.find(({ range }) => range[0] > frame);
  return [frame, next ? next.range[0] - 1 : last];
}

/** Spans with other answers on a range (none, where they are empty). Neighbours that say the same become one. */
export function withSpan(spans, [first, last], answers) {
  const cut = spans.flatMap((span) => outside(span.range, [first, last]).map((range) => ({ ...span, range })));
  const all = Object.keys(answers).length ? [...cut, { range: [first, last], answers }] : cut;
  all.sort((one, other) => one.range[0] - other.range[0]);
  return all.reduce((joined, span) => {
    const before = joined.at(-1);
    const continues = before && before.range[1] + 1 === span.range[0] && same(before.answers, span.answers);
    return continues ? [...joined.slice(0, -1), { ...before, range: [before.range[0], span.range[1]] }] : [...joined, span];
  }, []);
}

/** Ranges with one more; those that touch become one. */
export function withRange(ranges, [first, last]) {
  const all = [...withoutRange(ranges, [first, last]), [first, last]].sort((one, other) => one[0] - other[0]);
  return all.reduce((joined, range) => {
    const before = joined.at(-1);
    return before && before[1] + 1 >= range[0] ? [...joined.slice(0, -1), [before[0], range[1]]] : [...joined, range];
  }, []);
}

export const withoutRange = (ranges, taken) => ranges.flatMap((range) => outside(range, taken));

/** An answer to a dynamic question, on a stretch of frames; the object's answer for all frames gives way to it. */
export function answerSpan(document, { id, question, range, answers, last }) {
  const object = document.object(id);
  const hash = question.featureNodeHash;
  const everywhere = prune([question], object.attributes ?? {});
  const before = Object.keys(everywhere).length ? [{ range: [0, last], answers: everywhere }] : spansOf(object, hash);
  return {
    label: "command.answer",
    merge: `dynamic:${id}:${hash}:${range.join("-")}`,
    patch: { objects: { [id]: withSpans(object, question, withSpan(before, range, prune([question], answers))) } },
  };
}

/** The span over a frame with other ends; what it then covers gives way, what it leaves has no answer. */
export function moveSpan(document, { id, question, frame, range }) {
  const object = document.object(id);
  const spans = spansOf(object, question.featureNodeHash);
  const span = spanAt(spans, frame);
  if (!span) return null;
  const moved = withSpan(withSpan(spans, span.range, {}), range, span.answers);
  return { label: "command.range", patch: { objects: { [id]: withSpans(object, question, moved) } } };
}

/** The dynamic answers that still fit, when an object gets another class. */
export function fitting(attributes, dynamic = {}) {
  const kept = attributes.filter((question) => isDynamic(question) && dynamic[question.featureNodeHash]).map((question) => {
    const spans = dynamic[question.featureNodeHash].map((span) => ({ ...span, answers: prune([question], span.answers) }));
    return [question.featureNodeHash, spans.filter(({ answers }) => Object.keys(answers).length)];
  });
  return Object.fromEntries(kept.filter(([, spans]) => spans.length));
}

/** A classification holds on other frames; on these, others of its class give way. Without a frame left it goes. */
export function setRanges(document, id, ranges) {
  const entry = document.classification(id);
  const others = document.classifications.filter((other) => other.class === entry.class && other.id !== id);
  const cut = others.map((other) => [other, ranges.reduce(withoutRange, other.ranges)]);
  const changed = [[entry, ranges], ...cut.filter(([other, left]) => String(left) !== String(other.ranges))]
    .map(([item, left]) => [item.id, left.length ? { ...item, ranges: left } : null]);
  return { label: "command.range", patch: { classifications: Object.fromEntries(changed) } };
}

/** A classification in two: from a frame on, a new one with the same answers. */
export function splitClassification(document, { id, frame, newId }) {
  const entry = document.classification(id);
  const before = withoutRange(entry.ranges, [frame, Infinity]);
  const after = withoutRange(entry.ranges, [-Infinity, frame - 1]);
  if (!before.length || !after.length) return null;
  return {
    label: "command.split",
    patch: { classifications: { [id]: { ...entry, ranges: before }, [newId]: { ...entry, id: newId, ranges: after } } },
  };
}

/** Required questions without an answer, with the frames on which they lack it: [{question, frames}]. */
export function missingOn(attributes, object, frames) {
  if (!attributes.length) return [];
  const found = new Map();
  const known = new Map();
  for (const frame of frames) {
    const here = Object.values(object.dynamic ?? {}).map((spans) => spans.findIndex(({ range }) => covers(range, frame))).join();
    if (!known.has(here)) known.set(here, missing(attributes, answersOn(object, frame)));
    for (const question of known.get(here)) {
      if (!found.has(question)) found.set(question, []);
      found.get(question).push(frame);
    }
  }
  return [...found].map(([question, on]) => ({ question, frames: on }));
}

// Private

const outside = ([first, last], [from, to]) =>
  [[first, Math.min(last, from - 1)], [Math.max(first, to + 1), last]].filter(([start, end]) => start <= end);

/** The object with these spans for a question, which is then no longer answered for all frames; nothing empty is kept. */
function withSpans(object, question, spans) {
  const hash = question.featureNodeHash;
  const own = new Set(Object.keys(prune([question], object.attributes ?? {})));
  const attributes = Object.fromEntries(Object.entries(object.attributes ?? {}).filter(([key]) => !own.has(key)));
  const { dynamic = {}, ...rest } = object;
  const all = Object.fromEntries(Object.entries({ ...dynamic, [hash]: spans }).filter(([, list]) => list.length));
  return { ...rest, attributes, ...(Object.keys(all).length ? { dynamic: all } : {}) };
}
