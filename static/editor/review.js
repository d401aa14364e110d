// Review: the pairs of benchmark and submission, in the order in which they are read, and the way from one to the next.

import { goToFrame } from "./editing.js";
import { unite } from "./geometry.js";
import { SHAPES } from "./shapes/index.js";

const OUTCOMES = Object.freeze(["missing", "extra", "wrong_category", "matched"]);

/** What a pair cost: a full match costs nothing. Pairs without a score are judged by their outcome. */
export const cost = (pair) => (pair.score === null || pair.score === undefined ? (pair.outcome === "matched" ? 0 : 100) : 100 - pair.score);

/** The costliest first; the index into the configuration's list stays the pair's name. */
export const readingOrder = (pairs) =>
  pairs.map((pair, index) => ({ ...pair, index })).sort((one, other) =>
    cost(other) - cost(one) || OUTCOMES.indexOf(one.outcome) - OUTCOMES.indexOf(other.outcome) || one.index - other.index);

export const countByOutcome = (pairs) =>
  OUTCOMES.map((outcome) => ({ outcome, count: pairs.filter((pair) => pair.outcome === outcome).length }));

export function showPair(editor, index) {
  const pair = editor.pairs[index];
  if (!pair) return;
  goToFrame(editor, pair.frame);
  editor.session.set({ pair: index });
  const rects = [["benchmark", pair.reference], ["submission", pair.candidate]]
    .filter(([layer, id]) => id && editor.documents[layer].object(id))
    .map(([layer, id]) => boundsOf(editor, layer, id, pair.frame))
    .filter(Boolean);
  if (rects.length) editor.viewport.reveal(unite(rects));
}

/** The next pair that cost something, in reading order; round the end to the beginning. */
export function stepPair(editor, by) {
  if (editor.session.mode !== "review") return;
  const order = readingOrder(editor.pairs).filter((pair) => cost(pair) > 0 || pair.outcome !== "matched");
  if (!order.length) return;
  const at = order.findIndex((pair) => pair.index === editor.session.pair);
  const next = at < 0 ? (by > 0 ? 0 : order.length - 1) : (at + by + order.length) % order.length;
  showPair(editor, order[next].index);
}

function boundsOf({ documents, ontology }, layer, id, frame) {
  const entry = documents[layer].shapeOf(id, frame);
  const shape = SHAPES[ontology.get(documents[layer].object(id).class).shape];
  return entry && shape ? shape.bounds(entry) : null;
}
