// Review: going from one difference to the next, and how the two sides lie on the stage.

import { goToFrame } from "./editing.js";
import { unite } from "./geometry.js";
import { inOrder, isDifference } from "./pairs.js";
import { EVEN, LAYOUTS, layerOf } from "./panes.js";
import { SHAPES } from "./shapes/index.js";

const BLENDS = Object.freeze({ both: 0, benchmark: 100, submission: EVEN }); // what follows on each

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

/** The next of the pairs that cost something and are looked for, in the order of the list; round the end to the beginning. */
export function stepPair(editor, by) {
  const { session, pairs } = editor;
  if (session.mode !== "review") return;
  const order = inOrder(pairs, session).filter(isDifference);
  if (!order.length) return editor.tell("say.noDifference");
  const at = order.findIndex((pair) => pair.index === session.pair);
  const next = at < 0 ? (by > 0 ? 0 : order.length - 1) : (at + by + order.length) % order.length;
  showPair(editor, order[next].index);
}

/** Both, the benchmark, the submission, and both again. */
export function nextLayer({ session, config }) {
  if (session.mode !== "review" || !config.documents.benchmark) return;
  if (session.layout !== "overlay") return session.set({ layout: "overlay", blend: EVEN });
  session.set({ blend: BLENDS[layerOf(session)] });
}

export function nextLayout({ session, config }) {
  if (session.mode !== "review" || !config.documents.benchmark) return;
  session.set({ layout: LAYOUTS[(LAYOUTS.indexOf(session.layout) + 1) % LAYOUTS.length] });
}

export function toggleOutcome(session, outcome) {
  const outcomes = new Set(session.outcomes);
  if (!outcomes.delete(outcome)) outcomes.add(outcome);
  session.set({ outcomes: Object.freeze(outcomes) });
}

function boundsOf({ documents, ontology }, layer, id, frame) {
  const entry = documents[layer].shapeOf(id, frame);
  const shape = SHAPES[ontology.get(documents[layer].object(id).class).shape];
  return entry && shape ? shape.bounds(entry) : null;
}
