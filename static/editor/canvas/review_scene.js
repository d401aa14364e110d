// What review draws on the current frame: benchmark (dashed) under submission (solid). The chosen pair stands out, the others
// step back, and so do those whose outcome is not looked for. Pure: no page, no pixels.

import { SIDES } from "../panes.js";
import { lost, matchesFilter } from "../pairs.js";
import { sceneItem } from "./scene.js";

export function reviewScene({ documents, pairs, session, ontology, pairsOn }) {
  const sides = { benchmark: new Map(), submission: new Map() };
  for (const index of pairsOn(session.frame)) {
    sides.benchmark.set(pairs[index].reference, index);
    sides.submission.set(pairs[index].candidate, index);
  }
  const apart = session.layout === "side" || (session.layout === "overlay" && (session.blend === 0 || session.blend === 100));
  const item = (layer, entry) => {
    const object = documents[layer].object(entry.object);
    const index = sides[layer].get(entry.object) ?? -1;
    const pair = pairs[index];
    return sceneItem(entry, object, ontology, {
      layer,
      dashed: layer === "benchmark",
      pair: index,
      outcome: pair?.outcome ?? "",
      name: tagText(ontology.get(object?.class ?? "").name, pair),
      // Over one another, two names for one object are one too many.
      quiet: layer === "benchmark" && !apart && Boolean(pair?.candidate),
      look: lookOf(session, index, pair),
    });
  };
  return SIDES.flatMap((layer) => documents[layer].shapes(session.frame).map((entry) => item(layer, entry))).filter((entry) => entry.shape);
}

/** The class, and what was lost of its hundred points. */
export const tagText = (name, pair) => {
  const points = pair ? lost(pair) : 0;
  return points >= 0.05 ? `${name} −${points.toFixed(points >= 10 ? 0 : 1)}` : name;
};

function lookOf(session, index, pair) {
  if (session.pair >= 0 && index === session.pair) return "selected";
  if (session.hoverPair >= 0 && index === session.hoverPair) return "hover";
  return session.pair >= 0 || (pair && !matchesFilter(pair, session.outcomes)) ? "dim" : "plain";
}
